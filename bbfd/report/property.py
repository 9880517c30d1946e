"""One property that changes, in words: from what to what, and what of a container by the container's name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from bbfd.deploy.records import PropertyChange, Replacement
from bbfd.model.container import without_version
from bbfd.report.line import WIDTH, Line, Tone, paragraph

# What CloudFormation writes in place of a value that is known only when the change set is executed.
_LATER = "{{changeSet:KNOWN_AFTER_APPLY}}"
_LONGEST = 400  # characters of a value
# A list of a container -> what one of its elements is called, and where that has its value.
_ELEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"Environment": ("variable", "Value"), "Secrets": ("secret", "ValueFrom")}
)


class Said(NamedTuple):
    """A property in words. called: by a name of its own, not by its path."""

    name: str
    before: str
    after: str
    called: bool = False


def property_lines(change: PropertyChange) -> Iterator[Line]:
    """Tell of one property, in one line where it fits."""
    tone = Tone.LOUD if change.recreates is Replacement.ALWAYS else Tone.PLAIN
    if change.after == _LATER:  # what it was says nothing without what it will be
        change = replace(change, before=None, after=None)
    said = in_words(change)
    why = f"  (by {change.cause})" if change.cause else ""
    if not said.before and not said.after:
        yield Line(f"      {said.name}{why}", tone)
        return
    between = ": " if said.called else "  "
    line = f"      {said.name}{between}{said.before or '(none)'} → {said.after or '(none)'}{why}"
    if len(line) <= WIDTH:
        yield Line(line, tone)
        return
    yield Line(f"      {said.name}{why}", tone)
    for sign, value in (("-", said.before), ("+", said.after)):
        if value:
            yield from paragraph(f"        {sign} ", value, tone)


def in_words(change: PropertyChange) -> Said:
    """Find the words for a property."""
    path = change.path.strip("/").removeprefix("Properties/")
    before, after = _value(change.before), _value(change.after)
    first, *inside = path.split("/")
    if first != "ContainerDefinitions" or not inside:
        return Said(path.replace("/", "."), before, after)
    container, *rest = inside
    app = f"container {int(container) + 1}" if container.isdigit() else container
    if not rest:
        return Said(f"container {app}" if app == container else app, before, after, called=True)
    if rest == ["Image"]:
        return _image(app, before, after)
    if rest[0] in _ELEMENTS and len(rest) > 1 and not rest[1].isdigit():
        word, field = _ELEMENTS[rest[0]]
        if rest[2:] in ([], [field]):
            had, now = (_field(side, field) for side in (change.before, change.after))
            return Said(f"{word} {rest[1]} of {app}", had, now, called=True)
    return Said(f"{'.'.join(rest)} of {app}", before, after, called=True)


def _image(app: str, before: str, after: str) -> Said:
    """Without what stays: the registry, and the repository of the new one where it is that of the old one."""
    had, now = without_version(before), without_version(after)
    if before and had == now and before != after:
        shown = before[len(had) - len(had.rpartition("/")[2]) :]
        return Said(f"image of {app}", shown, after[len(now) + 1 :], called=True)
    return Said(f"image of {app}", before, after, called=True)


def _field(text: str | None, field: str) -> str:
    """What an element says that came or went whole, as `{"Name": ..., "Value": ...}`."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return _value(text)
    inner = found.get(field) if isinstance(found, dict) else None
    return _value(inner if isinstance(inner, str) else text)


def _value(value: str | None) -> str:
    if value is None or len(value) <= _LONGEST:
        return value or ""
    return f"{value[:_LONGEST]}… ({len(value) - _LONGEST} more characters)"
