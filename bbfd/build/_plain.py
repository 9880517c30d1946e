"""troposphere's objects -> plain values, in one walk that also notes what is referred to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troposphere import AWSObject, Output

from bbfd.model.stack import Refusal

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
                done[title] = thing.to_dict()
            except _REFUSED as error:
                self.refusals.append(_refused(title, error))
        self._note(done)
        return done

    def _note(self, value: Any) -> None:
        if isinstance(value, dict):
            name = value.get("Ref")
            if name is not None and len(value) == 1:
                self.references.add(name)
                return
            for inner in value.values():
                self._note(inner)
        elif isinstance(value, list):
            for inner in value:
                self._note(inner)


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
