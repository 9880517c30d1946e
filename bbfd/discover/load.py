"""A definition's file -> the value that it defines. Every way in which that fails is a DefinitionError with its place.

A definition is compiled anew each time (a twentieth of a millisecond): cached bytecode goes by whole seconds, and
would show yesterday's value to whoever edits and deploys within one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import Generic, TypeVar

from bbfd.discover import did_you_mean, names_in
from bbfd.discover.shape import mistakes
from bbfd.errors import DefinitionError, Mistakes, Place

T = TypeVar("T")


class Sought(Generic[T]):
    """What is looked for. attribute: the name that a file in the folder ends by defining, as `service`.

    type: what the value must be; example: how such a value is written.
    """

    def __init__(self, folder: str, attribute: str, type: type[T], example: str) -> None:
        self.folder = folder
        self.attribute = attribute
        self.type = type
        self.example = example

    def file(self, name: str) -> str:
        """The file of a name, relative to the project's root."""
        return f"{self.folder}/{name}.py"


def load(root: str, name: str, sought: Sought[T]) -> T:
    """The value that a definition defines. Raises DefinitionError; Mistakes where there are several."""
    path = os.path.join(root, sought.folder, f"{name}.py")
    source = _read(path, name, sought)
    module = _run(root, path, source, f"{sought.folder}.{name}")
    return _checked(_value(module, sought, name), sought, name, source)


def _read(path: str, name: str, sought: Sought[T]) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise DefinitionError(
            f"there is no {sought.attribute} `{name}`: {sought.file(name)} does not exist",
            fix=did_you_mean(name, names_in(os.path.dirname(path))),
        ) from None
    except OSError as error:
        raise DefinitionError(
            f"it cannot be read: {error.strerror}",
            fix="see to it that it is a file that you may read",
            place=Place(sought.file(name)),
        ) from error


def _run(root: str, path: str, source: bytes, called: str) -> ModuleType:
    module = ModuleType(called)
    module.__file__ = path
    try:
        with _importable(root, module), redirect_stdout(sys.stderr):
            exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:  # foreign code may raise anything
        from bbfd.discover.blame import blamed

        raise blamed(error, root=root, path=path, source=source, module=module) from error
    return module


@contextmanager
def _importable(root: str, module: ModuleType) -> Iterator[None]:
    """Modules of the project's own can be imported from its root, as by a script that lies there.

    The definition is known by its name meanwhile: `dataclass` looks the module of a class up.
    """
    known = sys.modules.get(module.__name__)
    sys.path.insert(0, root)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.path.remove(root)
        if known is None:
            sys.modules.pop(module.__name__, None)
        else:
            sys.modules[module.__name__] = known


def _value(module: ModuleType, sought: Sought[T], name: str) -> T:
    value = vars(module).get(sought.attribute)
    if isinstance(value, sought.type):
        return value
    if sought.attribute in vars(module):
        what = f"`{sought.attribute}` is {type(value).__name__}, not a value like {sought.example}"
    else:
        what = f"it does not define `{sought.attribute}`"
    raise DefinitionError(what, fix=_ending(module, sought), place=Place(sought.file(name)))


def _ending(module: ModuleType, sought: Sought[T]) -> str:
    others = [name for name, value in vars(module).items() if isinstance(value, sought.type)]
    if others:
        return f"rename `{others[-1]}` to `{sought.attribute}`"
    return f"let the file end in `{sought.attribute} = {sought.example}`"


def _checked(value: T, sought: Sought[T], name: str, source: bytes) -> T:
    found = mistakes(value)
    if found:
        from bbfd.discover.source import place_in

        file = sought.file(name)
        raise Mistakes.of(
            DefinitionError(
                mistake.what,
                fix=mistake.fix,
                place=place_in(source, file, sought.attribute, mistake.path),
            )
            for mistake in found
        )
    return value
