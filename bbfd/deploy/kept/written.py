"""A deploy that is kept, as JSON, and back. Pure.

Anybody who may write to the bucket may have written what is read: whatever has not our shape raises Misshapen.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any, get_args

from bbfd.deploy.kept.records import End, Kept, Whole
from bbfd.deploy.look.token import SEAL
from bbfd.deploy.plan.masked import HIDDEN, looks_secret
from bbfd.model import stack as model
from bbfd.model.credential import is_credential
from bbfd.model.stack import FromImage, Parameter, Source, Stack

FORMAT = 1
_SOURCES: Mapping[str, type[Any]] = {one.__name__: one for one in get_args(model.Source)}
_TEXTS = ("stack", "stack_id", "token", "by", "commit", "version", "tool", "digest")


class Misshapen(ValueError):
    """What was read is not what we write."""


def summary(kept: Kept) -> bytes:
    """Write what a deploy was in short, with how it ended."""
    return _bytes(_head(kept))


def whole(kept: Kept, stack: Stack, values: Mapping[str, str]) -> bytes:
    """Write all of a deploy. A value that is secret, or looks so, is left out, and so is such a default."""
    return _bytes({**_head(kept), **_contents(stack, values)})


def seal(stack: Stack, values: Mapping[str, str]) -> str:
    """Seal what would be written of a deploy, besides whose it was and how it ended."""
    return _sealed(json.loads(_bytes(_contents(stack, values))))


def _contents(stack: Stack, values: Mapping[str, str]) -> dict[str, Any]:
    secret = {p.name for p in stack.parameters if _is_secret(p, values.get(p.name, ""), stack)}
    body = dict(stack.body)
    if secret:
        declared = body.get("Parameters", {})
        body["Parameters"] = {name: _without(one, name in secret) for name, one in declared.items()}
    parameters = [
        {
            "name": p.name,
            "type": p.type,
            "default": None if p.name in secret else p.default,
            "source": _source(p.source),
            "value": None if p.name in secret else values.get(p.name),
        }
        for p in stack.parameters
    ]
    more = {"definition": stack.definition, "tags": dict(stack.tags), "parameters": parameters}
    return {**more, "template": body}


def _sealed(raw: Mapping[str, Any]) -> str:
    """Seal what was read: the order of its fields says nothing, all else does."""
    contents = {name: raw[name] for name in ("definition", "tags", "parameters", "template")}
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:SEAL]


def summary_of(text: bytes, folder: str) -> Kept:
    """Read what a deploy was in short, from either of both."""
    return _kept(_read(text), folder)


def whole_of(text: bytes, folder: str) -> Whole:
    """Read all of a deploy."""
    raw = _read(text)
    try:
        sealed = _sealed(raw)
        parameters = tuple(map(_parameter, raw["parameters"]))
        values = {one["name"]: one["value"] for one in raw["parameters"]}
        stack = Stack(
            name=str(raw["stack"]),
            body=_mapping(raw["template"]),
            parameters=parameters,
            tags={str(name): str(value) for name, value in _mapping(raw["tags"]).items()},
            definition=str(raw["definition"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Misshapen(f"{folder} is not a deploy that was kept: {error!r}") from error
    known = {name: value for name, value in values.items() if isinstance(value, str)}
    return Whole(kept=_kept(raw, folder), stack=stack, values=known, seal=sealed)


def _is_secret(parameter: Parameter, value: str, stack: Stack) -> bool:
    if stack.body.get("Parameters", {}).get(parameter.name, {}).get("NoEcho") or value == HIDDEN:
        return True
    if isinstance(parameter.source, FromImage):
        return is_credential(value)
    return looks_secret(parameter.name, value)


def _without(declared: Mapping[str, Any], secret: bool) -> Mapping[str, Any]:
    return {name: one for name, one in declared.items() if not (secret and name == "Default")}


def _head(kept: Kept) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "number": kept.number,
        **{name: getattr(kept, name) for name in _TEXTS},
        "began": kept.began.isoformat(),
        "to": kept.to,
        "images": dict(kept.images),
        "end": _ended(kept.end) if kept.end else None,
    }


def _ended(end: End) -> dict[str, Any]:
    return {
        "ended": end.ended,
        "at": end.at.isoformat(),
        "status": end.status,
        "reason": end.reason,
        "seconds": end.seconds,
        "revisions": list(end.revisions),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    own = {one.name: getattr(source, one.name) for one in fields(source)}
    return {"from": type(source).__name__, **own}


def _bytes(value: Any) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=dict)
    return text.encode()


def _read(text: bytes) -> Mapping[str, Any]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misshapen(f"it is not JSON: {error}") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Misshapen("it is of a format that this version of bbfd does not know")
    return raw


def _kept(raw: Mapping[str, Any], folder: str) -> Kept:
    try:
        to, end = raw.get("to"), raw.get("end")
        return Kept(
            number=int(raw["number"]),
            folder=folder,
            **{name: str(raw[name]) for name in _TEXTS},
            began=_time(raw["began"]),
            to=None if to is None else int(to),
            images={str(name): str(one) for name, one in _mapping(raw["images"]).items()},
            end=None if end is None else _end(_mapping(end)),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Misshapen(f"{folder} is not a deploy that was kept: {error!r}") from error


def _end(raw: Mapping[str, Any]) -> End:
    return End(
        ended=str(raw["ended"]),
        at=_time(raw["at"]),
        status=str(raw["status"]),
        reason=str(raw["reason"]),
        seconds=_finite(raw["seconds"]),
        revisions=tuple(map(str, raw["revisions"])),
    )


def _finite(said: Any) -> float:
    seconds = float(said)
    if not math.isfinite(seconds):
        raise ValueError(f"{seconds} seconds")
    return seconds


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{type(value).__name__} where a mapping is expected")
    return value


def _parameter(raw: Mapping[str, Any]) -> Parameter:
    default, source = raw["default"], raw["source"]
    return Parameter(
        name=str(raw["name"]),
        type=str(raw["type"]),
        default=None if default is None else str(default),
        source=None if source is None else _source_of(_mapping(source)),
    )


def _source_of(raw: Mapping[str, Any]) -> Source:
    made: Source = _SOURCES[raw["from"]](
        **{name: _frozen(one) for name, one in raw.items() if name != "from"}
    )
    return made


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
