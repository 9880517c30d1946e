"""The one reason that is named from evidence, and what a file of this folder declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence


class Depth(IntEnum):
    """How near to the root a cause lies. What lies deeper explains what lies above it."""

    SYMPTOM = 0  # it failed to stabilise, a circuit breaker triggered: says that, not why
    RESOURCE = 1  # CloudFormation, or a service behind it, refused one resource
    SERVICE = 2  # ECS could not place tasks, or a load balancer found them unhealthy
    EXIT = 3  # a container ended, with a code
    TASK = 4  # why a task could not start, or why its container ended


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A cause, found in evidence.

    what: one line, lower case, without a full stop. evidence: what AWS said, in its own words, the most telling first.
    fix: what to do, with the command to type where there is one.
    resource, path: where in the template it comes from; the definition's line is found from there.
    field: of the definition, where that is known better than by the path.
    """

    what: str
    evidence: tuple[str, ...]
    fix: str
    resource: str = ""
    path: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CauseKind:
    """What a file of this folder declares, as `CAUSE`.

    id: the file's name with dashes; `docs/causes/ID.md` tells more. title: what it is, for a list.
    look: finds it in evidence, or does not (None). It reads codes, statuses and AWS's recorded sentences.
    doc: the page of AWS's documentation that it stands on.
    """

    id: str
    title: str
    depth: Depth
    look: Callable[[Evidence], Found | None]
    doc: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """The one reason, with its evidence and fix. id: "" where it is unknown: then the evidence alone is told."""

    id: str
    title: str
    what: str
    evidence: tuple[str, ...]
    fix: str
    doc: str = ""
    resource: str = ""
    path: str = ""
    field: str = ""

    @property
    def known(self) -> bool:
        """Whether it was recognised."""
        return self.id != ""
