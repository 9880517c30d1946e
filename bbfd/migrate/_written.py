"""Values as the text around them is written: its indentation, quotes, short forms and line ends."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from bbfd.template.json_text import is_json
from bbfd.template.scalars import number, written
from bbfd.template.source import Node

# Functions whose short form may stand before a list or a text.
_SHORT = ("FindInMap", "GetAZs", "If", "ImportValue", "Join", "Select", "Split", "Sub", "Equals")
_PLAIN = re.compile(r"[A-Za-z_/$][\w./$*-]*", re.ASCII)
_SHORT_FORM = re.compile(r"(?<![^\s\[{,])!(?:Ref|Sub|GetAtt|Join|If|ImportValue)\b")
_LONG_FORM = re.compile(r"\bRef[\"']?\s*:|\bFn::")
_LIKE_JSON = re.compile(r'\s*\{\s*"')
_SPACE = re.compile(r"[ \t]*")


class Hand(NamedTuple):
    """How somebody writes. json: that, or YAML that is written like it. unit: one step of indentation.

    short: `!Ref`, not `Ref:`.
    quote: of texts that need one. apart: an empty line between resources.
    """

    json: bool
    newline: str
    unit: str
    short: bool
    quote: str
    apart: bool


def hand_of(text: str, root: Node) -> Hand:
    """How a template is written."""
    json_ = is_json(text) or _LIKE_JSON.match(text) is not None
    resources = root.inside["Resources"].node
    heads = [child.head for child in resources.inside.values()]
    outer, inner = lead(text, root.inside["Resources"].head), lead(text, heads[0])
    # A template that is indented as a whole still has steps: from a section to what is in it.
    step = inner.removeprefix(outer) or outer if json_ else inner
    return Hand(
        json=json_,
        newline="\r\n" if "\r\n" in text else "\n",
        unit=step or "  ",
        short=bool(_SHORT_FORM.search(text)) or not _LONG_FORM.search(text),
        quote='"' if text.count('"') > text.count("'") else "'",
        apart=_apart(text, resources),
    )


def lead(text: str, at: int) -> str:
    """The spaces at the beginning of the line of a place."""
    found = _SPACE.match(text, text.rfind("\n", 0, at) + 1)
    return found.group() if found else ""


def _apart(text: str, resources: Node) -> bool:
    children = list(resources.inside.values())
    gaps = (text[before.end : after.head] for before, after in itertools.pairwise(children))
    return any(re.search(r"\n[ \t\r]*\n", gap) for gap in gaps)


def entry(hand: Hand, key: str, value: Any, indent: str) -> list[str]:
    """A key and its value as lines of a block, the first without its indentation."""
    return _entry(hand, f"{_text(hand, key)}:", value, indent)


def item(hand: Hand, value: Any, indent: str) -> list[str]:
    """An item of a list as lines of a block, the first without its indentation."""
    return _item(hand, value, indent)


def inline(hand: Hand, value: Any) -> str:
    """A value in one line, as within brackets."""
    if hand.json:
        return json.dumps(value, ensure_ascii=False)
    call = _short(hand, value)
    if call is not None:
        name, inner = call
        return f"!{name} {inner if name == 'GetAtt' else inline(hand, inner)}"
    if isinstance(value, Mapping):
        pairs = (f"{_bracketed(hand, key)}: {inline(hand, each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(hand, each) for each in value) + "]"
    return _bracketed(hand, value)


def json_lines(hand: Hand, value: Any, indent: str) -> str:
    """A value over several lines of JSON, the first where it stands."""
    lines = json.dumps(value, indent=hand.unit, ensure_ascii=False).split("\n")
    return (hand.newline + indent).join(lines)


def is_inline(hand: Hand, value: Any) -> bool:
    """Whether a value stands in the line of its key, in a block."""
    if isinstance(value, (Mapping, list, tuple)) and value:
        call = _short(hand, value)
        return call is not None and not isinstance(call[1], Mapping)
    return True


def scalar(hand: Hand, value: Any) -> str:
    """A scalar of a block."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return _text(hand, value) if isinstance(value, str) else number(value)


def _text(hand: Hand, text: str) -> str:
    plain = written(text)
    if plain.startswith("'") and hand.quote == '"':
        return json.dumps(text, ensure_ascii=False)
    return plain


def _bracketed(hand: Hand, value: Any) -> str:
    if not isinstance(value, str):
        return scalar(hand, value)
    if _PLAIN.fullmatch(value):
        return _text(hand, value)
    plain = value.isprintable() and hand.quote == "'"
    return "'" + value.replace("'", "''") + "'" if plain else json.dumps(value, ensure_ascii=False)


def _short(hand: Hand, value: Any) -> tuple[str, Any] | None:
    """The name and argument of a function that is written in its short form."""
    if not hand.short or not isinstance(value, Mapping) or len(value) != 1:
        return None
    ((name, inner),) = value.items()
    if name == "Ref" and isinstance(inner, str):
        return "Ref", inner
    if name == "Fn::GetAtt" and isinstance(inner, (list, tuple)) and len(inner) == 2:
        return ("GetAtt", ".".join(inner)) if all(isinstance(e, str) for e in inner) else None
    known = name.startswith("Fn::") and name[4:] in _SHORT
    return (name[4:], inner) if known and isinstance(inner, (str, list, tuple)) else None


def _entry(hand: Hand, head: str, value: Any, indent: str) -> list[str]:
    if is_inline(hand, value):
        return [f"{head} {_in_line(hand, value)}"]
    deeper = indent + hand.unit
    lines = [head]
    if isinstance(value, Mapping):
        for key, each in value.items():
            lines += _indented(entry(hand, key, each, deeper), deeper)
    else:
        for each in value:
            lines += _indented(_item(hand, each, deeper), deeper)
    return lines


def _indented(lines: list[str], indent: str) -> list[str]:
    """Lines of which the first gets its indentation; the others have theirs."""
    return [indent + lines[0], *lines[1:]]


def _in_line(hand: Hand, value: Any) -> str:
    call = _short(hand, value)
    if call is not None and call[0] not in ("GetAtt",) and isinstance(call[1], str):
        return f"!{call[0]} {scalar(hand, call[1])}"
    if isinstance(value, (Mapping, list, tuple)):
        return inline(hand, value)
    return scalar(hand, value)


def _item(hand: Hand, value: Any, indent: str) -> list[str]:
    if is_inline(hand, value):
        return [f"- {_in_line(hand, value)}"]
    deeper = indent + "  "
    if isinstance(value, Mapping):
        lines: list[str] = []
        for key, each in value.items():
            lines += _indented(entry(hand, key, each, deeper), deeper)
    else:
        lines = [line for each in value for line in _indented(_item(hand, each, deeper), deeper)]
    return ["- " + lines[0].removeprefix(deeper), *lines[1:]]
