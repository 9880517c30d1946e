"""A value and its places, grown from what a reader of text meets in order. No recursion: depth and size are bounded."""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

from bbfd.errors import DocumentError, Place

# CloudFormation takes templates of at most 1 MB and 500 resources; a node that is used twice counts twice.
_DEEPEST = 100
_MOST_NODES = 250_000


class Spot(NamedTuple):
    """Where a node stands (lines and columns from 1), and where what is in it stands, by key or index."""

    line: int
    column: int
    inside: dict[str | int, Spot]


class Grown(NamedTuple):
    """A finished node."""

    value: Any
    spot: Spot
    size: int


class _Open:
    """A mapping or a sequence whose end has not come yet."""

    __slots__ = ("anchor", "key", "merged", "merges", "size", "spot", "tag", "value")

    def __init__(self, value: Any, spot: Spot, tag: str, anchor: str) -> None:
        self.value: Any = value
        self.spot = spot
        self.tag = tag
        self.anchor = anchor
        self.size = 1
        self.key: tuple[str, int, int] | None = None
        self.merges = False
        self.merged: list[Grown] = []


class Growth:
    """One document on its way from text to value."""

    def __init__(self, name: str, lines: int) -> None:
        self._name = name
        self._lines = lines  # a reader may say of the end that it is behind the last one
        self._open: list[_Open] = []
        self._anchors: dict[str, Grown] = {}
        self._nodes = 0
        self.finished: Grown | None = None

    def refuse(self, what: str, line: int, column: int, *, fix: str) -> NoReturn:
        """Say that the text cannot be read, and where."""
        place = Place(self._name, min(line, self._lines), column)
        raise DocumentError(what, fix=fix, place=place)

    def awaits_key(self) -> bool:
        """Whether the next scalar is the key of a mapping."""
        top = self._open[-1] if self._open else None
        return top is not None and isinstance(top.value, dict) and top.key is None

    def key(self, text: str, line: int, column: int, *, plain: bool = False) -> None:
        """The key of the next value. Keys are text as it stands: `on:` is not true here. A plain `<<` merges."""
        top = self._open[-1]
        top.merges = plain and text == "<<"
        if text in top.value and not top.merges:
            self.refuse(
                f"the key {text} is there twice",
                line,
                column,
                fix=f"remove one; the first is in line {top.spot.inside[text].line}",
            )
        top.key = (text, line, column)

    def open(self, value: Any, line: int, column: int, *, tag: str = "", anchor: str = "") -> None:
        """A mapping or sequence begins."""
        if self.awaits_key():
            self.refuse("a key is not text", line, column, fix="use a plain text as key")
        if len(self._open) >= _DEEPEST:
            self.refuse(
                f"nested more than {_DEEPEST} deep",
                line,
                column,
                fix="flatten it; no template needs that",
            )
        self._open.append(_Open(value, Spot(line, column, {}), tag, anchor))

    def scalar(
        self, value: Any, line: int, column: int, *, tag: str = "", anchor: str = ""
    ) -> None:
        """A value without anything in it."""
        self._put(Grown(value, Spot(line, column, {}), 1), tag, anchor)

    def close(self) -> None:
        """The innermost mapping or sequence ends."""
        top = self._open.pop()
        for grown in top.merged:
            for key, item in grown.value.items():
                if key not in top.value:
                    top.value[key] = item
                    top.spot.inside[key] = grown.spot.inside[key]
        self._put(Grown(top.value, top.spot, top.size), top.tag, top.anchor)

    def alias(self, anchor: str, line: int, column: int) -> None:
        """A node that was given a name before, once more."""
        grown = self._anchors.get(anchor)
        if grown is None:
            self.refuse(
                f"*{anchor} is used before its anchor is complete",
                line,
                column,
                fix=f"write &{anchor} before it",
            )
        self._put(grown, "", "")

    def _put(self, grown: Grown, tag: str, anchor: str) -> None:
        if tag:
            spot = Spot(grown.spot.line, grown.spot.column, {tag: grown.spot})
            grown = Grown({tag: grown.value}, spot, grown.size + 1)
        if anchor:
            self._anchors[anchor] = grown
        self._count(grown)
        if self._open:
            self._put_into(self._open[-1], grown)
        else:
            self.finished = grown

    def _count(self, grown: Grown) -> None:
        # Counted where it is put, so that a few anchors cannot stand for billions of nodes.
        total = sum(each.size for each in self._open[-1:]) + grown.size
        if total > _MOST_NODES:
            self.refuse(
                f"more than {_MOST_NODES} values once every alias is written out",
                grown.spot.line,
                grown.spot.column,
                fix="use fewer aliases, or split the template",
            )

    def _put_into(self, top: _Open, grown: Grown) -> None:
        top.size += grown.size
        if isinstance(top.value, list):
            top.spot.inside[len(top.value)] = grown.spot
            top.value.append(grown.value)
            return
        assert top.key is not None
        text, line, column = top.key
        top.key = None
        if top.merges and self._merges(top, grown):
            return
        top.spot.inside[text] = Spot(line, column, grown.spot.inside)
        top.value[text] = grown.value

    @staticmethod
    def _merges(top: _Open, grown: Grown) -> bool:
        """YAML's merge key: what it brings gives way to what is written beside it."""
        if isinstance(grown.value, dict):
            top.merged.append(grown)
            return True
        if not isinstance(grown.value, list) or not all(isinstance(e, dict) for e in grown.value):
            return False
        for index, each in enumerate(grown.value):
            top.merged.append(Grown(each, grown.spot.inside[index], 1))
        return True
