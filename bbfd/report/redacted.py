"""Secret values out of what others wrote: a container's log, a reason from AWS. Pure.

The names of variables are not secret. Their values are, where the definition takes them from a secret; and so is
whatever has the shape of a credential, wherever it stands. In doubt more is taken out than need be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, cast

from bbfd.deploy.records import PropertyChange
from bbfd.model.credential import PRIVATE_KEY, PRIVATE_KEY_ENDS, SHAPES
from bbfd.report.harmless import uncolored

GONE = "[redacted]"
READ = 65_536  # characters of a line: what is longer is cut before anybody looks at it, and told in part anyway
_BASE64 = re.compile(r"[\s|>]*[A-Za-z0-9+/]{16,}={0,2}\s*")
T = TypeVar("T")


def redacted(text: str, names: Collection[str] = ()) -> str:
    """Take out the values of these variables, and what has the shape of a credential."""
    text = _without_keys(uncolored(text[:READ]))
    if names:
        text = _assigned(frozenset(names)).sub(lambda found: f"{found[1]}{GONE}", text)
    for shape in SHAPES:
        text = shape.sub(lambda found: f"{found[1]}{GONE}", text)
    return text


def redacted_lines(lines: Sequence[str], names: Collection[str] = ()) -> tuple[str, ...]:
    """Do the same with lines that follow each other: a private key is written over several."""
    inside = _headless(lines)
    told = []
    for line in lines:
        clean, inside = redacted_next(line, names, inside=inside)
        told.append(clean)
    return tuple(told)


def redacted_next(line: str, names: Collection[str] = (), *, inside: bool) -> tuple[str, bool]:
    """Do the same with the next line, and say whether a private key goes on behind it. inside: one goes on before."""
    if inside:
        return GONE, not PRIVATE_KEY_ENDS.search(line)
    begun = [*PRIVATE_KEY.finditer(line)]
    goes_on = bool(begun) and not PRIVATE_KEY_ENDS.search(line, begun[-1].end())
    return redacted(line, names), goes_on


def redacted_record(record: T, names: Collection[str] = ()) -> T:
    """Do the same with every text in a record, however deep."""
    return cast("T", _redacted_value(record, names))


def _redacted_value(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return redacted(value, names)
    if isinstance(value, tuple):
        if value and all(isinstance(one, str) for one in value):
            return redacted_lines(value, names)
        return tuple(_redacted_value(one, names) for one in value)
    if isinstance(value, Mapping):
        return {key: _redacted_pair(key, one, names) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _redacted_whole(value, names)
    return value


def _redacted_whole(value: Any, names: Collection[str]) -> Any:
    """A property of a secret name stands beside its values."""
    if isinstance(value, PropertyChange) and _called(value.path) & _lower(names):
        return replace(value, before=value.before and GONE, after=value.after and GONE)
    changed = {each.name: getattr(value, each.name) for each in fields(value)}
    return replace(value, **{key: _redacted_value(one, names) for key, one in changed.items()})


def _redacted_pair(key: Any, value: Any, names: Collection[str]) -> Any:
    """In a mapping the name stands before the value already, whatever the value is made of."""
    known = isinstance(key, str) and key.lower() in _lower(names)
    return GONE if known and value not in (None, "") else _redacted_value(value, names)


def _called(path: str) -> frozenset[str]:
    """What the steps of a path are called: `ContainerDefinitions/0/Environment/DB_PASSWORD/Value`."""
    return _lower(path.split("/"))


def _lower(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


@lru_cache(maxsize=64)
def _assigned(names: frozenset[str]) -> re.Pattern[str]:
    """`NAME=value`, `NAME: value`, `"NAME": "value"`, `NAME => value`. A bare value may have blanks: all of it goes."""
    some = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    quoted = r"\"(?:[^\"\\\n]|\\.)*\"[^\s,}\])]*|'(?:[^'\\\n]|\\.)*'[^\s,}\])]*"
    return re.compile(
        rf"((?<![A-Za-z0-9_])(?:{some})[\"'\\\]]*\s*(?:=>|[=:])[ \t]*)(?:{quoted}|[^\n]+)", re.I
    )


def _without_keys(text: str) -> str:
    """Take out private keys; one whose end is not there goes to the end."""
    begun = PRIVATE_KEY.search(text)
    if begun is None:
        return text
    ended = PRIVATE_KEY_ENDS.search(text, begun.end())
    rest = _without_keys(text[ended.end() :]) if ended else ""
    return f"{text[: begun.start()]}{GONE}{rest}"


def _headless(lines: Sequence[str]) -> bool:
    """Whether these are the last lines of something that began with a private key."""
    for line in lines:
        if PRIVATE_KEY_ENDS.search(line):
            return not PRIVATE_KEY.search(line)
        if not _BASE64.fullmatch(line):
            return False
    return False
