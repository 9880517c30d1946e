"""What edits are to make of a template, worked out on its values: the edited text is held against it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from bbfd.migrate._step import Append, Drop, Edit
from bbfd.template.document import Path

# ("Resources", id): what is emptied above it stays.
KEPT = 2


def meant(body: Any, edits: Iterable[Edit]) -> Any:
    """The body after edits. Nothing in it is shared: what is changed in one place is changed nowhere else."""
    made = _apart(body)
    drops: list[Path] = []
    for edit in edits:
        if isinstance(edit, Drop):
            drops.append(edit.path)
        elif isinstance(edit, Append):
            _append(made, edit)
        else:
            _put(made, edit.path, edit.value)
    for path in sorted(dict.fromkeys(drops), key=_last_first):
        _drop(made, path)
    return made


def differences(left: Any, right: Any, path: Path = ()) -> Iterator[Path]:
    """The paths at which two bodies differ, as deep as they go together."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in dict.fromkeys((*left, *right)):
            if key not in left or key not in right:
                yield (*path, key)
            else:
                yield from differences(left[key], right[key], (*path, key))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differences(one, other, (*path, at))
    elif left != right:
        yield path


def _apart(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    return [_apart(each) for each in value] if isinstance(value, (list, tuple)) else value


def _put(body: Any, path: Path, value: Any) -> None:
    holder = _holder(body, path)
    holder[path[-1]] = _apart(value)


def _append(body: Any, edit: Append) -> None:
    holder = _holder(body, edit.path)
    known = _into(holder, edit.path[-1])
    if not isinstance(known, list):
        holder[edit.path[-1]] = known = []
    if edit.value not in known:
        known.append(_apart(edit.value))


def _holder(body: Any, path: Path) -> Any:
    """The mapping or list that the last step of a path is in; made where it is not there."""
    node = body
    for step, following in itertools.pairwise(path):
        inner = _into(node, step)
        if not isinstance(inner, list if isinstance(following, int) else dict):
            node[step] = inner = {}
        node = inner
    return node


def _drop(body: Any, path: Path) -> None:
    """Remove what is at a path, and what is empty without it."""
    nodes = [body]
    for step in path:
        nodes.append(_into(nodes[-1], step))
    while path and nodes[-1] is not None:
        del nodes[-2][path[-1]]
        nodes.pop()
        path = path[:-1]
        if nodes[-1] or len(path) <= KEPT:
            return


def _into(node: Any, step: str | int) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    return node[step] if isinstance(node, list) and isinstance(step, int) else None


def _last_first(path: Path) -> tuple[tuple[int, str], ...]:
    """Deeper ones before those above them, and items of a list from its end."""
    keys = tuple((-step, "") if isinstance(step, int) else (0, step) for step in path)
    return (*keys, (1, ""))
