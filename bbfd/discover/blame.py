"""Why a definition did not load: file, line and cause, found in its source and never in a message."""

from __future__ import annotations

import ast
import builtins
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any

from bbfd.discover import did_you_mean, near, one_of
from bbfd.errors import BbfdError, DefinitionError, Mistakes, Place

_AGAIN = "correct it; `bbfd list` shows whether everything loads"


@dataclass(frozen=True)
class _Run:
    """A definition that did not run to its end. line: where in the file it stopped."""

    root: str
    file: str
    line: int
    source: bytes
    module: ModuleType

    def error(self, what: str, fix: str, line: int = 0, column: int = 1) -> DefinitionError:
        return DefinitionError(what, fix=fix, place=Place(self.file, line or self.line, column))


def blamed(
    error: BaseException, *, root: str, path: str, source: bytes, module: ModuleType
) -> DefinitionError:
    """What to tell of an error that a definition raised while it was compiled or run."""
    file = os.path.relpath(path, root).replace(os.sep, "/")
    run = _Run(root, file, _line(error.__traceback__, path), source, module)
    if isinstance(error, SyntaxError):
        return _not_python(error, run, path)
    for type_, explain in _EXPLAINED:
        if isinstance(error, type_):
            explained = explain(error, run)
            if explained is not None:
                return explained
    return run.error(f"it fails with {_told(error)}{_elsewhere(error, run, path)}", _AGAIN)


def _line(trace: TracebackType | None, path: str) -> int:
    lines = [t.tb_lineno for t in _frames(trace) if t.tb_frame.f_code.co_filename == path]
    return lines[-1] if lines else 1


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _told(error: BaseException) -> str:
    if isinstance(error, BbfdError):
        return error.what
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _elsewhere(error: BaseException, run: _Run, path: str) -> str:
    """Where it was raised, when that was in another file of the project."""
    last = [*_frames(error.__traceback__)][-1]
    file = last.tb_frame.f_code.co_filename
    if file == path or not file.startswith(run.root + os.sep):
        return ""
    return f" (raised at {os.path.relpath(file, run.root)}:{last.tb_lineno})"


def _not_python(error: SyntaxError, run: _Run, path: str) -> DefinitionError:
    inside = error.filename and os.path.relpath(error.filename, run.root)
    file = run.file if error.filename in (None, path) or str(inside).startswith("..") else inside
    return DefinitionError(
        f"this is not Python: {error.msg}",
        fix=_AGAIN,
        place=Place(str(file), error.lineno or 1, max(error.offset or 1, 1)),
    )


def _not_imported(error: Any, run: _Run) -> DefinitionError | None:
    if isinstance(error, ModuleNotFoundError):
        return run.error(
            f"there is no module `{error.name}`",
            "install it beside bbfd; a module of the project's own lies in the project's root",
        )
    package = sys.modules.get(error.name or "")
    missing = [n for n in _imported(error.name, run) if package and not hasattr(package, n)]
    if not missing:
        return None
    return run.error(
        f"`{error.name}` has no {one_of(missing)}", did_you_mean(missing[0], dir(package))
    )


def _imported(module: str, run: _Run) -> Iterator[str]:
    for node in ast.walk(ast.parse(run.source)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (name.name for name in node.names)


def _not_known(error: Any, run: _Run) -> DefinitionError | None:
    public = dir(sys.modules.get("bbfd"))
    if error.name in public:
        fix = f"import it: `from bbfd import {error.name}`"
    else:
        fix = did_you_mean(error.name or "", {*public, *vars(run.module)})
    return run.error(f"`{error.name}` is not defined", fix) if error.name else None


def _no_attribute(error: Any, run: _Run) -> DefinitionError | None:
    if not error.name:
        return None
    called = getattr(error.obj, "__name__", type(error.obj).__name__)
    public = [name for name in dir(error.obj) if name[0] != "_"]
    return run.error(f"{called} has no `{error.name}`", did_you_mean(error.name, public))


def _called_wrongly(error: Any, run: _Run) -> DefinitionError | None:  # noqa: ARG001 - one of several explanations
    found = [*_wrong_calls(run)]
    return Mistakes.of(found) if found else None


def _wrong_calls(run: _Run) -> Iterator[DefinitionError]:
    for call in _calls(ast.parse(run.source)):
        callee = _resolved(call.func, run.module)
        signature = _signature(callee)
        if signature is not None:
            yield from _wrong_words(call, signature, getattr(callee, "__name__", "it"), run)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that run when the file does: names inside functions may mean something else."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        return
    if isinstance(node, ast.Call):
        yield node
    for inner in ast.iter_child_nodes(node):
        yield from _calls(inner)


def _resolved(node: ast.expr, module: ModuleType) -> object:
    if isinstance(node, ast.Name):
        return vars(module).get(node.id, getattr(builtins, node.id, None))
    if isinstance(node, ast.Attribute):
        return getattr(_resolved(node.value, module), node.attr, None)
    return None


def _signature(callee: object) -> inspect.Signature | None:
    if not callable(callee):
        return None
    try:
        return inspect.signature(callee)
    except (TypeError, ValueError):  # written in C, and it does not say
        return None


def _wrong_words(
    call: ast.Call, signature: inspect.Signature, called: str, run: _Run
) -> Iterator[DefinitionError]:
    takes = signature.parameters
    kinds = {parameter.kind for parameter in takes.values()}
    given = {word.arg for word in call.keywords}
    named = [name for name, parameter in takes.items() if parameter.kind in _NAMED]
    for word in call.keywords:
        if word.arg and word.arg not in named and inspect.Parameter.VAR_KEYWORD not in kinds:
            yield run.error(
                f"unknown field `{word.arg}` of {called}",
                did_you_mean(word.arg, named),
                word.lineno,
                word.col_offset + 1,
            )
    if call.args and not kinds & _BY_PLACE:
        fix = f"write {called}({named[0]}=...)" if named else f"write {called}()"
        yield run.error(f"{called} takes its fields by name", fix, call.lineno, call.col_offset + 1)
    elif not call.args and None not in given:
        yield from _left_out(call, signature, called, given, run)


def _left_out(
    call: ast.Call,
    signature: inspect.Signature,
    called: str,
    given: set[str | None],
    run: _Run,
) -> Iterator[DefinitionError]:
    for name, parameter in signature.parameters.items():
        needed = parameter.default is inspect.Parameter.empty and parameter.kind in _NAMED
        misspelt = near(name, [word for word in given if word and word not in signature.parameters])
        if needed and name not in given and not misspelt:
            yield run.error(
                f"{called} needs `{name}`", f"add {name}=...", call.lineno, call.col_offset + 1
            )


_NAMED = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
_BY_PLACE = {
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
}
_EXPLAINED: tuple[tuple[type, Callable[[Any, _Run], DefinitionError | None]], ...] = (
    (ImportError, _not_imported),
    (NameError, _not_known),
    (AttributeError, _no_attribute),
    (TypeError, _called_wrongly),
)
