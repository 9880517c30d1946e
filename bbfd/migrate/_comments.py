"""Comments that stand in a value, and are about its key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.template.source import Child, Node

_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
_LINES = re.compile(r"(?:\r?\n[ \t]*#[^\r\n]*)*")


def comments(text: str, child: Child, colon: int) -> str:
    """The comment behind a key whose value goes on in further lines, and those right below it."""
    end = text.find("\n", colon)
    if not colon <= end < child.end:
        return ""
    start = colon
    for scalar in _scalars(child.node):
        if scalar.start < end < scalar.end and scalar.style not in ("|", ">"):
            return ""
        if scalar.end <= end:
            start = max(start, scalar.end)
    found = _COMMENT.search(text, start, end)
    if found is None:
        return ""
    below = _LINES.match(text, found.end()) if child.node.kind != "scalar" else None
    return found.group() + (below.group() if below else "")


def _scalars(node: Node) -> Iterator[Node]:
    """Those in a value, itself if it is one."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.kind == "scalar":
            yield each
        waiting += [child.node for child in each.inside.values()]
