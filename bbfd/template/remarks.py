"""Comments that speak to BBFD, `# bbfd: ...`, and which lines of the template they are about.

At the end of a line: what begins there, with all that is in it. On a line of its own: what begins on the next one.
Before anything else in the file: the whole of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SIGN = "bbfd:"
_REMARK = r"(?:^|(?<=\s))#\s*bbfd:[ \t]*(?P<text>.*?)\s*$"
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"  # where YAML begins another line
_HEAD = r"\s*(#.*|---.*|%.*)?"


class Remark(NamedTuple):
    """A comment: what it says behind `bbfd:`, where it stands, and the first and last line that it is about."""

    text: str
    line: int
    column: int
    first: int
    last: int


def remarks(text: str) -> tuple[Remark, ...]:
    """Those of a YAML text that is well-formed."""
    if _SIGN not in text:
        return ()
    lines = re.split(_BREAK, text)
    inside = _scalars(text)
    found: list[Remark] = []
    for number, line in enumerate(lines, 1):
        match = re.search(_REMARK, line) if _SIGN in line else None
        if match and not any(start <= (number, match.start() + 1) < end for start, end in inside):
            first, last = _about(lines, number, alone=not line[: match.start()].strip())
            found.append(Remark(match["text"], number, match.start() + 1, first, last))
    return tuple(found)


def _scalars(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of texts with the sign in them: there it is no comment."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        (_position(token.start_mark), _position(token.end_mark))
        for token in yaml.scan(text, Loader=loader)
        if isinstance(token, yaml.ScalarToken) and _SIGN in token.value
    ]


def _position(mark: object) -> tuple[int, int]:
    line, column = getattr(mark, "line"), getattr(mark, "column")  # noqa: B009 - two classes have them, without a type
    return line + 1, column + 1


def _about(lines: list[str], number: int, *, alone: bool) -> tuple[int, int]:
    if not alone:
        return number, _end(lines, number)
    if all(re.fullmatch(_HEAD, line) for line in lines[: number - 1]):
        return 1, len(lines)
    following = (n for n, line in enumerate(lines[number:], number + 1) if not _is_empty(line))
    first = next(following, number)
    return first, _end(lines, first)


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _end(lines: list[str], first: int) -> int:
    """The last line of what begins on a line: up to the next one that is indented no more."""
    opening = lines[first - 1]
    depth, is_item = _depth(opening), _is_item(opening)
    last = first
    for number, line in enumerate(lines[first:], first + 1):
        if _is_empty(line):
            continue
        # the items of a list may stand right below their key
        if _depth(line) < depth or (_depth(line) == depth and (is_item or not _is_item(line))):
            break
        last = number
    return last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_item(line: str) -> bool:
    return line.lstrip(" ").startswith(("- ", "-\n")) or line.strip() == "-"
