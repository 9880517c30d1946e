"""A call about what another process has under way: left beside the state as a letter, answered by that process.

An operation lives in the process that began it, and that process has the lock until it is over: what is to break the
operation off cannot wait for the lock. The holder looks for letters as often as it shows its state to others.
"""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bbfd.local.reads import operation
from bbfd.local.wire import Answer, Call

_CALL, _LETTER, _REPLY = "call-", ".letter", ".reply"
_MEANT_FOR_WHO_RUNS_IT = frozenset({"CancelUpdateStack"})
_PAUSE = 0.05  # seconds between two looks for a reply


def can_be_sent(call: Call) -> bool:
    """Whether the call is about what runs, so that who runs it has to answer."""
    return operation(call) in _MEANT_FOR_WHO_RUNS_IT


def is_letter(path: Path) -> bool:
    """Whether a file of the folder is one of these, also one that nobody finished writing."""
    return path.name.startswith(_CALL) and (_LETTER in path.name or _REPLY in path.name)


def sent(
    folder: Path, call: Call, *, is_read: Callable[[], bool], sleep: Callable[[float], None]
) -> Answer | None:
    """Leave a letter and wait for the reply. None where nobody is there any more to write one.

    is_read: whether somebody holds the lock of the folder.
    """
    letter = folder / f"{_CALL}{uuid.uuid4().hex}{_LETTER}"
    reply = letter.with_suffix(_REPLY)
    _put(letter, {"method": call.method, "url": call.url, **_fields(call.headers, call.body)})
    try:
        while is_read() and letter.exists():
            sleep(_PAUSE)
        return _reply(reply) if reply.exists() else None
    finally:
        letter.unlink(missing_ok=True)
        reply.unlink(missing_ok=True)


def answered(folder: Path, answer: Callable[[Call], Answer]) -> bool:
    """Answer all letters that lie there; whether there were any."""
    letters = sorted(folder.glob(f"{_CALL}*{_LETTER}"))
    for letter in letters:
        # Who wrote it may have gone since, and taken it along.
        with suppress(FileNotFoundError):
            found = json.loads(letter.read_text(encoding="utf-8"))
            given = answer(Call(method=found["method"], url=found["url"], **_values(found)))
            fields = {"status": given.status, **_fields(given.headers, given.body)}
            _put(letter.with_suffix(_REPLY), fields)
            letter.unlink()
    return bool(letters)


def thrown_away(folder: Path) -> None:
    """Remove what lies there: it was meant for a process that has ended. Who still waits sees that it is gone."""
    for path in folder.iterdir():
        if is_letter(path):
            path.unlink(missing_ok=True)


def _reply(path: Path) -> Answer:
    found = json.loads(path.read_text(encoding="utf-8"))
    return Answer(status=found["status"], **_values(found))


def _fields(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    return {"headers": dict(headers), "body": base64.b64encode(body).decode()}


def _values(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"headers": found["headers"], "body": base64.b64decode(found["body"])}


def _put(path: Path, fields: Mapping[str, Any]) -> None:
    """Written beside and renamed, so that nobody reads half of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.write_text(json.dumps(fields), encoding="utf-8")
    beside.replace(path)
