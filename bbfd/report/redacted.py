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
from typing import Any, TypeVar

from bbfd.report.harmless import uncolored

GONE = "[redacted]"
_READ = 65_536  # characters of a line: what is longer is cut before anybody looks at it, and told in part anyway
_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
_ENDS = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
_BASE64 = re.compile(r"[\s|>]*[A-Za-z0-9+/]{16,}={0,2}\s*")
# Shapes that are credentials, and nothing else. What is a group of its own stays.
_SHAPES = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
        (r"()\b(?:AKIA|ASIA)[A-Z0-9]{12,}", 0),
        (
            r"(\baws_?(?:secret_?access_?key|session_?token|security_?token)[\"'\\]*\s*(?:=>|[=:])\s*)[^\n]+",
            re.I,
        ),
        (r"(\bbearer[ \t]+)[A-Za-z0-9._~+/=-]{6,}", re.I),
        (r"(\bauthorization[\"'\\]*\s*[=:]\s*[\"']?(?:basic|token|digest)[ \t]+)[^\s\"',]+", re.I),
        (r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s/?#\"'<>@]*:[^\s/?#\"'<>]*(?=@)", re.I),
        (r"()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*", 0),
        (
            r"()\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,})",
            0,
        ),
        (r"()\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}", 0),
    )
)
T = TypeVar("T")


def redacted(text: str, names: Collection[str] = ()) -> str:
    """Take out the values of these variables, and what has the shape of a credential."""
    text = _without_keys(uncolored(text[:_READ]))
    if names:
        text = _assigned(frozenset(names)).sub(lambda found: f"{found[1]}{GONE}", text)
    for shape in _SHAPES:
        text = shape.sub(lambda found: f"{found[1]}{GONE}", text)
    return text


def redacted_lines(lines: Sequence[str], names: Collection[str] = ()) -> tuple[str, ...]:
    """Do the same with lines that follow each other: a private key is written over several."""
    inside = _headless(lines)
    told = []
    for line in lines:
        if inside:
            inside = not _ENDS.search(line)
            told.append(GONE)
            continue
        begun = [*_BEGINS.finditer(line)]
        inside = bool(begun) and not _ENDS.search(line, begun[-1].end())
        told.append(redacted(line, names))
    return tuple(told)


def redacted_record(record: T, names: Collection[str] = ()) -> T:
    """Do the same with every text in a record, however deep."""
    made: Any = _redacted_value(record, names)
    return made  # type: ignore[no-any-return]


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
        changed = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{key: _redacted_value(one, names) for key, one in changed.items()})
    return value


def _redacted_pair(key: Any, value: Any, names: Collection[str]) -> Any:
    """In a mapping the name stands before the value already."""
    return GONE if isinstance(value, str) and key in names else _redacted_value(value, names)


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
    begun = _BEGINS.search(text)
    if begun is None:
        return text
    ended = _ENDS.search(text, begun.end())
    rest = _without_keys(text[ended.end() :]) if ended else ""
    return f"{text[: begun.start()]}{GONE}{rest}"


def _headless(lines: Sequence[str]) -> bool:
    """Whether these are the last lines of something that began with a private key."""
    for line in lines:
        if _ENDS.search(line):
            return not _BEGINS.search(line)
        if not _BASE64.fullmatch(line):
            return False
    return False
