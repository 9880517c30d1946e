"""Values of a definition as Python source, formatted as people format it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_WIDTH = 88


class Call(NamedTuple):
    """A value that a class of BBFD makes."""

    name: str
    fields: Mapping[str, Any]


def source_of(value: Any, indent: int = 0, lead: int = 0) -> str:
    """An expression. indent: of the line that it begins on; lead: characters that stand before it there."""
    flat = _flat(value)
    if indent + lead + len(flat) <= _WIDTH:
        return flat
    inner = indent + 4
    if isinstance(value, Call):
        rows = [(f"{name}=", each) for name, each in value.fields.items()]
        return _rows(f"{value.name}(", rows, ")", inner)
    if isinstance(value, Mapping):
        return _rows("{", [(f"{_quoted(key)}: ", each) for key, each in value.items()], "}", inner)
    if isinstance(value, tuple):
        return _rows("(", [("", each) for each in value], ")", inner)
    return flat


def names_in(value: Any) -> set[str]:
    """The classes that an expression needs."""
    if isinstance(value, Call):
        return {value.name} | {n for each in value.fields.values() for n in names_in(each)}
    if isinstance(value, Mapping):
        return {name for each in value.values() for name in names_in(each)}
    if isinstance(value, tuple):
        return {name for each in value for name in names_in(each)}
    return set()


def _rows(opens: str, rows: list[tuple[str, Any]], closes: str, indent: int) -> str:
    pad = " " * indent
    lines = [f"{pad}{lead}{source_of(each, indent, len(lead) + 1)}," for lead, each in rows]
    return "\n".join([opens, *lines, " " * (indent - 4) + closes])


def _flat(value: Any) -> str:
    if isinstance(value, Call):
        return f"{value.name}({', '.join(f'{n}={_flat(v)}' for n, v in value.fields.items())})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(k)}: {_flat(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_flat, value)) + ("," if len(value) == 1 else "") + ")"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    plain = repr(text)
    if plain.startswith("'") and '"' not in plain:
        return '"' + plain[1:-1].replace("\\'", "'") + '"'
    return plain
