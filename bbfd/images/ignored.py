"""What a `.dockerignore` leaves out of a context, as Docker reads it.

Not as git reads a `.gitignore`, nor as Python's `fnmatch`: patterns begin at the context's root, the last one that
matches a path or a folder that it is in decides, and `**` is any number of folders.
https://docs.docker.com/build/concepts/context/#dockerignore-files
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from bbfd.errors import DefinitionError, Place

_STARS = 4  # in a regular expression: Python tries all the ways that more of them may share a path, Go does not


class Matches(Protocol):
    """What tells whether a path is meant."""

    def fullmatch(self, path: str, /) -> object:
        """Something true where it is, all of it."""


class Pattern(NamedTuple):
    """A line of it. back: what it matches is taken in again."""

    matches: Matches
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
        return Pattern(_matching(cleaned), back)
    except re.error as error:
        raise DefinitionError(
            f"`{line}` is no pattern of a .dockerignore: {error}",
            fix="mend the line, or remove it",
            place=place,
        ) from None


def _matching(pattern: str) -> Matches:
    pieces = tuple(_pieces(pattern))
    if sum(piece in _ANY for piece in pieces) > _STARS:
        return Walked(pieces)
    return re.compile(_expression(pattern), re.DOTALL)


class Walked:
    """A pattern with many stars: all ways to match are walked side by side, so that none is walked twice."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = tuple((piece, re.compile(piece, re.DOTALL)) for piece in pieces)

    def fullmatch(self, path: str, /) -> bool:
        """Whether all of it matches."""
        at = self._with_skipped({0})
        for letter in path:
            at = self._with_skipped({to for here in at for to in self._over(here, letter)})
        return len(self._pieces) in at

    def _over(self, here: int, letter: str) -> Iterator[int]:
        """Where a letter leads from a piece, numbered; within `(.*/)?` by a number below zero."""
        if here < 0:
            yield here
            here = ~here
            if letter == "/":
                yield here + 1
        elif here < len(self._pieces):
            piece, single = self._pieces[here]
            if piece == _FOLDERS:
                yield from (~here, here + 1) if letter == "/" else (~here,)
            elif piece in _ANY:
                yield from (here,) if piece == _ALL or letter != "/" else ()
            elif single.fullmatch(letter):
                yield here + 1

    def _with_skipped(self, at: set[int]) -> set[int]:
        """With what comes after those pieces that may be nothing at all."""
        for here in sorted(one for one in at if one >= 0):
            after = here
            while after < len(self._pieces) and self._pieces[after][0] in _ANY:
                after += 1
                at.add(after)
        return at


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


_ALL, _FOLDERS, _NAME = ".*", "(.*/)?", "[^/]*"
_ANY = (_ALL, _FOLDERS, _NAME)


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    while found := _PIECE.match(pattern, at):
        at = found.end()
        if found["deep"]:
            yield _ALL if at == len(pattern) else _FOLDERS
        elif found["many"] or found["one"]:
            yield _NAME if found["many"] else "[^/]"
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
