"""What a run acts with, and what it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bbfd.deploy.addresses import Addresses
from bbfd.deploy.buckets import Buckets
from bbfd.deploy.slots import Slots

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.progress import Progress
    from bbfd.deploy.proposal import Decision


class Clock(Protocol):
    """Time. A test brings one that does not wait."""

    def monotonic(self) -> float:
        """Seconds from some start, never going back."""

    def utc(self) -> datetime:
        """Now, with its time zone."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Workers(Protocol):
    """Threads for the stacks of a run: they sleep by the same clock."""

    def each(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run all side by side, and wait until all have ended. KeyboardInterrupt may come out; they go on."""

    def wait(self) -> None:
        """Wait on, after KeyboardInterrupt came out of `each`."""

    def interrupt(self) -> None:
        """Wake every worker with KeyboardInterrupt, at its next or present sleep."""


class Choice(Enum):
    """What to do with an operation in AWS, after Ctrl-C."""

    DETACH = "detach"  # leave it to AWS
    CANCEL = "cancel"  # cancel the update, so that it is rolled back
    GO_ON = "go on"  # watch on


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How often AWS is asked; all in seconds.

    proposing: the waits for a change set, the last one repeated.
    first, growth, longest: between reads of a running operation; back to `first` when something is new.
    lock: between looks at a stack that another operation holds.
    trouble: the longest wait after reads that failed.
    settle: how long an ECS service may take to be as it should once CloudFormation is done.
    heartbeat: the longest silence.
    """

    proposing: tuple[float, ...] = (1.0, 2.0, 3.0, 5.0, 5.0, 5.0, 10.0)
    first: float = 2.0
    growth: float = 1.4
    longest: float = 14.0
    lock: float = 10.0
    trouble: float = 60.0
    settle: float = 30.0
    heartbeat: float = 30.0


EMBEDDED = Pace(
    proposing=(0.02, 0.05, 0.1),
    first=0.05,
    growth=1.3,
    longest=0.2,
    lock=0.2,
    trouble=1.0,
    settle=2.0,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What was asked for with one stack.

    image: a whole image for this deploy; tag: a tag of the definition's repository. At most one of both.
    beside: sidecar -> a whole image for it, where BBFD builds it.
    missing_image: deploy although what tasks are started with (image, secret, log group) is not there yet.
    adopt: take over a stack that does not carry our tags.
    recreate: a first attempt that failed and still holds something is deleted and made anew.
    recover: a stack that is half updated, or half rolled back, is brought back first.
    many: it is one of many stacks of a run: what only explains a plan further is not read for each.
    shows: nothing is to be carried out: what would stop a deploy is said beside its changes, and stops nothing.
    force: CloudFormation is asked also where the stack stands as our own last operation left it.
    commit: what is deployed was made from it; by: who deploys. "" where that is not known.
    registry: the name of the registry's stack, whose bucket takes templates that are too large for a call.
    waits: False: a stack that another operation holds is not waited for (yet): `Held` is raised.
    wait_lock, timeout: seconds.
    """

    image: str | None = None
    tag: str | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    missing_image: bool = False
    adopt: bool = False
    recreate: bool = False
    recover: bool = False
    many: bool = False
    shows: bool = False
    force: bool = False
    commit: str = ""
    by: str = ""
    registry: str = ""
    waits: bool = True
    wait_lock: float = 45 * 60.0
    timeout: float = 30 * 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """What a run acts with.

    tell: takes what is told while it runs. agree: puts a decision to whoever decides.
    interrupted: what to do with operations in AWS, after Ctrl-C; asked with the names of their stacks.
    fresh: makes random text of hexadecimal digits, at least 32 of them, for names and tokens.
    slots: the listener priorities that were taken in this run; addresses: those of subnets.
    buckets: the artifacts buckets that were found. clean: takes the values of a stack's secrets out of a text.
    """

    aws: Aws
    tell: Callable[[Progress], None]
    agree: Callable[[Decision], bool]
    clock: Clock
    fresh: Callable[[], str]
    workers: Workers
    interrupted: Callable[[tuple[str, ...]], Choice] = lambda _: Choice.DETACH
    pace: Pace = Pace()
    slots: Slots = field(default_factory=Slots)
    addresses: Addresses = field(default_factory=Addresses)
    buckets: Buckets = field(default_factory=Buckets)
    clean: Callable[[str, str], str] = lambda _, text: text
