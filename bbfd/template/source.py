"""The text of a template as nodes that know where they begin and end: what an edit of the text itself needs.

`read` says what a template means; this says which characters mean it. Offsets count characters of the text, which must
be one that `read` takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bbfd.template.document import Path
from bbfd.template.json_text import TOKEN, is_json
from bbfd.template.yaml_text import long_form

# The key of YAML that brings other mappings in.
MERGE = "<<"
_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)*")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Node:
    """A mapping, sequence or scalar. start, end: its characters, a tag and an anchor included.

    flow: in brackets, as all of JSON; of a scalar, whether it stands in them. function: the long form of its tag, such
    as Fn::Sub. inside: what it holds, by key or index. merged: what YAML's `<<` brings in, which is a key of it too.
    text: of a scalar.
    style: its quote, or `|` and `>`.
    """

    kind: str
    start: int
    end: int
    flow: bool = False
    function: str = ""
    text: str = ""
    style: str = ""
    inside: Mapping[str | int, Child] = field(default_factory=dict)
    merged: tuple[Node, ...] = ()


class Child(NamedTuple):
    """A node in its parent. head: where its key, dash or value begins; named: where its key ends.

    start, end: of the node, or of the alias that stands for it.
    """

    head: int
    named: int
    start: int
    end: int
    node: Node


class Step(NamedTuple):
    """A child on the way to a path, and the node that holds it: by a merge, that need not be the one above it."""

    parent: Node
    key: str | int
    child: Child
    merged: bool = False


def source(text: str) -> Node:
    """The outermost node of a text that `read` has taken."""
    return _json(text) if is_json(text) else _yaml(text)


def steps(root: Node, path: Path) -> tuple[list[Step], Path]:
    """The way to a path of the body, as far as it is written, and what is left of the path."""
    found: list[Step] = []
    node = root
    for at, step in enumerate(path):
        if step == node.function and node.function:
            node = _without_function(node)
            continue
        taken = _into(node, step)
        if taken is None:
            return found, path[at:]
        found.append(taken)
        node = taken.child.node
    return found, ()


def content_start(text: str, node: Node) -> int:
    """Where the value of a node begins, behind its tag and anchor."""
    found = _PROPERTIES.match(text, node.start)
    return min(found.end(), node.end) if found else node.start


def _without_function(node: Node) -> Node:
    return Node(
        kind=node.kind,
        start=node.start,
        end=node.end,
        flow=node.flow,
        text=node.text,
        style=node.style,
        inside=node.inside,
        merged=node.merged,
    )


def _into(node: Node, step: str | int) -> Step | None:
    if step in node.inside:
        return Step(node, step, node.inside[step])
    for each in node.merged:
        taken = _into(each, step)
        if taken is not None:
            return taken._replace(merged=True)
    return None


class _Open:
    """A mapping or a sequence whose end has not come yet."""

    def __init__(self, kind: str, start: int, *, flow: bool, function: str, anchor: str) -> None:
        self.kind = kind
        self.start = start
        self.flow = flow
        self.function = function
        self.anchor = anchor
        self.key: tuple[str, int, int, bool] | None = None
        self.inside: dict[str | int, Child] = {}
        self.merged: list[Node] = []
        self.last = start

    def awaits_key(self) -> bool:
        return self.kind == "mapping" and self.key is None

    def put(self, node: Node, start: int, end: int, dash: int) -> None:
        self.last = end
        if self.kind == "sequence":
            self.inside[len(self.inside)] = Child(dash, dash, start, end, node)
            return
        assert self.key is not None
        name, head, named, plain = self.key
        self.key = None
        if plain and name == MERGE:
            self.merged += [node] if node.kind == "mapping" else _nodes(node)
        self.inside[name] = Child(head, named, start, max(end, named), node)

    def closed(self, end: int) -> Node:
        return Node(
            kind=self.kind,
            start=self.start,
            end=end if self.flow else self.last,
            flow=self.flow,
            function=self.function,
            inside=self.inside,
            merged=tuple(self.merged),
        )


def _nodes(node: Node) -> list[Node]:
    return [child.node for child in node.inside.values()]


class _Growing:
    """Nodes on their way from text to tree; no recursion, for depth is bounded by `read` alone."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.finished: Node | None = None

    def put(self, node: Node, start: int, end: int, anchor: str = "") -> None:
        if anchor:
            self.anchors[anchor] = node
        if self.open:
            self.open[-1].put(node, start, end, self._dash(start))
        else:
            self.finished = node

    def close(self, end: int) -> None:
        closed = self.open.pop()
        node = closed.closed(end)
        self.put(node, node.start, node.end, closed.anchor)

    def _dash(self, start: int) -> int:
        """The dash of an item of a block; of anything else, the item's own beginning."""
        top = self.open[-1]
        if top.kind == "mapping" or top.flow:
            return start
        line = self.text.rfind("-", 0, start)
        return start if line < 0 else line


def _yaml(text: str) -> Node:
    import yaml

    growing = _Growing(text)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for event in yaml.parse(text, Loader=loader):
        _take(growing, event, yaml)
    assert growing.finished is not None  # the reader has taken it
    return growing.finished


def _take(growing: _Growing, event: Any, yaml: Any) -> None:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.CollectionStartEvent):
        kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
        function, anchor = long_form(event.tag or ""), event.anchor or ""
        flow = bool(event.flow_style)
        growing.open.append(_Open(kind, start, flow=flow, function=function, anchor=anchor))
    elif isinstance(event, yaml.CollectionEndEvent):
        growing.close(end)
    elif isinstance(event, yaml.AliasEvent):
        growing.put(growing.anchors[event.anchor], start, end)
    elif isinstance(event, yaml.ScalarEvent):
        _scalar(growing, event, start, end)


def _scalar(growing: _Growing, event: Any, start: int, end: int) -> None:
    top = growing.open[-1] if growing.open else None
    if top is not None and top.awaits_key():
        top.key = (event.value, start, end, bool(event.implicit[0]))
        return
    trimmed = start + len(growing.text[start:end].rstrip())
    style = "" if event.style in (None, ":") else event.style
    node = Node(
        kind="scalar",
        start=start,
        end=trimmed,
        function=long_form(event.tag or ""),
        text=event.value,
        style=style,
        flow=top is not None and top.flow,
    )
    growing.put(node, start, trimmed, event.anchor or "")


def _json(text: str) -> Node:
    growing = _Growing(text)
    for start, end, token in _tokens(text):
        if token in "{[":
            kind = "mapping" if token == "{" else "sequence"
            growing.open.append(_Open(kind, start, flow=True, function="", anchor=""))
        elif token in "}]":
            growing.close(end)
        else:
            _json_scalar(growing, start, end, token)
    assert growing.finished is not None  # the reader has taken it
    return growing.finished


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    for found in TOKEN.finditer(text):
        if found.group() not in ",:\n":
            yield found.start(), found.end(), found.group()


def _json_scalar(growing: _Growing, start: int, end: int, token: str) -> None:
    import json

    top = growing.open[-1] if growing.open else None
    value = str(json.loads(token)) if token.startswith('"') else token
    if top is not None and top.awaits_key():
        top.key = (value, start, end, False)
        return
    style = '"' if token.startswith('"') else ""
    growing.put(
        Node(kind="scalar", start=start, end=end, text=value, style=style, flow=True), start, end
    )
