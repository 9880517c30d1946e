"""Compiled definitions, kept between runs that load many: compiling is the most of what loading one costs.

Not Python's own bytecode files: those go by whole seconds, so that whoever edits and deploys within one would get what
was there before. Here a file is known by its time in nanoseconds, size and inode, and one that was written within the
last seconds is not kept at all: its next version may bear the same time.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from types import CodeType

_SETTLED = 3_000_000_000  # nanoseconds after which a second edit cannot bear the same time

Stamp = tuple[int, int, int]


class Compiled:
    """The compiled definitions of a project, in a folder of its own. Use it once, then save it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._path = os.path.join(folder, "definitions.bin")
        self._known = _read(self._path)
        self._used: dict[str, tuple[Stamp, CodeType]] = {}
        self._news = False

    def code(self, path: str) -> CodeType:
        """The compiled file. Raises OSError, and what `compile` raises."""
        stamp = _stamp(path)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            self._used[path] = known
            return known[1]
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
        if time.time_ns() - stamp[0] > _SETTLED:
            self._used[path] = (stamp, code)
            self._news = True
        return code

    def save(self) -> None:
        """Write what was used in this run, if it is news. A project that cannot be written to goes without."""
        if not self._news:
            return
        beside = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(self._folder, exist_ok=True)
            with open(beside, "wb") as file:
                marshal.dump((sys.version, self._used), file)
            os.replace(beside, self._path)
        except OSError:
            return


def _stamp(path: str) -> Stamp:
    found = os.stat(path)
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(path: str) -> dict[str, tuple[Stamp, CodeType]]:
    """What this very Python wrote; nothing where that cannot be read."""
    try:
        with open(path, "rb") as file:
            version, known = marshal.load(file)
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if version == sys.version else {}
