"""Anchors and aliases: where what changes for one must not change for another, the alias is written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbfd.migrate._step import Change, Drop, Edit, Put
from bbfd.template.document import Path
from bbfd.template.source import MERGE, Node

_ID = "aliases"


class _Use(NamedTuple):
    """Where the text stands for other text: an alias, or a mapping that others are merged into.

    own: the keys that such a mapping has itself. of: where the other text stands.
    """

    path: Path
    of: tuple[Path, ...]
    merge: bool = False
    own: frozenset[str | int] = frozenset()

    def brings(self, path: Path) -> bool:
        """Whether what is at a path comes from the other text, or is in it; all of it, of the whole body."""
        if not path:
            return True
        if any(path[: len(each)] == each for each in self.of):
            return True
        inside = path[: len(self.path)] == self.path
        if not self.merge:
            return inside
        return inside and len(path) > len(self.path) and path[len(self.path)] not in self.own


def apart(
    root: Node, off: Sequence[Path], wanted: Any, changes: Sequence[tuple[str, Change]]
) -> list[tuple[str, Change]]:
    """The changes, with aliases written out that had something changed in other places than was meant.

    off: these places. wanted: the body as it is meant.
    """
    uses = [use for use in _uses(root) if any(use.brings(path) for path in off)]
    puts = {use.path: _written_out(use, wanted) for use in uses}
    made = [(id, _through(change, uses, wanted)) for id, change in changes]
    return [*made, *((_ID, _change(use, puts[use.path])) for use in uses)]


def _written_out(use: _Use, wanted: Any) -> tuple[Edit, ...]:
    value = _at(wanted, use.path)
    if not use.merge:
        return (Put(use.path, value),)
    brought = [key for key in value if key not in use.own] if isinstance(value, Mapping) else []
    return (
        Drop((*use.path, MERGE)),
        *(Put((*use.path, key), value[key], before=MERGE) for key in brought),
    )


def _through(change: Change, uses: Sequence[_Use], wanted: Any) -> Change:
    """The change, with the whole of what is written out in place of what it edits in there."""
    edits = tuple(each for edit in change.edits for each in _edits(edit, uses, wanted))
    return Change(
        path=change.path,
        what=change.what,
        why=change.why,
        edits=edits,
        avoids=change.avoids,
        replaces=change.replaces,
    )


def _edits(edit: Edit, uses: Sequence[_Use], wanted: Any) -> Iterator[Edit]:
    use = next((use for use in uses if _goes_through(edit.path, use)), None)
    if use is None:
        yield edit
        return
    if not use.merge:
        yield Put(use.path, _at(wanted, use.path))
        return
    key = edit.path[len(use.path)]
    value = _at(wanted, use.path)
    if isinstance(value, Mapping) and key in value:
        yield Put((*use.path, key), value[key], before=MERGE)
    else:
        yield Drop((*use.path, MERGE))


def _goes_through(path: Path, use: _Use) -> bool:
    if path[: len(use.path)] != use.path:
        return False
    return not use.merge or (len(path) > len(use.path) and path[len(use.path)] not in use.own)


def _change(use: _Use, edits: tuple[Edit, ...]) -> Change:
    others = ", ".join(dict.fromkeys(str(path[1]) for path in use.of if len(path) > 1))
    return Change(
        path=use.path,
        what=f"what is shared with {others or 'others'} is written out",
        why="it is not the same in both any more: what changes for one must not change for the other",
        edits=edits,
        avoids="none: AWS sees the text with all aliases written out",
    )


def _uses(root: Node) -> Iterator[_Use]:
    """Every alias and merge that is not within another one."""
    own: dict[int, Path] = {}
    found: list[tuple[Path, Node, bool]] = []
    waiting: list[tuple[Node, Path]] = [(root, ())]
    while waiting:
        node, path = waiting.pop()
        own[id(node)] = path
        inner = (*path, node.function) if node.function else path
        if node.merged:
            found.append((inner, node, True))
        for key, child in node.inside.items():
            if child.start != child.node.start:
                if key != MERGE:
                    found.append(((*inner, key), child.node, False))
            elif key != MERGE:
                waiting.append((child.node, (*inner, key)))
    for path, node, merge in found:
        nodes = node.merged if merge else (node,)
        of = tuple(own[id(each)] for each in nodes if id(each) in own)
        keys = frozenset(node.inside) if merge else frozenset()
        yield _Use(path, of, merge, keys)


def _at(body: Any, path: Path) -> Any:
    for step in path:
        body = body[step]
    return body
