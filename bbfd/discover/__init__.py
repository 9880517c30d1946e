"""A file in a folder: where a project is, what lies in it, and what its files define. Plain values only.

this file   the project's root, names by listing files, near names: nothing is loaded
load.py     a definition's file -> the value that it defines
compiled.py compiled definitions, kept between runs that load many
blame.py    why a definition did not load: file, line and cause
shape.py    the values inside a definition against what their fields take
written.py  how a value is written, for what is said of a wrong one
source.py   a field of a definition -> its line, read from the source
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from types import ModuleType

from bbfd.errors import UsageError

SERVICES = "services"
ENVIRONMENTS = "environments"


def project_root(start: str, given: str | None = None) -> str:
    """The nearest folder from `start` upwards that has services/ and environments/; or the given one, if it has.

    Raises UsageError.
    """
    if given is not None:
        root = os.path.abspath(os.path.join(start, given))
        if is_project(root):
            return root
        raise UsageError(
            f"{given} is not a project: it has no {SERVICES}/ and {ENVIRONMENTS}/",
            fix=f"name another folder, or make a project of it: `bbfd init {given}`",
        )
    found = next(
        (folder for folder in _upwards(os.path.abspath(start)) if is_project(folder)), None
    )
    if found is None:
        raise UsageError(
            f"there is no project here: neither {start} nor a folder above it has "
            f"{SERVICES}/ and {ENVIRONMENTS}/",
            fix="go to a project's folder, name it with --project, or start one: `bbfd init`",
        )
    return found


def is_project(folder: str) -> bool:
    """Whether the folder has services/ and environments/."""
    return all(os.path.isdir(os.path.join(folder, name)) for name in (SERVICES, ENVIRONMENTS))


def names_in(folder: str) -> tuple[str, ...]:
    """What the Python files directly inside a folder are called, in order; nothing is loaded.

    A file that begins with `_` or `.` is for the others to import.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name[:-3] for entry in entries if entry.name.endswith(".py")]
    except FileNotFoundError:
        return ()
    return tuple(sorted(name for name in names if name[:1] not in "_."))


def modules_in(package: ModuleType) -> tuple[ModuleType, ...]:
    """Every public module directly inside a package, in the order of their names."""
    names = sorted({name for folder in package.__path__ for name in names_in(folder)})
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)


def near(wanted: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that look like the wanted one, the likeliest first."""
    import difflib  # only when something was not found

    return tuple(difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.6))


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """What to say of a name that is not known: the near ones, else those that there are."""
    every = tuple(known)
    found = near(wanted, every)
    if found:
        return f"did you mean {one_of(found)}?"
    return f"it is one of {one_of(every)}" if every else "there is none yet"


def one_of(names: Iterable[str], most: int = 12) -> str:
    """`a`, `b` or `c`; those beyond `most` are counted. Of none, ""."""
    every = [f"`{name}`" for name in names]
    if len(every) > most:
        every = [*every[:most], f"{len(every) - most} more"]
    return " or ".join(part for part in (", ".join(every[:-1]), *every[-1:]) if part)


def _upwards(folder: str) -> Iterable[str]:
    yield folder
    above = os.path.dirname(folder)
    if above != folder:
        yield from _upwards(above)
