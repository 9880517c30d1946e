"""A template as text. Our own YAML writer: it needs no YAML library and is fifty times as fast as one.

Short forms (`!Ref`, `!GetAtt a.b`) are written where reading them back gives the same value, keys in the order given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bbfd.template.scalars import number, written

Lines = list[str]

# Functions whose short form reads back as the long one. `Condition` is not among them: it may be a plain key.
_SHORT = {
    "Ref": "!Ref",
    "Fn::And": "!And",
    "Fn::Base64": "!Base64",
    "Fn::Cidr": "!Cidr",
    "Fn::Equals": "!Equals",
    "Fn::FindInMap": "!FindInMap",
    "Fn::GetAZs": "!GetAZs",
    "Fn::If": "!If",
    "Fn::ImportValue": "!ImportValue",
    "Fn::Join": "!Join",
    "Fn::Length": "!Length",
    "Fn::Not": "!Not",
    "Fn::Or": "!Or",
    "Fn::Select": "!Select",
    "Fn::Split": "!Split",
    "Fn::Sub": "!Sub",
    "Fn::ToJsonString": "!ToJsonString",
}

_SCALARS: dict[type, Callable[[Any], str]] = {
    str: written,
    int: str,
    float: number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
}

# YAML wants the colon of a short key within 1024 characters; quotes and escapes count.
_LONGEST_KEY = 1000


def write_yaml(body: Mapping[str, Any]) -> str:
    """The template as YAML; the same value gives the same bytes."""
    if not body:
        return "{}\n"
    lines: Lines = []
    _mapping(body, "", "", lines)
    lines.append("")
    return "\n".join(lines)


def write_json(body: Mapping[str, Any]) -> str:
    """The template as JSON, indented; the same value gives the same bytes."""
    from bbfd.template.inert import json_text

    return json_text(body, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not a value of a template: {value!r}")


def _mapping(value: Mapping[str, Any], lead: str, pad: str, lines: Lines) -> None:
    for key, item in value.items():
        name = written(key)
        if len(name) > _LONGEST_KEY:
            lines.append(f"{lead}? {name}")
            _entry(f"{pad}:", item, pad, lines)
        else:
            _entry(f"{lead}{name}:", item, pad, lines)
        lead = pad


def _sequence(value: Iterable[Any], lead: str, pad: str, lines: Lines) -> None:
    for item in value:
        if not item or type(item) in _SCALARS:
            _entry(f"{lead}-", item, pad, lines)
        elif isinstance(item, (list, tuple)):
            _sequence(item, f"{lead}- ", f"{pad}  ", lines)
        elif _is_short(item):
            _entry(f"{lead}-", item, pad, lines)
        else:
            _mapping(item, f"{lead}- ", f"{pad}  ", lines)
        lead = pad


def _entry(head: str, item: Any, pad: str, lines: Lines) -> None:
    """One value behind its key, dash or tag, all on the line of `head` or indented below it."""
    scalar = _SCALARS.get(type(item))
    if scalar is written and "\n" in item and _is_block(item):
        _block(head, item, pad, lines)
    elif scalar is not None:
        lines.append(f"{head} {scalar(item)}")
    elif not item:
        lines.append(f"{head} []" if isinstance(item, (list, tuple)) else f"{head} {{}}")
    elif not isinstance(item, (list, tuple)):
        _inner_mapping(head, item, pad, lines)
    else:
        lines.append(head)
        _sequence(item, f"{pad}  ", f"{pad}  ", lines)


def _inner_mapping(head: str, item: Mapping[str, Any], pad: str, lines: Lines) -> None:
    if len(item) == 1:
        ((key, inner),) = item.items()
        if _has_short_form(key, inner):
            return _entry(f"{head} {_SHORT[key]}", inner, pad, lines)
        if key == "Fn::GetAtt" and _is_attribute(inner):
            return lines.append(f"{head} !GetAtt {written('.'.join(inner))}")
    lines.append(head)
    return _mapping(item, f"{pad}  ", f"{pad}  ", lines)


def _is_short(item: Mapping[str, Any]) -> bool:
    if len(item) != 1:
        return False
    ((key, inner),) = item.items()
    return _has_short_form(key, inner) or (key == "Fn::GetAtt" and _is_attribute(inner))


def _has_short_form(key: str, inner: Any) -> bool:
    """Behind a tag a scalar is text, so only text may stand there; and a tag may not stand behind a tag."""
    if key not in _SHORT:
        return False
    if isinstance(inner, str):
        return True
    return key != "Ref" and bool(inner) and isinstance(inner, (list, tuple))


def _is_attribute(inner: Any) -> bool:
    """`!GetAtt a.b` is split at the first dot: the resource may have none, the attribute may."""
    if not isinstance(inner, (list, tuple)) or len(inner) != 2:
        return False
    resource, attribute = inner
    return (
        isinstance(resource, str)
        and isinstance(attribute, str)
        and bool(resource and attribute)
        and "." not in resource
    )


def _is_block(text: str) -> bool:
    """A literal block keeps printable lines as they are, unless the first begins with a space."""
    if text.endswith("\n\n") or text[0] in " \n":
        return False
    return all(line.isprintable() for line in text.split("\n"))


def _block(head: str, text: str, pad: str, lines: Lines) -> None:
    lines.append(f"{head} |" if text.endswith("\n") else f"{head} |-")
    lines.extend(f"{pad}  {line}" if line else "" for line in text.removesuffix("\n").split("\n"))
