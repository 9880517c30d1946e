"""Our own operation, until it ends. What goes wrong with reading never decides how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.commands import lasting
from bbfd.deploy.operation import Operation, end_of, ours
from bbfd.deploy.progress import Heartbeat, Note, ResourceProgress, ServiceProgress
from bbfd.errors import AwsError, LostSight, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.progress import Progress
    from bbfd.deploy.records import Event, ServiceState, StackState

SERVICE = "AWS::ECS::Service"
# How often DescribeStacks may disagree with the event that ended our operation before the event is believed:
# it is known to be stale for seconds. https://github.com/realestate-com-au/stackup/issues/8
_ASK_AGAIN = 5
# After so many reads without one event of ours, the stack itself is asked as well.
_BLIND = 5

_SAID = {
    Trouble.THROTTLED: "AWS limits how often its state may be read; the operation itself is unaffected",
    Trouble.UNREACHABLE: "AWS does not answer; the operation itself goes on there",
    Trouble.DENIED: "the stack's events may not be read (cloudformation:DescribeStackEvents): no details",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """How our operation ended. events: its own. state: as the stack was read last, if it could be."""

    status: str
    events: tuple[Event, ...]
    state: StackState | None


def watch(operation: Operation, means: Means, *, timeout: float, fix: str) -> Watched:
    """Follow our operation until it ends. Raises LostSight, with this fix, when it cannot be followed further."""
    watcher = _Watcher(operation, means, fix)
    began = means.clock.monotonic()
    while True:
        watched = watcher.tick()
        if watched is not None:
            return watched
        spent = means.clock.monotonic() - began
        if spent >= timeout:
            raise LostSight(
                f"after {lasting(spent)} the operation on {operation.stack} still goes on in AWS{watcher.blind}",
                fix=fix,
            )
        watcher.rest(timeout - spent)


class _Watcher:
    def __init__(self, operation: Operation, means: Means, fix: str) -> None:
        self._operation = operation
        self._means = means
        self._fix = fix
        self._began = self._told = means.clock.monotonic()
        self._read: list[Event] = []
        self._span: tuple[Event, ...] = ()
        self._services: dict[str, ServiceState] = {}
        self._services_readable = True
        self._wait = means.pace.first
        self._said: set[Trouble] = set()
        self._trouble: AwsError | None = None
        self._renewed = False
        self._asked = 0
        self._quiet = 0

    @property
    def blind(self) -> str:
        return f" (the last read failed: {self._trouble.what})" if self._trouble else ""

    def tick(self) -> Watched | None:
        """Read once, tell what is new, and see whether it is over."""
        news = self._news()
        self._watch_services()
        status = end_of(self._span, self._operation)
        if status:
            return self._confirmed(status)
        if self._quiet and self._quiet % _BLIND == 0 and not self._span:
            return self._ended_unseen()
        if self._trouble is None:
            quick = self._means.pace.first
            slower = min(self._wait * self._means.pace.growth, self._means.pace.longest)
            self._wait = quick if news else slower
        return None

    def rest(self, at_most: float) -> None:
        """Wait for the next read, never silent for longer than a heartbeat."""
        clock, left = self._means.clock, min(self._wait, at_most)
        while left > 0:
            due = self._told + self._means.pace.heartbeat - clock.monotonic()
            if due < 0.01:  # a nap too short for the clock would never end
                self._tell(self._heartbeat())
                due = self._means.pace.heartbeat
            nap = min(left, due)
            clock.sleep(nap)
            left -= nap

    def _news(self) -> bool:
        after = self._read[-1].id if self._read else ""
        try:
            new = self._means.aws.stacks.events(
                self._operation.stack_id, after=after, since=self._operation.since
            )
        except AwsError as error:
            self._endure(error)
            return False
        self._trouble = None
        self._quiet = 0 if new else self._quiet + 1
        self._read.extend(new)
        before = len(self._span)
        self._span = ours(self._read, self._operation)
        for event in self._span[before:]:
            self._tell(ResourceProgress(stack=self._name, event=event, seconds=self._seconds))
        return len(self._span) > before

    def _endure(self, error: AwsError) -> None:
        """Go on after a read that failed: slower, saying so once; without credentials there is no use in it."""
        self._trouble = error
        self._quiet += 1
        if error.trouble in (Trouble.EXPIRED, Trouble.NO_CREDENTIALS):
            self._renew(error)
        if error.trouble not in self._said:
            self._said.add(error.trouble)
            text = _SAID.get(error.trouble, f"the stack's events cannot be read: {error.what}")
            self._tell(Note(stack=self._name, text=text))
        self._wait = min(self._wait * 2, self._means.pace.trouble)

    def _renew(self, error: AwsError) -> None:
        if self._renewed:
            what = (
                f"the operation on {self._name} goes on in AWS, and cannot be watched: {error.what}"
            )
            raise LostSight(what, fix=f"{error.fix}; {self._fix}") from error
        self._renewed = True
        self._means.aws.renew()

    def _confirmed(self, status: str) -> Watched | None:
        """Let DescribeStacks confirm what the event says; the event is believed when it keeps disagreeing."""
        state = self._state()
        self._asked += 1
        if (state is None or state.status != status) and self._asked < _ASK_AGAIN:
            self._wait = self._means.pace.first
            return None
        return Watched(status=status, events=self._span, state=state)

    def _ended_unseen(self) -> Watched | None:
        """See an end without events: only where the stack says that our own change set was the last."""
        state = self._state()
        if state is None or not self._operation.is_end(state.status):
            return None
        mine = state.change_set == self._operation.change_set
        return Watched(status=state.status, events=tuple(self._read), state=state) if mine else None

    def _state(self) -> StackState | None:
        try:
            return self._means.aws.stacks.describe(self._operation.stack_id)
        except AwsError as error:
            self._trouble = error
            return None

    def _watch_services(self) -> None:
        arns = tuple(sorted(_rolling(self._span)))
        if not arns or not self._services_readable:
            return
        try:
            found = self._means.aws.services.describe(arns)
        except AwsError as error:
            if error.trouble is Trouble.DENIED:
                self._services_readable = False
                text = f"the ECS services cannot be watched: {error.what}"
                self._tell(Note(stack=self._name, text=text))
            return
        for service in found:
            if self._services.get(service.arn) != service:
                self._services[service.arn] = service
                self._tell(
                    ServiceProgress(stack=self._name, service=service, seconds=self._seconds)
                )

    def _heartbeat(self) -> Heartbeat:
        status = next((e.status for e in reversed(self._span) if e.of_stack), "")
        return Heartbeat(
            stack=self._name,
            seconds=self._seconds,
            status=status,
            active=_active(self._span),
            services=tuple(self._services.values()),
        )

    def _tell(self, progress: Progress) -> None:
        self._told = self._means.clock.monotonic()
        self._means.tell(progress)

    @property
    def _name(self) -> str:
        return self._operation.stack

    @property
    def _seconds(self) -> float:
        return self._means.clock.monotonic() - self._began


def _last_of_each(events: tuple[Event, ...]) -> dict[str, Event]:
    return {e.logical_id: e for e in events if not e.of_stack}


def _active(events: tuple[Event, ...]) -> tuple[str, ...]:
    last = _last_of_each(events)
    return tuple(name for name, e in last.items() if e.status.endswith("_IN_PROGRESS"))


def _rolling(events: tuple[Event, ...]) -> set[str]:
    """Name the ECS services that are under way, once they have an ARN."""
    last = _last_of_each(events).values()
    rolling = (e for e in last if e.type == SERVICE and e.status.endswith("_IN_PROGRESS"))
    return {e.physical_id for e in rolling if e.physical_id.startswith("arn:")}
