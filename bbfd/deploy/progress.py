"""What is told while a deployment runs. Records only: `bbfd.report` finds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bbfd.deploy.outcome import worst

if TYPE_CHECKING:
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.records import Event, ServiceState
    from bbfd.diagnose import Breaker, Cause, Target


class Doing(Enum):
    """What a deployment is at."""

    LOOKING = "looking"  # reading the stack and what its parameters come from
    WAITING = "waiting"  # another operation holds the stack
    QUEUED = "queued"  # waiting for those of the run that come before it
    PROPOSING = "proposing"
    REMOVING = "removing"  # deleting a first attempt that died
    EXECUTING = "executing"
    VERIFYING = "verifying"
    CLEARING = "clearing"  # what CloudFormation would not delete as it is
    DELETING = "deleting"
    ATTACHING = "attaching"  # to an operation that runs already
    CANCELLING = "cancelling"
    CONTINUING = "continuing"  # what waited for a word
    RECOVERING = "recovering"  # going on with a rollback, or back from a half update
    STOPPING = "stopping"
    STARTING = "starting"
    SCALING = "scaling"
    RESTARTING = "restarting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """The next thing begins. about: what it is about, where that says more."""

    stack: str
    doing: Doing
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """What would change."""

    stack: str
    proposal: Proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceProgress:
    """A resource of our own operation moved on. seconds: since the operation began.

    again: the status was told before; CloudFormation says twice that it began something, the second time with its id.
    """

    stack: str
    event: Event
    seconds: float
    again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceProgress:
    """An ECS service moved on.

    breaker: how many tasks failed and how many may, where ECS tells. targets: of its target groups, where it was worth
    a look. ours: the task definitions that the operation made; empty where it made none.
    """

    stack: str
    service: ServiceState
    seconds: float
    breaker: Breaker | None = None
    targets: tuple[Target, ...] = ()
    ours: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """Nothing new, it goes on. active: the resources under way; services: as ECS had them last."""

    stack: str
    seconds: float
    status: str = ""
    active: tuple[str, ...] = ()
    services: tuple[ServiceState, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosed:
    """Something that goes wrong was recognised while the operation still runs. seconds: since the operation began."""

    stack: str
    causes: tuple[Cause, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something that a reader should know."""

    stack: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """How it ended."""

    stack: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """How a run over several stacks ended: told once, last.

    untried: those that were not begun, and why. notes: what a reader should know of several of them.
    raised: the exit code of what is raised after it, which people are told then; None where nothing is.
    """

    outcomes: tuple[Outcome, ...]
    untried: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    stack: str = ""
    raised: int | None = None

    @property
    def exit_code(self) -> int:
        """The worst of them; that of what is raised after it."""
        if self.raised is not None:
            return self.raised
        return worst(outcome.exit_code for outcome in self.outcomes)


Progress = (
    Phase
    | Proposed
    | ResourceProgress
    | ServiceProgress
    | Heartbeat
    | Diagnosed
    | Note
    | Finished
    | Ran
)
