"""Edits of a mapping or list that is written as a block: line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bbfd.migrate._comments import comments
from bbfd.migrate._work import Added, Piece, Work
from bbfd.migrate._written import Hand, entry, is_inline, item
from bbfd.template.source import Child

Children = list[tuple[str | int, Child]]


def block_pieces(text: str, hand: Hand, work: Work, _: bool) -> Iterator[Piece]:
    """What differs in the text of a block."""
    children = work.children()
    kept = [at for at, (key, _) in enumerate(children) if key not in work.dropped]
    if not kept and work.added:
        yield _instead(text, hand, work, children)
        return
    for at, (key, child) in enumerate(children):
        if key in work.dropped:
            yield _without(text, work.dropped[key], children, at, kept)
        elif key in work.replaced:
            yield _replaced(text, hand, work, key, child)
    for added in work.in_order():
        yield _added(text, hand, added, children, kept)


def line_start(text: str, at: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the next line begins, or the end of the text."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _leads(text: str, at: int) -> bool:
    """Whether a place is the first of its line."""
    return not text[line_start(text, at) : at].strip()


def _without(
    text: str, changes: tuple[int, ...], children: Children, at: int, kept: Sequence[int]
) -> Piece:
    child = children[at][1]
    if _leads(text, child.head):
        start = line_start(text, child.head)
        end = _behind_comments(text, line_end(text, child.end), child.head - start)
        return Piece(start, end, "", changes)
    following = next(each for each in kept if each > at)
    return Piece(child.head, children[following][1].head, "", changes)


def _replaced(text: str, hand: Hand, work: Work, key: str | int, child: Child) -> Piece:
    value, changes = work.replaced[key]
    if work.node.kind == "sequence":
        indent = " " * (child.head - line_start(text, child.head))
        new = hand.newline.join(item(hand, value, indent)).removeprefix("- ")
        return Piece(child.start, child.end, new, changes)
    colon = text.index(":", child.named) + 1
    if is_inline(hand, value) and _in_line(text, child) and child.start < child.end:
        return Piece(child.start, child.end, _value(hand, value), changes)
    indent = _column(text, child.head)
    head, *lines = entry(hand, "x", value, indent)
    said = comments(text, child, colon)
    new = hand.newline.join([head.removeprefix("x:") + said, *lines])
    return Piece(colon, max(child.end, colon), new, changes)


def _in_line(text: str, child: Child) -> bool:
    """Whether a value stands in one line, that of its key."""
    return "\n" not in text[child.head : child.end]


def _value(hand: Hand, value: object) -> str:
    return entry(hand, "x", value, "")[0].removeprefix("x: ")


def _column(text: str, head: int) -> str:
    """Spaces up to the column of a key."""
    return " " * (head - line_start(text, head))


def _added(text: str, hand: Hand, added: Added, children: Children, kept: Sequence[int]) -> Piece:
    indent = _column(text, children[0][1].head)
    lines = _lines(hand, added, indent)
    before = [at for at in kept if at <= added.at]
    depth = len(indent)
    if not before:
        head = children[kept[0]][1].head
        apart = hand.newline if depth == 0 and hand.apart else ""
        new = hand.newline.join(lines) + hand.newline + apart + indent
        return Piece(head, head, new, added.changes, depth)
    end = _behind_comments(text, line_end(text, children[before[-1]][1].end), depth)
    apart = _gap(text, hand, children, before[-1], depth)
    new = hand.newline.join([indent + lines[0], *lines[1:]])
    if end == len(text) and not text.endswith("\n"):
        return Piece(end, end, hand.newline + apart + new, added.changes, depth)
    return Piece(end, end, apart + new + hand.newline, added.changes, depth)


def _behind_comments(text: str, at: int, depth: int) -> int:
    """Behind the comments that are indented as what stands before them is: they belong to it."""
    end = at
    while at < len(text):
        line = text[at : line_end(text, at)]
        words = line.strip()
        if words and not (words.startswith("#") and len(line) - len(line.lstrip()) > depth):
            break
        at += len(line)
        end = at if words else end
    return end


def _gap(text: str, hand: Hand, children: Children, at: int, depth: int) -> str:
    """An empty line, where the neighbours stand apart by one."""
    first = max(at - 1, 0)
    if depth > len(hand.unit) or not hand.apart or first + 1 >= len(children):
        return ""
    between = text[children[first][1].end : children[first + 1][1].head]
    return hand.newline if between.count("\n") > 1 else ""


def _lines(hand: Hand, added: Added, indent: str) -> list[str]:
    if added.key is None:
        return item(hand, added.value, indent)
    return entry(hand, added.key, added.value, indent)


def _instead(text: str, hand: Hand, work: Work, children: Children) -> Piece:
    """All that was there goes, and something comes."""
    indent = _column(text, children[0][1].head)
    lines = [line for added in work.added for line in _led(_lines(hand, added, indent), indent)]
    changes = tuple(
        dict.fromkeys(
            (*work.numbers(), *(number for each in work.added for number in each.changes))
        )
    )
    new = hand.newline.join(lines).removeprefix(indent)
    return Piece(children[0][1].head, children[-1][1].end, new, changes)


def _led(lines: list[str], indent: str) -> list[str]:
    return [indent + lines[0], *lines[1:]]
