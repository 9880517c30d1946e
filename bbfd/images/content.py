"""The hash of all that an image is made from: the same content has the same hash, whichever engine builds it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bbfd.errors import DefinitionError
from bbfd.images.ignored import Ignored, read
from bbfd.images.records import Recipe

# One more when the same content should be built anew because this file, or how an engine is called, has changed.
_VERSION = "1"
_CHUNK = 1 << 20


class Entry(NamedTuple):
    """A file, folder or link of a context. path: relative to it."""

    path: str
    mode: int


def content_of(recipe: Recipe) -> str:
    """The hash, in hexadecimal digits. Raises DefinitionError for a file that cannot be read.

    What files hold and how they may be used counts, not when they were changed or whose they are: an engine does not
    look at that either. Of secrets their ids count. What it does not know is whether the images that the Dockerfile
    begins with have changed: name these by digest.
    """
    said = hashlib.sha256()
    for words in _words(recipe):
        _add(said, *words)
    for entry in sent(recipe):
        _add(said, entry.path, f"{entry.mode:o}", _digest(recipe.context, entry))
    return said.hexdigest()


def sent(recipe: Recipe) -> Iterator[Entry]:
    """All of the context that is not left out, and the folders that it is in, by path."""
    entries = _walk(recipe.context, "", ignored(recipe))
    return iter(sorted(entries, key=lambda entry: entry.path.encode("utf-8", "surrogateescape")))


def ignored(recipe: Recipe) -> Ignored:
    """What is left out of the context."""
    if not recipe.ignore:
        return Ignored(())
    return read(_text(recipe.ignore), recipe.ignore)


def _words(recipe: Recipe) -> Iterator[tuple[str, ...]]:
    yield "bbfd", _VERSION
    yield "dockerfile", hashlib.sha256(_bytes(recipe.dockerfile)).hexdigest()
    yield "target", recipe.target
    for name in sorted(recipe.args):
        yield "arg", name, recipe.args[name]
    yield ("secrets", *sorted(secret.id for secret in recipe.secrets))
    yield ("platforms", *sorted(recipe.platforms))


def _add(said: hashlib._Hash, *words: str) -> None:
    """Each with its length: `ab` and `c` are not `a` and `bc`."""
    for word in words:
        raw = word.encode("utf-8", "surrogateescape")
        said.update(f"{len(raw)}:".encode() + raw)
    said.update(b"\n")


def _walk(root: str, folder: str, out: Ignored) -> Iterator[Entry]:
    for found in _listed(os.path.join(root, folder)):
        path = f"{folder}/{found.name}" if folder else found.name
        mode = found.stat(follow_symlinks=False).st_mode
        left = path in out
        if stat.S_ISDIR(mode):
            within = () if left and not out.takes_back else tuple(_walk(root, path, out))
            if within or not left:  # a folder that is left out is there for what is in it
                yield Entry(path, mode)
            yield from within
        elif not left and not stat.S_ISSOCK(mode):
            yield Entry(path, mode)


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise _unreadable(folder, error) from error


def _digest(root: str, entry: Entry) -> str:
    path = os.path.join(root, entry.path)
    if stat.S_ISLNK(entry.mode):
        return os.readlink(path)
    if not stat.S_ISREG(entry.mode):  # a pipe would never be read to its end
        return ""
    found = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        raise _unreadable(path, error) from error
    return found.hexdigest()


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from error


def _text(file: str) -> str:
    return _bytes(file).decode("utf-8", "replace")


def _unreadable(path: str, error: OSError) -> DefinitionError:
    return DefinitionError(
        f"{path} cannot be read: {error.strerror}",
        fix="see to it that you may read it, or name it in .dockerignore",
    )
