"""Evidence -> cause: why a rollout failed, in one line, with what AWS said and what to do. Pure.

NAME.py        ONE FILE, ONE CAUSE: `CAUSE`, a declaration with the function that finds it in evidence
_evidence.py   what AWS said, as records
_cause.py      what a cause is, and how deep it lies

Where nothing is recognised the cause is unknown, and is said to be: the evidence is told as it is, never dressed up.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from bbfd.diagnose._cause import Cause, CauseKind, Depth, Found
from bbfd.diagnose._evidence import (
    Breaker,
    Evidence,
    Failure,
    Rolling,
    ServiceEvent,
    StoppedContainer,
    StoppedTask,
    Target,
    Validation,
    Waited,
)
from bbfd.diagnose._unknown import unexplained, unknown
from bbfd.discover import modules_in

__all__ = [
    "Breaker",
    "Cause",
    "CauseKind",
    "Depth",
    "Evidence",
    "Failure",
    "Found",
    "Rolling",
    "ServiceEvent",
    "StoppedContainer",
    "StoppedTask",
    "Target",
    "Validation",
    "Waited",
    "all_causes",
    "diagnosed",
    "explains",
]

_SIDECAR = re.compile(r"ContainerDefinitions/([1-9]\d*)\b")


@lru_cache(maxsize=1)
def all_causes() -> tuple[CauseKind, ...]:
    """Every cause that is known, file by file."""
    return tuple(module.CAUSE for module in modules_in(sys.modules[__name__]))


def diagnosed(evidence: Evidence) -> tuple[Cause, ...]:
    """Name the cause; several where as many lie equally deep. One that is not recognised is said to be unknown.

    Nothing at all where there is no evidence. A symptom is no cause where there is evidence of one that nobody knows.
    """
    if evidence.empty:
        return ()
    looked = ((kind, kind.look(evidence)) for kind in all_causes())
    found = [(kind, one) for kind, one in looked if one is not None]
    deepest = max((kind.depth for kind, _ in found), default=Depth.SYMPTOM)
    if deepest is Depth.SYMPTOM and unexplained(evidence):
        return (unknown(evidence),)
    named = tuple(_named(kind, one) for kind, one in found if kind.depth is deepest)
    return named or (unknown(evidence),)


def explains(cause: Cause) -> bool:
    """Tell a cause from a symptom, and from one that nobody recognised."""
    return any(kind.id == cause.id and kind.depth > Depth.SYMPTOM for kind in all_causes())


def _named(kind: CauseKind, found: Found) -> Cause:
    return Cause(
        id=kind.id,
        title=kind.title,
        what=found.what,
        evidence=found.evidence,
        fix=found.fix,
        doc=kind.doc,
        resource=found.resource,
        path=found.path,
        field=_field(found),
    )


def _field(found: Found) -> str:
    """The containers of a task definition are `container` first, then `sidecars`, in their order."""
    inside = _SIDECAR.match(found.path)
    whole, _, rest = found.field.partition(".")
    if inside is None or whole != "container":
        return found.field
    sidecar = f"sidecars.{int(inside[1]) - 1}"
    return f"{sidecar}.{rest}" if rest else sidecar
