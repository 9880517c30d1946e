"""YAML text -> value and places, by the events of PyYAML (of its C half, if it is there). No tag runs code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from bbfd.errors import DocumentError, Place
from bbfd.template.growing import Grown, Growth
from bbfd.template.plain import understood

if TYPE_CHECKING:
    import yaml

_CORE = "tag:yaml.org,2002:"
_RESOLVED = frozenset(f"{_CORE}{name}" for name in ("int", "float", "bool", "null"))


def grow(text: str, name: str) -> Grown:
    """Note where everything in a YAML text stands, short forms as the long ones. Raises DocumentError."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    growth = Growth(name, _lines(text))
    try:
        for event in yaml.parse(text, Loader=loader):
            _take(growth, event, yaml)
    except yaml.YAMLError as error:
        _refuse(error, text, name)
    if growth.finished is None:
        raise DocumentError("the file is empty", fix="write a template into it", place=Place(name))
    return growth.finished


def _take(growth: Growth, event: Any, yaml: Any) -> None:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if growth.finished is not None and isinstance(event, yaml.NodeEvent):
        what, fix = "more than one document in the file", "keep one template per file"
        growth.refuse(what, line, column, fix=fix)
    if isinstance(event, yaml.ScalarEvent):
        _scalar(growth, event, line, column)
    elif isinstance(event, yaml.CollectionStartEvent):
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        tag = long_form(event.tag or "")
        growth.open(value, line, column, tag=tag, anchor=event.anchor or "")
    elif isinstance(event, yaml.CollectionEndEvent):
        growth.close()
    elif isinstance(event, yaml.AliasEvent):
        growth.alias(event.anchor, line, column)


def _scalar(growth: Growth, event: Any, line: int, column: int) -> None:
    if growth.awaits_key():
        return growth.key(event.value, line, column, plain=bool(event.implicit[0]))
    tag, value = event.tag or "", event.value
    if tag in _RESOLVED or (not tag and event.implicit[0]):
        value = understood(value)
    elif tag == "!GetAtt":
        value = value.split(".", 1) if "." in value else value
    return growth.scalar(value, line, column, tag=long_form(tag), anchor=event.anchor or "")


def long_form(tag: str) -> str:
    """`!Sub` -> Fn::Sub. YAML's own tags and a bare `!` are no functions."""
    if not tag.startswith("!") or tag == "!":
        return ""
    name = tag[1:]
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _refuse(error: yaml.YAMLError, text: str, name: str) -> NoReturn:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", "") or str(error)
    if mark is None:  # a character that YAML does not allow at all: no mark, but a position
        before = text[: getattr(error, "position", 0) or 0]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        fix = "remove the control character"
    else:
        place = Place(name, min(mark.line + 1, _lines(text)), mark.column + 1)
        fix = _fix(text, mark.line, mark.column)
    raise DocumentError(f"YAML not well-formed: {problem}", fix=fix, place=place) from None


def _lines(text: str) -> int:
    return max(len(text.splitlines()), 1)


def _fix(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    around = lines[line] if line < len(lines) else ""
    if "\t" in around[: column + 1]:
        return "indent with spaces: YAML takes no tabs"
    if around[:column].lstrip().startswith(("%", "@", "`")):
        return "put the value in quotes"
    return "look at the indentation and the quotes here and in the line before"
