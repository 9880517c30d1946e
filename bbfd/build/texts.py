"""Texts of features."""

from __future__ import annotations

from troposphere import Sub


def filled_in(text: str) -> Sub | str:
    """The text as a template says it: `${...}` in it is CloudFormation's to fill in."""
    return Sub(text) if "${" in text else text
