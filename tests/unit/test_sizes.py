"""How long a function and a file of BBFD may be. Sizes are a floor: badly shaped code passes them too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bbfd

HOME = Path(bbfd.__file__).parent
FUNCTION = 30
FILE = 350


def _sources() -> Iterator[tuple[str, str]]:
    for path in sorted(HOME.rglob("*.py")):
        yield path.relative_to(HOME.parent).as_posix(), path.read_text(encoding="utf-8")


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end. Decorators and the docstring are not counted: a command's are its options and its help."""
    first = function.body[0]
    said = ast.get_docstring(function, clean=False) is not None
    last = function.end_lineno or function.lineno
    words = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
    return last - function.lineno + 1 - words


def _functions(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, _lines(node)


def test_a_function_is_measured_without_its_decorators_and_docstring() -> None:
    source = '@one\n@two\ndef some(\n    a,\n):\n    """A.\n\n    B.\n    """\n    return a\n'
    assert list(_functions(source)) == [("some", 4)]


def test_no_function_is_longer_than_can_be_seen_at_once() -> None:
    long = [
        f"{name}: {function} has {lines} lines"
        for name, source in _sources()
        for function, lines in _functions(source)
        if lines > FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_a_few_screens() -> None:
    counted = {name: len(source.splitlines()) for name, source in _sources()}
    assert len(counted) > 100
    assert {name: lines for name, lines in counted.items() if lines > FILE} == {}
