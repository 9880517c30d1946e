"""Which resources and parameters a raw value names, in whatever functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.template.document import Document


def names_in(raw: Any) -> set[str]:
    """Every name that a raw value refers to."""
    found: set[str] = set()
    _gather(raw, found)
    return found


def _gather(raw: Any, found: set[str]) -> None:
    if isinstance(raw, list):
        inside: Any = raw
    elif isinstance(raw, dict):
        inside = raw.values()
        if len(raw) == 1:
            ((key, inner),) = raw.items()
            named = _named(key, inner)
            if named is not None:
                found |= named
                return
    else:
        return
    for each in inside:
        if isinstance(each, (dict, list)):
            _gather(each, found)


def _named(key: str, inner: Any) -> set[str] | None:
    """What a function names; None: it is none that names anything by itself."""
    if key == "Ref" and isinstance(inner, str):
        return {inner}
    if key == "Fn::GetAtt":
        return {str(inner[0] if isinstance(inner, list) and inner else inner).split(".")[0]}
    return _in_text(inner) if key == "Fn::Sub" else None


def naming(document: Document, logical_id: str) -> Iterator[tuple[str, str]]:
    """(logical id, type) of every resource whose properties name this one, whatever its condition."""
    for other, kind in document.once(_naming).get(logical_id, ()):
        if other != logical_id:
            yield other, kind


def _naming(document: Document) -> dict[str, list[tuple[str, str]]]:
    """Name -> what names it: all resources are read once."""
    index: dict[str, list[tuple[str, str]]] = {}
    for logical_id, resource in document.values.resources.items():
        if isinstance(resource, dict):
            for name in names_in(resource.get("Properties")):
                index.setdefault(name, []).append((logical_id, str(resource.get("Type"))))
    return index


def awaited_by(document: Document, logical_id: str) -> set[str]:
    """Everything that is made before a resource, as far as the template says."""
    resources = document.values.resources
    seen: set[str] = set()
    ahead = {logical_id}
    while ahead:
        resource = resources.get(ahead.pop())
        if isinstance(resource, dict):
            found = depends_on(resource) | names_in(resource.get("Properties"))
            ahead |= found - seen
            seen |= found
    return seen


def depends_on(resource: Mapping[str, Any]) -> set[str]:
    """What a resource waits for by its own word."""
    given = resource.get("DependsOn")
    every = given if isinstance(given, (list, tuple)) else [given]
    return {each for each in every if isinstance(each, str)}


def _in_text(inner: Any) -> set[str]:
    text, own = inner if isinstance(inner, list) and len(inner) == 2 else (inner, {})
    pieces = str(text).split("${")[1:]
    return {piece.split("}")[0].split(".")[0].strip() for piece in pieces} | names_in(own)
