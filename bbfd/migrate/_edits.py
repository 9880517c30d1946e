"""Edits of a template's text: only what they are about is written anew, every other character stays where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bbfd.migrate._block import block_pieces
from bbfd.migrate._flow import flow_pieces
from bbfd.migrate._meant import KEPT
from bbfd.migrate._step import Append, Drop, Edit, Put
from bbfd.migrate._work import Piece, Work
from bbfd.migrate._written import Hand, hand_of
from bbfd.template.document import Path
from bbfd.template.source import Node, Step, source, steps


class Edited(NamedTuple):
    """A text after edits, and each piece that differs, in order."""

    text: str
    pieces: tuple[Piece, ...]


def edited(text: str, edits: Iterable[tuple[int, Edit]]) -> Edited:
    """The text after edits, each with the number of the change that it is of."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    plan = _Plan(source(text))
    for number, edit in edits:
        plan.take(number, edit)
    pieces = plan.pieces(text, hand_of(text, plan.root))
    return Edited(mark + _applied(text, pieces), pieces)


def _applied(text: str, pieces: Sequence[Piece]) -> str:
    parts: list[str] = []
    end = 0
    for piece in pieces:
        parts += [text[end : piece.start], piece.text]
        end = piece.end
    return "".join([*parts, text[end:]])


class _Plan:
    """All edits, gathered by the node that they change."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._works: dict[int, Work] = {}
        self._above: dict[int, tuple[Step, Node, int]] = {}

    def take(self, number: int, edit: Edit) -> None:
        """Note one edit."""
        way, left = steps(self.root, edit.path)
        for at, step in enumerate(way):
            self._above.setdefault(id(step.child.node), (step, step.parent, at + 1))
        if isinstance(edit, Drop):
            if not left and way:
                self._work(way[-1].parent).drop(way[-1].key, number)
        elif isinstance(edit, Append):
            self._append(edit, way, left, number)
        else:
            self._put(edit, way, left, number)

    def _append(self, edit: Append, way: list[Step], left: Path, number: int) -> None:
        if left:
            parent = way[-1].child.node if way else self.root
            self._work(parent).add(left, Put(edit.path, [edit.value]), number, more=True)
        else:
            self._work(way[-1].child.node).append(edit.value, number)

    def _put(self, edit: Put, way: list[Step], left: Path, number: int) -> None:
        if left:
            parent = way[-1].child.node if way else self.root
            self._work(parent).add(left, edit, number)
        elif way[-1].merged:  # what stands here wins over what is merged
            own = way[-2].child.node if len(way) > 1 else self.root
            self._work(own).add((way[-1].key,), edit, number)
        else:
            self._work(way[-1].parent).replace(way[-1].key, _whole(edit, way[-1]), number)

    def _work(self, node: Node) -> Work:
        return self._works.setdefault(id(node), Work(node))

    def pieces(self, text: str, hand: Hand) -> tuple[Piece, ...]:
        """What differs in the text, in order."""
        self._empty_above()
        found: list[Piece] = []
        for work in self._works.values():
            if not self._gone(work.node):
                write = flow_pieces if work.node.flow or not work.node.inside else block_pieces
                found += write(text, hand, work, self._is_empty_scalar(work.node))
        return tuple(_apart(sorted(found, key=lambda each: (each.start, each.end, -each.depth))))

    @staticmethod
    def _is_empty_scalar(node: Node) -> bool:
        return node.kind == "scalar"

    def _empty_above(self) -> None:
        """What nothing is left of is dropped itself."""
        pending = list(self._works.values())
        while pending:
            work = pending.pop()
            above = self._above.get(id(work.node))
            if above is None or not work.is_emptied() or above[2] <= KEPT:
                continue
            step, parent, _ = above
            outer = self._work(parent)
            if step.key not in outer.dropped:
                for number in work.numbers():
                    outer.drop(step.key, number)
                pending.append(outer)

    def _gone(self, node: Node) -> bool:
        """Whether it stands in something that is dropped or replaced as a whole."""
        above = self._above.get(id(node))
        while above is not None:
            step, parent, _ = above
            work = self._works.get(id(parent))
            if work is not None and (step.key in work.dropped or step.key in work.replaced):
                return True
            above = self._above.get(id(parent))
        return False


def _whole(edit: Put, step: Step) -> Any:
    """The value of a child, with the function that its tag calls where the path goes into that."""
    function = step.child.node.function
    inside = function and edit.path[-1] == function and edit.path[-2] == step.key
    return {function: edit.value} if inside else edit.value


def _apart(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Without what stands inside another piece."""
    end = -1
    for piece in pieces:
        if piece.start >= end or piece.end > end:
            yield piece
            end = max(end, piece.end)
