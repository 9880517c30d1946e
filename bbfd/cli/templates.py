"""Templates that were named on the command line, and the nested stacks in them: read, or said why not."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bbfd.errors import DocumentError, Place
from bbfd.template import Document, read
from bbfd.template.json_text import last_comma
from bbfd.template.nesting import Nested, handed, nested
from bbfd.template.read import LARGEST

STDIN = "-"
# What a place in standard input is told with.
_STDIN_NAME = "stdin"
# Handed over by the shell, as in `bbfd check <(program)`: somebody writes into it.
_HANDED = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
# Nested stacks that are looked at; a template that names itself again and again is told after as many.
_MOST = 200


class Templates(NamedTuple):
    """What could be read. unread: why others could not. absent: nested ones that are not there.

    commas: what is read over in JSON.
    """

    documents: tuple[Document, ...]
    unread: tuple[DocumentError, ...]
    absent: tuple[DocumentError, ...]
    commas: tuple[DocumentError, ...] = ()


class _Reading:
    """Reads on, whatever cannot be read."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.unread: list[DocumentError] = []
        self.absent: list[DocumentError] = []
        self.commas: dict[str, DocumentError] = {}
        self._seen: set[object] = set()

    def take(self, files: Sequence[str]) -> None:
        """Read the files, then what is nested in them."""
        named = [document for file in dict.fromkeys(files) for document in self._of(file)]
        self.documents += named
        waiting: list[tuple[Document, tuple[str, ...]]] = [
            (document, (os.path.realpath(document.name),)) for document in named
        ]
        while waiting:
            document, above = waiting.pop(0)
            for inner, path in self._beneath(document, above):
                if len(self.documents) >= len(named) + _MOST:
                    self.absent.append(_too_many(inner))
                    return
                self.documents.append(inner)
                waiting.append((inner, (*above, path)))

    def _of(self, file: str) -> Iterator[Document]:
        try:
            text, name = text_of(file)
            document = read(text, name)
        except DocumentError as error:
            self.unread.append(error)
            return
        comma = last_comma(text, name)
        if comma is not None:
            self.commas[name] = comma
        yield document

    def _beneath(
        self, document: Document, above: tuple[str, ...]
    ) -> Iterator[tuple[Document, str]]:
        for stack in nested(document):
            file = _beside(document, stack)
            path = os.path.realpath(file)
            key = (path, tuple(sorted(stack.parameters.items(), key=str)))
            if not os.path.exists(path):
                self.absent.append(_not_there(document, stack))
            elif path in above:
                self.unread.append(_endless(document, stack))
            elif key not in self._seen:
                self._seen.add(key)
                yield from ((handed(each, stack.parameters), path) for each in self._of(file))


def templates_in(files: Sequence[str]) -> Templates:
    """The documents of files, `-` for standard input, and of the nested stacks whose templates are files."""
    reading = _Reading()
    reading.take(files)
    return Templates(
        tuple(reading.documents),
        tuple(reading.unread),
        tuple(reading.absent),
        tuple(reading.commas.values()),
    )


def text_of(file: str) -> tuple[str, str]:
    """The text of a file, or of standard input, and what it is called. Raises DocumentError."""
    name = _STDIN_NAME if file == STDIN else file
    return _text(_bytes(file), name), name


def _bytes(file: str) -> bytes:
    """What is in it, and one byte too many where that is more than a template may have."""
    if file == STDIN:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        _expect_file(file)
        with open(file, "rb") as opened:
            return opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # a ValueError: a NUL in the name
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise DocumentError(
            f"cannot be read: {why}", fix="name a template that is there", place=Place(file)
        ) from None


def _expect_file(file: str) -> None:
    """Neither a folder nor a pipe that nobody may ever write into. Raises DocumentError."""
    mode = os.stat(file).st_mode
    if stat.S_ISREG(mode) or file.startswith(_HANDED):
        return
    if stat.S_ISDIR(mode):
        what, fix = "a folder, not a template", f"name the files in it: {file.rstrip('/')}/*.yaml"
    else:
        what, fix = "not a file", "name a file, or type `-` and pipe the template in"
    raise DocumentError(what, fix=fix, place=Place(file))


def _text(data: bytes, name: str) -> str:
    """UTF-8, with or without its mark. Raises DocumentError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("a text in UTF-16", fix="save it as UTF-8", place=Place(name))
    if b"\0" in data:
        place = _at(data, data.index(b"\0"), name)
        raise DocumentError(
            "not a text: there is a zero byte", fix="save it as text in UTF-8", place=place
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if (
            error.start >= LARGEST - 3
        ):  # cut in the middle of a character: too large, which is told first
            return data.decode(errors="replace")
        place = _at(data, error.start, name)
        raise DocumentError("not a text in UTF-8", fix="save it as UTF-8", place=place) from None


def _at(data: bytes, position: int, name: str) -> Place:
    before = data[:position]
    return Place(name, before.count(b"\n") + 1, position - before.rfind(b"\n"))


def _beside(document: Document, stack: Nested) -> str:
    """Paths are meant from where the template is that names them."""
    folder = "" if document.name == _STDIN_NAME else os.path.dirname(document.name)
    return os.path.normpath(os.path.join(folder, stack.file))


def _not_there(document: Document, stack: Nested) -> DocumentError:
    return DocumentError(
        f"the nested template {stack.file} is not there: it was not checked",
        fix="correct the path (it is meant from this template's folder), or make the file first",
        place=document.place(stack.path),
    )


def _too_many(document: Document) -> DocumentError:
    return DocumentError(
        f"more than {_MOST} nested stacks: from this one on they were not checked",
        fix="check their templates by themselves",
        place=Place(document.name),
    )


def _endless(document: Document, stack: Nested) -> DocumentError:
    return DocumentError(
        f"the nested template {stack.file} has this one in it: there is no end to that",
        fix="name another template",
        place=document.place(stack.path),
    )
