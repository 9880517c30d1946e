"""A definition's file -> the value that it defines. Whatever fails on the way is a DefinitionError with its place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from types import CodeType, ModuleType
from typing import Generic, TypeVar

from bbfd.discover import did_you_mean, names_in
from bbfd.discover.shape import mistakes
from bbfd.errors import DefinitionError, Mistakes, Place

T = TypeVar("T")
CodeOf = Callable[[str], CodeType]


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


def load(root: str, name: str, sought: Sought[T], code_of: CodeOf | None = None) -> T:
    """The value that a definition defines. Raises DefinitionError; Mistakes where there are several.

    code_of: compiles a file; raises OSError, and what `compile` raises.
    """
    path = os.path.join(root, sought.folder, f"{name}.py")
    module = _run(root, path, name, sought, code_of or _compiled)
    return _checked(_value(module, sought, name), sought, name, path)


def _compiled(path: str) -> CodeType:
    return compile(_source(path), path, "exec", dont_inherit=True)


def _run(root: str, path: str, name: str, sought: Sought[T], code_of: CodeOf) -> ModuleType:
    module = ModuleType(f"{sought.folder}.{name}")
    module.__file__ = path
    try:
        code = code_of(path)
    except OSError as error:
        raise _unread(error, path, name, sought) from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _blamed(error, root, path, module) from error
    try:
        with _importable(root, module), redirect_stdout(sys.stderr):
            exec(code, module.__dict__)
    except KeyboardInterrupt:  # that is the person before it
        raise
    except BaseException as error:  # foreign code may raise anything
        raise _blamed(error, root, path, module) from error
    return module


def _unread(error: OSError, path: str, name: str, sought: Sought[T]) -> DefinitionError:
    file = sought.file(name)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return DefinitionError(
            f"there is no {sought.attribute} `{name}`: {file} does not exist",
            fix=did_you_mean(name, names_in(os.path.dirname(path))),
        )
    return DefinitionError(
        f"it cannot be read: {error.strerror}",
        fix="see to it that it is a file that you may read",
        place=Place(file),
    )


def _blamed(error: BaseException, root: str, path: str, module: ModuleType) -> DefinitionError:
    from bbfd.discover.blame import blamed

    return blamed(error, root=root, path=path, source=_source(path), module=module)


def _source(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


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


def _checked(value: T, sought: Sought[T], name: str, path: str) -> T:
    found = mistakes(value)
    if found:
        from bbfd.discover.source import place_in

        file, source = sought.file(name), _source(path)
        raise Mistakes.of(
            DefinitionError(
                mistake.what,
                fix=mistake.fix,
                place=place_in(source, file, sought.attribute, mistake.path),
            )
            for mistake in found
        )
    return value
