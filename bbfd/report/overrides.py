"""What had the last word on properties, so that it is never hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bbfd.report.line import Line, Tone
from bbfd.template.inert import json_text


def override_lines(
    overrides: Iterable[Any], stack: str, place: Callable[[str], object]
) -> Iterator[Line]:
    """A line for each property. place: of a field of the definition."""
    for each in overrides:
        path = ".".join(each.path)
        change = f"{_shown(each.old)} -> {_shown(each.new)}"
        yield Line(f"{place(each.field)}: override {path} of {stack}: {change}", Tone.WARN)


def _shown(given: object) -> str:
    return "nothing" if given is None else json_text(given, indent=None)
