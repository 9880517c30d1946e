"""The ECS services that roll out during an operation: told as they move on, and diagnosed as soon as they fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, named, waiting
from bbfd.deploy.progress import Diagnosed, Note, ServiceProgress
from bbfd.deploy.records import SERVICE, Event
from bbfd.diagnose import diagnosed, explains
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.progress import Progress
    from bbfd.deploy.records import Hold, Resource, ServiceState
    from bbfd.deploy.watch.evidence import About, Gathering
    from bbfd.diagnose import Cause

_TASK = "AWS::ECS::TaskDefinition"
_PATIENCE = 60.0  # seconds between two questions whether somebody has given a deployment that waits the word


class Rollouts:
    """The ECS services of one operation. seconds: since it began."""

    def __init__(
        self,
        about: About,
        aws: Aws,
        gathering: Gathering,
        tell: Callable[[Progress], None],
        seconds: Callable[[], float],
    ) -> None:
        self._stack = about.stack
        self._tags = about.tags
        self._aws = aws
        self._gathering = gathering
        self._tell = tell
        self._seconds = seconds
        self._readable = True
        self._ours: frozenset[str] = frozenset()
        self._last: dict[str, ServiceState] = {}
        self._told: dict[str, tuple[object, ...]] = {}
        self._recognised: set[tuple[str, ...]] = set()
        self._closely: set[str] = set()
        self._holds: dict[str, Hold] = {}
        self._asks = True
        self._ask_at = 0.0

    @property
    def services(self) -> tuple[ServiceState, ...]:
        """As they were seen last."""
        return tuple(self._last.values())

    @property
    def word(self) -> str:
        """What to type where one of them waits for a word; "" where none does."""
        return f"`{command('continue', self._tags)}` lets it go on" if self._holds else ""

    def look(self, span: tuple[Event, ...], listed: tuple[Resource, ...] = ()) -> None:
        """Read those that are under way. What cannot be read now is read the next time.

        listed: services as their stack lists them, where its events may not be read.
        """
        closely = self._unexplained((*span, *listed))
        names = {**_rolling(span), **_services(listed, "_IN_PROGRESS"), **closely}
        self._ours = _revisions(span)
        if not names or not self._readable:
            return
        try:
            found = self._aws.services.describe(tuple(sorted(names)))
        except AwsError as error:
            if error.trouble is Trouble.DENIED:
                self._readable = False
                text = f"the ECS services cannot be watched: {error.what}"
                self._tell(Note(stack=self._stack, text=text))
            return
        self._closely |= closely.keys()
        for service in found:
            self._see(service, names.get(service.arn, ""), closely=service.arn in closely)
        self._recognise()

    def _unexplained(self, span: Iterable[Event | Resource]) -> dict[str, str]:
        """Name the services that failed, and nobody knows why yet: they are looked at once more, and closely."""
        failed = _services(span, "_FAILED")
        new = {arn: name for arn, name in failed.items() if arn not in self._closely}
        known = new and any(map(explains, diagnosed(self._gathering.evidence())))
        return {} if known else new

    def _see(self, service: ServiceState, logical_id: str, *, closely: bool) -> None:
        rolling = self._gathering.see(service, logical_id, closely=closely)
        self._last[service.arn] = service
        if not self._told.get(service.arn) and not _has_begun(service, self._ours):
            return
        self._hold(service)
        counts = (service.desired, service.running, service.pending, service.rollouts)
        if self._told.get(service.arn) == (*counts, rolling.targets):
            return
        self._told[service.arn] = (*counts, rolling.targets)
        self._tell(
            ServiceProgress(
                stack=self._stack,
                service=service,
                seconds=self._seconds(),
                breaker=rolling.breaker,
                targets=rolling.targets,
                ours=self._ours,
            )
        )

    def _hold(self, service: ServiceState) -> None:
        """Tell once that it waits for a word. Who may not be told is not."""
        may_wait = service.shifting and service.pauses
        if self._seconds() < self._ask_at and may_wait:
            return
        known = self._holds.pop(service.arn, None)
        if not (may_wait and self._asks):
            return
        try:
            hold = self._aws.services.awaits(service)
        except AwsError as error:
            self._asks = error.trouble is not Trouble.DENIED
            return
        if hold is None:
            return
        self._holds[service.arn] = hold
        self._gathering.waits(service, hold)
        self._ask_at = self._seconds() + _PATIENCE  # people take their time
        if known is None or known.hook != hold.hook:
            text = f"{waiting(service, hold)}; {self.word}, and with --rollback back"
            self._tell(Note(stack=self._stack, text=text))

    def _recognise(self) -> None:
        """Tell a cause once, as soon as it is known; a symptom, or what nobody recognises, is for the end."""
        causes = tuple(
            cause
            for cause in named(diagnosed(self._gathering.evidence()), self._tags)
            if explains(cause) and _about(cause) not in self._recognised
        )
        if causes:
            self._recognised |= set(map(_about, causes))
            self._tell(Diagnosed(stack=self._stack, causes=causes, seconds=self._seconds()))


def _about(cause: Cause) -> tuple[str, ...]:
    """What makes it another cause: not how often it was met."""
    return cause.id, cause.resource, cause.path, cause.field


def _has_begun(service: ServiceState, ours: frozenset[str]) -> bool:
    """Whether ECS works on what the operation brings: until then its counts are those of what ran before."""
    return not ours or any(rollout.task_definition in ours for rollout in service.rollouts)


def _revisions(span: Iterable[Event]) -> frozenset[str]:
    """Name the task definitions that the operation made; a rollback makes none."""
    made = (e for e in span if e.type == _TASK and e.status.endswith("_COMPLETE"))
    return frozenset(e.physical_id for e in made if e.physical_id.startswith("arn:"))


def _rolling(span: Iterable[Event]) -> dict[str, str]:
    """Name the ECS services that are under way, once they have an ARN: ARN -> logical id."""
    last = {e.logical_id: e for e in span if not e.of_stack}.values()
    return _services(last, "_IN_PROGRESS")


def _services(told: Iterable[Event | Resource], ending: str) -> dict[str, str]:
    return {
        one.physical_id: one.logical_id
        for one in told
        if one.type == SERVICE
        and one.status.endswith(ending)
        and not (isinstance(one, Event) and one.echo)
        and one.physical_id.startswith("arn:")
    }
