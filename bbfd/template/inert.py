"""JSON that a terminal or a CI log only shows: what they would obey is written as an escape, the value is the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# Control characters, line separators, marks that change the direction of writing, halves of characters (which no
# encoding takes), and the commands of Azure Pipelines and TeamCity, which they obey anywhere in a line.
_OBEYED = re.compile(
    "[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#(?:\\[|vso\\[|teamcity\\[))"
)


def json_text(
    value: object, *, indent: int | None = 2, default: Callable[[Any], Any] | None = None
) -> str:
    """The value as JSON."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, default=default)
    if text.isascii() and "\x7f" not in text and "##" not in text:
        return text
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
