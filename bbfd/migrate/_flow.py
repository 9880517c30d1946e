"""Edits of a mapping or list in brackets: JSON, or a flow of YAML. Its commas stay right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bbfd.migrate._block import line_start
from bbfd.migrate._work import Added, Piece, Work
from bbfd.migrate._written import Hand, entry, inline, json_lines, lead
from bbfd.template.source import Child, content_start

Children = list[tuple[str | int, Child]]


def flow_pieces(text: str, hand: Hand, work: Work, scalar: bool) -> Iterator[Piece]:
    """What differs in the text of a flow, or of a node that has nothing in it yet."""
    children = work.children()
    kept = [at for at, (key, _) in enumerate(children) if key not in work.dropped]
    if not kept:
        yield _whole(text, hand, work, scalar)
        return
    yield from _without(work, children, kept)
    for key, child in children:
        if key in work.replaced and key not in work.dropped:
            value, changes = work.replaced[key]
            new = _value(text, hand, value, child.head)
            yield Piece(child.start, child.end, new, changes)
    for added in work.in_order():
        yield _added(text, hand, added, children, kept)


def _without(work: Work, children: Children, kept: Sequence[int]) -> Iterator[Piece]:
    """Runs of what goes, each with one of the commas around it."""
    for at, (key, child) in enumerate(children):
        if key not in work.dropped:
            continue
        following = at + 1
        if following < len(children) and kept[-1] > at:
            yield Piece(child.head, children[following][1].head, "", work.dropped[key])
        else:
            yield Piece(children[at - 1][1].end, child.end, "", work.dropped[key])


def _added(text: str, hand: Hand, added: Added, children: Children, kept: Sequence[int]) -> Piece:
    before = [at for at in kept if at <= added.at]
    model = children[before[-1] if before else kept[0]][1]
    own_line = not text[line_start(text, model.head) : model.head].strip()
    gap = hand.newline + lead(text, model.head) if own_line else " "
    new = _entry(text, hand, added, model.head if own_line else -1)
    if before:
        return Piece(model.end, model.end, f",{gap}{new}", added.changes, 1)
    return Piece(model.head, model.head, f"{new},{gap}", added.changes, 1)


def _entry(text: str, hand: Hand, added: Added, head: int) -> str:
    value = _value(text, hand, added.value, head)
    if added.key is None:
        return value
    return f"{inline(hand, added.key)}: {value}"


def _value(text: str, hand: Hand, value: object, head: int) -> str:
    """A value, over several lines where JSON is written so."""
    if hand.json and head >= 0 and not text[line_start(text, head) : head].strip():
        return json_lines(hand, value, lead(text, head))
    return inline(hand, value)


def _whole(text: str, hand: Hand, work: Work, scalar: bool) -> Piece:
    """Everything between the brackets, or the value that stands where a mapping or list is to be."""
    changes = tuple(
        dict.fromkeys(
            (*work.numbers(), *(number for each in work.added for number in each.changes))
        )
    )
    start, end = content_start(text, work.node), work.node.end
    value: object = {each.key: each.value for each in work.added}
    if any(each.key is None for each in work.added) or (
        not work.added and work.node.kind == "sequence"
    ):
        value = [each.value for each in work.added]
    if scalar and not work.node.flow:
        return _under(text, hand, value, start, end, changes)
    return Piece(start, end, _value(text, hand, value, _head_of_line(text, start)), changes)


def _head_of_line(text: str, at: int) -> int:
    start = line_start(text, at)
    return start + len(lead(text, at))


def _under(
    text: str, hand: Hand, value: object, start: int, end: int, changes: tuple[int, ...]
) -> Piece:
    """A mapping or list under a key that has no value yet."""
    indent = lead(text, start)
    head, *lines = entry(hand, "x", value, indent)
    return Piece(start, end, hand.newline.join([head.removeprefix("x:"), *lines]), changes)
