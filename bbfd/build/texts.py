"""Texts of features."""

from __future__ import annotations

import re

from troposphere import GetAtt, Ref, Sub

_ALONE = r"\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z0-9.]+))?\}"


def filled_in(text: str) -> Ref | GetAtt | Sub | str:
    """The text as a template says it: `${Queue.Arn}` alone is a reference, else CloudFormation fills it in."""
    if "${" not in text:
        return text
    alone = re.fullmatch(_ALONE, text)
    if alone is None:
        return Sub(text)
    return Ref(alone[1]) if alone[2] is None else GetAtt(alone[1], alone[2])
