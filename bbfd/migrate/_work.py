"""What is to become of one mapping or list of a text."""

from __future__ import annotations

from typing import Any, NamedTuple

from bbfd.migrate._step import Put
from bbfd.template.document import Path
from bbfd.template.source import Child, Node

# Of properties that are added at one place, the order in which people write them.
_ORDER = (
    "RequiresCompatibilities",
    "NetworkMode",
    "Cpu",
    "Memory",
    "ExecutionRoleArn",
    "LaunchType",
    "NetworkConfiguration",
    "awslogs-region",
    "awslogs-stream-prefix",
)
_RANKS = {name: at for at, name in enumerate(_ORDER)}


class Piece(NamedTuple):
    """Characters of the old text, and those in their place. changes: the numbers of those that it is of."""

    start: int
    end: int
    text: str
    changes: tuple[int, ...]
    depth: int = 0


class Added:
    """A key or an item that is to be written. at: the number of the child behind which it stands; -1: before all."""

    def __init__(self, key: str | None, value: Any, at: int, number: int) -> None:
        self.key = key
        self.value = value
        self.at = at
        self.changes: tuple[int, ...] = (number,)

    def put_into(self, path: Path, value: Any, *, more: bool) -> None:
        """Put another value inside one that is not written yet. more: beside what is in a list already."""
        inside = self.value
        for step in path[:-1]:
            inside = inside.setdefault(step, {})
        known = inside.get(path[-1]) if more else None
        inside[path[-1]] = _both(known, value) if isinstance(known, list) else value

    def wanted_by(self, number: int) -> None:
        """Note one more change that wants it."""
        self.changes = tuple(dict.fromkeys((*self.changes, number)))


def _both(known: list[Any], more: list[Any]) -> list[Any]:
    return [*known, *(each for each in more if each not in known)]


class Work:
    """A node, and what is dropped, replaced and added in it, each by the numbers of the changes that want it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.dropped: dict[str | int, tuple[int, ...]] = {}
        self.replaced: dict[str | int, tuple[Any, tuple[int, ...]]] = {}
        self.added: list[Added] = []

    def drop(self, key: str | int, number: int) -> None:
        """Remove a child."""
        self.dropped[key] = tuple(dict.fromkeys((*self.dropped.get(key, ()), number)))

    def replace(self, key: str | int, value: Any, number: int) -> None:
        """Write another value for a child."""
        _, numbers = self.replaced.get(key, (None, ()))
        self.replaced[key] = value, tuple(dict.fromkeys((*numbers, number)))

    def append(self, value: Any, number: int) -> None:
        """Add an item at the end."""
        same = next((each for each in self.added if each.value == value), None)
        if same is None:
            self.added.append(Added(None, value, len(self.node.inside) - 1, number))
        else:
            same.wanted_by(number)

    def add(self, left: Path, edit: Put, number: int, *, more: bool = False) -> None:
        """Add a key, or put something into one that is to be added. more: beside what is in a list already."""
        key = str(left[0])
        known = next((each for each in self.added if each.key == key), None)
        if known is None:
            known = Added(key, {} if len(left) > 1 else edit.value, self._at(edit), number)
            self.added.append(known)
        elif len(left) == 1:
            joined = more and isinstance(known.value, list)
            known.value = _both(known.value, edit.value) if joined else edit.value
        if len(left) > 1:
            known.put_into(left[1:], edit.value, more=more)
        known.wanted_by(number)

    def _at(self, edit: Put) -> int:
        keys = list(self.node.inside)
        if edit.before in keys:
            return keys.index(edit.before) - 1
        after = [keys.index(name) for name in edit.after if name in keys]
        return after[0] if after else len(keys) - 1

    def is_emptied(self) -> bool:
        """Whether all that was in it goes, and nothing comes."""
        return bool(self.dropped) and not self.added and set(self.node.inside) <= set(self.dropped)

    def numbers(self) -> tuple[int, ...]:
        """All changes that want something here."""
        return tuple(dict.fromkeys(number for each in self.dropped.values() for number in each))

    def in_order(self) -> list[Added]:
        """What is added, as people write it."""
        return sorted(self.added, key=lambda each: _RANKS.get(str(each.key), len(_RANKS)))

    def children(self) -> list[tuple[str | int, Child]]:
        """In the order of the text."""
        return sorted(self.node.inside.items(), key=lambda each: each[1].head)
