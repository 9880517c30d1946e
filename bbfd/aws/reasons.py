"""What AWS gives as a reason, cut where it is read: nobody reads more, and nothing that looks at it takes long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 3900  # characters: with its mark it is still told whole
_BACK = (
    400  # characters: a word that is cut is left out, so that no half of a password is left over
)


def reason_of(raw: Mapping[str, Any], name: str) -> str:
    """Give one text of an answer, cut; "" where AWS gives none."""
    return cut(raw.get(name) or "")


def cut(text: str) -> str:
    """Give at most as much of a text as somebody reads, with a mark that says how much is missing."""
    if len(text) <= LONGEST:
        return text
    blank = max(text.rfind(mark, LONGEST - _BACK, LONGEST) for mark in " \n\t")
    end = blank if blank > 0 else LONGEST
    return f"{text[:end]} ... ({len(text) - end} characters cut)"
