"""What a `.dockerignore` leaves out of a context, as Docker reads it.

Not as git reads a `.gitignore`, nor as Python's `fnmatch`: patterns begin at the context's root, the last one that
matches a path or a folder that it is in decides, and `**` is any number of folders.
https://docs.docker.com/build/concepts/context/#dockerignore-files
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bbfd.errors import DefinitionError, Place


class Pattern(NamedTuple):
    """A line of it. back: what it matches is taken in again."""

    matches: re.Pattern[str]
    back: bool


class Ignored:
    """What is left out."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)

    @property
    def takes_back(self) -> bool:
        """Whether something in a folder that is left out may be taken in again."""
        return any(pattern.back for pattern in self._patterns)

    def __contains__(self, path: object) -> bool:
        """Whether a path of the context is left out. path: relative to it, with `/` between names."""
        above = tuple(_with_folders(str(path)))
        out = False
        for pattern in self._patterns:
            if pattern.back == out and any(map(pattern.matches.fullmatch, above)):
                out = not pattern.back
        return out


def read(text: str, file: str) -> Ignored:
    """A file's lines. Raises DefinitionError for a line that is no pattern, as Docker refuses it."""
    lines = text.removeprefix("\ufeff").split("\n")
    return Ignored(
        pattern
        for number, line in enumerate(lines, 1)
        if (pattern := _pattern(line, Place(file, number))) is not None
    )


def _with_folders(path: str) -> Iterator[str]:
    names = path.split("/")
    for count in range(1, len(names) + 1):
        yield "/".join(names[:count])


def _pattern(line: str, place: Place) -> Pattern | None:
    if line.startswith("#") or not line.strip():
        return None
    text = line.strip()
    back = text.startswith("!")
    text = text[1:].strip() if back else text
    cleaned = posixpath.normpath(text).lstrip("/") if text else ""
    try:
        if not text:
            raise re.error("nothing after `!`")
        return Pattern(re.compile(_expression(cleaned), re.DOTALL), back)
    except re.error as error:
        raise DefinitionError(
            f"`{line}` is no pattern of a .dockerignore: {error}",
            fix="mend the line, or remove it",
            place=place,
        ) from None


def _expression(pattern: str) -> str:
    """The pattern as a regular expression. One that begins with `**` and has no other sign is an ending of a path."""
    if pattern.startswith("**") and not re.search(r"[*?\[\\]", pattern[2:]):
        rest = pattern[2:]
        return ".*" if not rest else f"(.*{re.escape(rest)}|{re.escape(rest.removeprefix('/'))})"
    return "".join(_pieces(pattern))


_PIECE = re.compile(
    r"(?P<deep>\*\*/?)|(?P<many>\*)|(?P<one>\?)|\\(?P<plain>.)|(?P<set>\[)|(?P<other>.)"
)
_SET = re.compile(r"\[(?P<none>\^?)(?P<these>(?:\\.|[^\]\\])+)\]")


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    while found := _PIECE.match(pattern, at):
        at = found.end()
        if found["deep"]:
            yield ".*" if at == len(pattern) else "(.*/)?"
        elif found["many"] or found["one"]:
            yield "[^/]*" if found["many"] else "[^/]"
        elif found["set"]:
            of = _SET.match(pattern, found.start())
            if of is None:
                raise re.error("a `[` is not closed")
            at = of.end()
            yield f"[{of['none']}{_members(of['these'])}]"
        else:
            yield re.escape(found["plain"] or found["other"])


def _members(these: str) -> str:
    """Of a set, all but ranges and what is escaped already, escaped: Python gives some of it a meaning of its own."""
    return re.sub(r"(\\.)|([^\w\s-])", lambda found: found[1] or f"\\{found[2]}", these)
