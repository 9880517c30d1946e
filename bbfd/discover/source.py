"""A field of a definition -> its line. Reads the source with `ast`, and only when something is to be said of it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import lru_cache

from bbfd.discover import ENVIRONMENTS
from bbfd.errors import Place


def place_of(root: str, file: str, path: str = "") -> Place:
    """The place of a field in a definition's file.

    file: relative to the root. path: the fields that lead to it, as `container.port` or `tuning.prod.count`.
    A value that is computed is placed where the nearest field around it is written, at worst where the definition is.
    """
    try:
        with open(os.path.join(root, file), "rb") as opened:
            source = opened.read()
    except OSError:
        return Place(file)
    return place_in(source, file, _attribute(file), path)


def place_in(source: bytes, file: str, attribute: str, path: str) -> Place:
    """The place of a field in a definition's source."""
    written = _assigned(source)
    here: ast.AST | None = written.get(attribute)
    if here is None:
        return Place(file)
    place = here
    steps = [step for step in path.split(".") if step]
    while steps:
        around = _followed(here, written)
        # A key of a mapping may have dots of its own: it is all that is left.
        here = _step(around, ".".join(steps)) if isinstance(around, ast.Dict) else None
        here = here or _step(around, steps[0])
        if here is None:
            break
        place, steps = here, steps[1:]
    line = getattr(place, "lineno", 1)
    return Place(file, line, getattr(place, "col_offset", 0) + 1)


def _attribute(file: str) -> str:
    return "environment" if file.startswith(ENVIRONMENTS) else "service"


@lru_cache(maxsize=8)
def _assigned(source: bytes) -> dict[str, ast.AST]:
    """What is assigned at the top of the file, by name; the last time counts."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {name: statement for statement in body for name in _targets(statement)}


def _targets(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id


def _followed(node: ast.AST, written: dict[str, ast.AST], hops: int = 20) -> ast.AST | None:
    """The expression behind keywords, statements and names of the file's own."""
    while hops:
        hops -= 1
        if isinstance(node, (ast.keyword, ast.Assign, ast.AnnAssign)):
            if node.value is None:
                return None
            node = node.value
        elif isinstance(node, ast.Name) and node.id in written:
            node = written[node.id]
        else:
            return node
    return None


def _step(node: ast.AST | None, step: str) -> ast.AST | None:
    if isinstance(node, ast.Call):
        return next((word for word in node.keywords if word.arg == step), None)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return next((value for key, value in pairs if _constant(key) == step), None)
    if isinstance(node, (ast.Tuple, ast.List)) and step.isdecimal() and int(step) < len(node.elts):
        return node.elts[int(step)]
    return None


def _constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None
