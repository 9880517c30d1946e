"""troposphere's objects -> plain values, in one walk that also notes what is referred to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from troposphere import AWSObject, Output

from bbfd.model.stack import Refusal

_IN_TEXT = re.compile(r"\$\{(\w+)\}")
_REFUSED = (AttributeError, TypeError, ValueError)  # all that troposphere ever raises


class Plain:
    """Plain values of objects. references: every name that a `Ref` or a `${...}` in them means."""

    def __init__(self) -> None:
        self.references: set[str] = set()
        self.refusals: list[Refusal] = []

    def of_each(self, objects: Iterable[AWSObject | Output]) -> dict[str, Any]:
        """Their plain values by logical id; one that troposphere refuses is noted, the others go on."""
        done: dict[str, Any] = {}
        for thing in objects:
            title = str(thing.title)
            if title in done:
                self.refusals.append(_twice(title))
            try:
                done[title] = _type_first(thing.to_dict())
            except _REFUSED as error:
                self.refusals.append(_refused(title, error))
        self._note(done)
        return done

    def _note(self, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "Ref":
                    self.references.add(inner)
                elif key == "Fn::Sub":
                    self._note_text(inner)
                else:
                    self._note(inner)
        elif isinstance(value, list):
            for inner in value:
                self._note(inner)

    def _note_text(self, text: Any) -> None:
        """`Fn::Sub` of a text, or of a text and the values of some of its names."""
        if isinstance(text, str):
            self.references.update(_IN_TEXT.findall(text))
        else:
            self.references.update(set(_IN_TEXT.findall(text[0])) - text[1].keys())
            self._note(text[1])


def _type_first(plain: dict[str, Any]) -> dict[str, Any]:
    """A reader wants to know what it is, and what becomes of it, before its properties."""
    properties = plain.pop("Properties", None)
    kind = plain.pop("Type", None)
    ordered = plain if kind is None else {"Type": kind, **plain}
    return ordered if properties is None else {**ordered, "Properties": properties}


def _twice(title: str) -> Refusal:
    return Refusal(
        what=f"two parts make a resource called {title}",
        fix="give one of them another logical id",
        resource=title,
    )


def _refused(title: str, error: Exception) -> Refusal:
    return Refusal(
        what=f"{title}: {error}", fix="correct the value in the definition", resource=title
    )
