"""Failures and delays inside the embedded AWS, ordered from outside: `faults.json` beside the state.

Read at every resource operation, so it works for a command that runs in another process. A mapping:

    {"update:AWS::ECS::Service": "Resource handler returned message: the image cannot be pulled",
     "create:Logs@prod-hello": "no",
     "*": 0.2}

A key is `[operation:]what[@stack]`: operation one of create, update, delete, rollback (what happens to a
resource while its stack rolls back); what a resource type, a logical id, or `*`. Without an operation the
key means create, update and delete. A text fails the operation with it as reason, its characters that no answer of
AWS can hold replaced; a number is a delay in seconds before it, during which the stack is seen *_IN_PROGRESS.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bbfd.errors import Place, UsageError

FAULTS = "faults.json"
# Answers are XML, which has no place for these even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One operation on one resource of a stack."""

    operation: str
    type: str
    logical_id: str
    stack: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What becomes of an act: a delay in seconds, then a failure with this reason, or none."""

    delay: float = 0.0
    reason: str | None = None


def load(folder: Path) -> Mapping[str, str | float]:
    """The faults ordered in a folder; none where there is no file. UsageError, with its place, for a wrong file."""
    path = folder / FAULTS
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _wrong(path, "it is not written in UTF-8") from error
    if not text.strip():
        raise _wrong(path, "it is empty")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise _wrong(path, f"{error.msg.lower()}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise _wrong(path, "it is nested too deep") from error
    return _orders(found, path, text)


def _orders(found: object, path: Path, text: str) -> Mapping[str, str | float]:
    if not isinstance(found, dict):
        raise _wrong(path, "it is no mapping")
    for key, value in found.items():
        if not _is_order(value):
            raise _wrong(path, f"{key} is neither a reason nor seconds", *_where(key, text))
    return found


def _where(key: str, text: str) -> tuple[int, int]:
    """Line and column of a key, as it is written; the first ones where it is written in another way."""
    at = max(text.find(json.dumps(key, ensure_ascii=False)), 0)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def fate(ordered: Mapping[str, str | float], act: Act) -> Fate:
    """What is ordered for an act: the longest of its delays and the first of its failures."""
    values = [value for key, value in ordered.items() if _meant(key, act)]
    delays = [float(value) for value in values if not isinstance(value, str)]
    reasons = [_NOT_IN_XML.sub("\ufffd", value) for value in values if isinstance(value, str)]
    return Fate(delay=max(delays, default=0.0), reason=reasons[0] if reasons else None)


def delays(ordered: Mapping[str, str | float]) -> bool:
    """Whether any delay is ordered at all."""
    return any(not isinstance(value, str) for value in ordered.values())


def _is_order(value: object) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, int | float) and type(value) is not bool and 0 <= value < math.inf


def _meant(key: str, act: Act) -> bool:
    rest, _, stack = key.partition("@")
    operation, colon, what = rest.partition(":")
    if not colon or what.startswith(":"):  # a type, AWS::ECS::Service, has colons of its own
        operation, what = "", rest
    right_time = act.operation == operation if operation else act.operation != "rollback"
    return right_time and stack in ("", act.stack) and what in ("*", act.type, act.logical_id)


def _wrong(path: Path, why: str, line: int = 1, column: int = 1) -> UsageError:
    return UsageError(
        f"{why}: here failures are ordered, as a mapping from resource operations to reasons or seconds",
        fix=f'write it like `{{"update:AWS::ECS::Service": "a reason"}}`, or remove it: `rm {path}`',
        place=Place(str(path), line, column),
    )
