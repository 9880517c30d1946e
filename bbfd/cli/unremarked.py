"""Templates in which our own rules found nothing: the very same one is not looked at again.

To load the rules, and to look with all of them, is a quarter of a preview. What they say depends on the template, its
allowances, what its parameters stand for, and on our own code alone; so all of that is kept, as it is, and compared.
A template in which anything was found is never kept.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

from bbfd._version import __version__
from bbfd.model.stack import FromStack, Stack

# What rules are made of, and what shows them a template: who changes one of these looks anew.
_ROOMS = ("rules", "template", "model", "cli")
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_MOST = 2000  # templates that are kept

# The allowances, the outputs that parameters stand for, and the template.
Kept = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, str], ...], str]


class Unremarked:
    """What a project keeps of them, one for each stack. Use it for one run, then save it.

    package: the folder of the code that looks.
    """

    def __init__(self, root: str, package: str = _PACKAGE) -> None:
        self._package = package
        self._folder = os.path.join(root, ".bbfd", "cache")
        self._path = os.path.join(self._folder, "unremarked.bin")
        self._new: dict[str, Kept] = {}

    def knows(self, stack: Stack, template: str, allow: Mapping[str, str]) -> bool:
        """Whether nothing was found in this very template when this stack was last looked at."""
        return self._known.get(stack.name) == _kept(stack, template, allow)

    def keep(self, stack: Stack, template: str, allow: Mapping[str, str]) -> None:
        """Remember that nothing was found."""
        self._new[stack.name] = _kept(stack, template, allow)

    def save(self) -> None:
        """Write what is new. A project that cannot be written to goes without."""
        if not self._new:
            return
        every = [*{**self._known, **self._new}.items()][-_MOST:]
        beside = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(self._folder, exist_ok=True)
            with open(beside, "wb") as file:
                marshal.dump((self._code, dict(every)), file)
            os.replace(beside, self._path)
        except OSError:
            return

    @cached_property
    def _known(self) -> Mapping[str, Kept]:
        """What this very code kept; nothing where that cannot be read."""
        try:
            with open(self._path, "rb") as file:
                code, known = marshal.load(file)
        except (OSError, ValueError, EOFError, TypeError):
            return {}
        return known if code == self._code and isinstance(known, dict) else {}

    @cached_property
    def _code(self) -> tuple[str, str, tuple[int, ...]]:
        """Which code it is that looks: its release, and the files of one that is being worked on."""
        rooms = (os.path.join(self._package, room) for room in _ROOMS)
        stamps = sorted(stamp for room in rooms for stamp in _stamps(room))
        return __version__, sys.version, tuple(stamps)


def _kept(stack: Stack, template: str, allow: Mapping[str, str]) -> Kept:
    outputs = (
        (parameter.name, parameter.source.stack, parameter.source.output)
        for parameter in stack.parameters
        if isinstance(parameter.source, FromStack) and parameter.default is None
    )
    return tuple(sorted(allow.items())), tuple(outputs), template


def _stamps(folder: str) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield found.st_mtime_ns ^ found.st_size ^ found.st_ino << 64
