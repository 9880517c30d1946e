"""Parameters that nothing refers to after the changes: who deploys goes on to be asked for them, to no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.migrate._result import Known
from bbfd.rules._references import names_in
from bbfd.template import Document


def idle(document: Document, after: Mapping[str, Any]) -> Iterator[Known]:
    """Parameters that were referred to and are not any more. after: the body of the migrated template."""
    gone = _used(document.body) - _used(after)
    for name in document.values.parameters:
        if name in gone:
            path = ("Parameters", name)
            yield Known(
                id="idle-parameters",
                path=path,
                place=document.place(path),
                what=f"nothing refers to the parameter {name} any more",
                fix="remove it, and what is given for it",
            )


def _used(body: Mapping[str, Any]) -> set[str]:
    return names_in([each for name, each in body.items() if name != "Parameters"])
