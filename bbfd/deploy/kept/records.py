"""A deploy that is kept: what it was, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.model.stack import Stack

# It was kept, and then surely not begun: somebody else came first, or AWS refused it.
NOT_BEGUN = "not begun"


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """How it ended. ended: as `Ended` calls it, or NOT_BEGUN. revisions: ARNs of the task definitions that ran then."""

    ended: str
    at: datetime
    status: str = ""
    reason: str = ""
    seconds: float = 0.0
    revisions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A deploy that is kept.

    number: of the deploys of one stack's name, in the order of time; it stays when older ones are pruned.
    folder: the key under which its objects lie. token: what the events of its operation carry.
    to: the number of the deploy that it went back to; None for one that brought something new.
    images: parameter -> image. tool: the version of bbfd. digest: of all that it was made of.
    end: None where that was not kept.
    """

    number: int
    folder: str
    stack: str
    stack_id: str
    token: str
    began: datetime
    to: int | None = None
    by: str = ""
    commit: str = ""
    version: str = ""
    tool: str = ""
    digest: str = ""
    images: Mapping[str, str] = field(default_factory=dict)
    end: End | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """All of a deploy that is kept. stack: as it was built then; values: those of its parameters that are no secret.

    seal: of all of these, as the token of its operation has it.
    """

    kept: Kept
    stack: Stack
    values: Mapping[str, str]
    seal: str
