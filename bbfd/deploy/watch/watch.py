"""Our own operation, until it ends. What goes wrong with reading never decides how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bbfd.deploy.commands import lasting
from bbfd.deploy.look.history import operations
from bbfd.deploy.look.operation import Operation, end_of, ours
from bbfd.deploy.look.tied import tied
from bbfd.deploy.progress import Heartbeat, Note, ResourceProgress
from bbfd.deploy.watch.audible import audible
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.deploy.watch.listed import Listed
from bbfd.deploy.watch.rolling import Rollouts
from bbfd.deploy.watch.unseen import Unseen
from bbfd.diagnose import Evidence
from bbfd.errors import AwsError, LostSight, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.progress import Progress
    from bbfd.deploy.records import Event, Resource, StackState

# How often DescribeStacks may disagree with the event that ended our operation before the event is believed:
# it is known to be stale for seconds. https://github.com/realestate-com-au/stackup/issues/8
_ASK_AGAIN = 5
# An operation that somebody else began is known by its first event, perhaps a moment after its beginning.
_SLACK = timedelta(seconds=5)
# Seconds before a heartbeat is due that no further call is begun without it: one that hangs takes ten.
_HANGS = 5.0
# After so many reads without one event of ours, the stack itself is asked as well.
_BLIND = 5

_SAID = {
    Trouble.THROTTLED: "AWS limits how often its state may be read; the operation itself is unaffected",
    Trouble.UNREACHABLE: "AWS does not answer; the operation itself goes on there",
    Trouble.DENIED: "the stack's events may not be read (cloudformation:DescribeStackEvents): no details",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """How our operation ended. events: its own. evidence: of its ECS services, gathered on the way.

    state: the stack as it is now; None where it could not be read, or was still told as it had been before.
    now: its status by its events, which is not that of our operation where another one has begun since.
    cancelled: by us.
    """

    status: str
    events: tuple[Event, ...]
    state: StackState | None
    evidence: Evidence = Evidence(stack="")
    now: str = ""
    cancelled: bool = False


def watch(
    operation: Operation, means: Means, *, timeout: float, fix: str, about: About | None = None
) -> Watched:
    """Follow an operation until it ends. Raises LostSight, with this fix, when it cannot be followed further.

    about: what it sends, for the evidence; None where that is not known.
    """
    return Watcher(operation, means, fix, about).follow(timeout)


class Watcher:
    """Follows one operation. One that was interrupted can follow on."""

    def __init__(
        self, operation: Operation, means: Means, fix: str, about: About | None = None
    ) -> None:
        self._operation = operation
        self._means = means
        self._aws = audible(means.aws.at_once, self._speak)
        self._fix = fix
        self._began = self._told = means.clock.monotonic()
        self._read: list[Event] = []
        self._span: tuple[Event, ...] = ()
        about = about or About(stack=operation.stack, body={}, values={})
        self._gathering = Gathering(replace(about, since=operation.since), self._aws)
        self._rollouts = Rollouts(
            about, self._aws, self._gathering, self._tell, lambda: self._seconds
        )
        self._listed = Listed(self._aws, operation.stack_id)
        self._denied = False
        self._wait = means.pace.first
        self._said: set[Trouble] = set()
        self._trouble: AwsError | None = None
        self._renewed = False
        self._asked = 0
        self._unseen = Unseen(operation)
        self._quiet = 0

    @property
    def seen(self) -> str:
        """The status that our operation was seen in last; "" before that."""
        return next((e.status for e in reversed(self._span) if e.of_stack), "")

    def evidence(self) -> Evidence:
        """Give what was gathered of its ECS services until now."""
        return self._gathering.evidence()

    def follow(self, timeout: float) -> Watched:
        """Read and tell until it ends; timeout: seconds since it was first watched. Raises LostSight."""
        while True:
            watched = self.tick()
            if watched is not None:
                return watched
            if self._seconds >= timeout:
                blind = f" (the last read failed: {self._trouble.what})" if self._trouble else ""
                raise LostSight(
                    f"after {lasting(self._seconds)} the operation on {self._name} still goes on in AWS{blind}",
                    fix="; ".join(filter(None, (self._rollouts.word, self._fix))),
                )
            self.rest(timeout - self._seconds)

    def tick(self) -> Watched | None:
        """Read once, tell what is new, and see whether it is over."""
        news = self._news()
        self._rollouts.look(self._span, self._services())
        status = end_of(self._span, self._operation)
        if status:
            return self._confirmed(status)
        if self._is_blind:
            watched = self._ended_unseen()
            if watched is not None:
                return watched
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

    def _speak(self) -> None:
        """Tell the heartbeat before a call that could outlast the silence, should it hang."""
        if self._means.clock.monotonic() - self._told > self._means.pace.heartbeat - _HANGS:
            self._tell(self._heartbeat())

    def _news(self) -> bool:
        if self._denied and self._quiet > 1 and self._quiet % 2:
            self._quiet += 1  # who was refused more than once asks at every other look
            return False
        after = self._read[-1].id if self._read else ""
        try:
            new = self._aws.stacks.events(
                self._operation.stack_id, after=after, since=self._operation.since
            )
        except AwsError as error:
            self._endure(error)
            return False
        self._trouble, self._renewed = None, False
        new = new if self._operation.known else self._tied(new)
        self._quiet = 0 if new else self._quiet + 1
        self._denied = self._denied and not new
        self._read.extend(new)
        before = len(self._span)
        self._span = ours(self._read, self._operation)
        last = {event.logical_id: event.status for event in self._span[:before]}
        for event in self._span[before:]:
            again = last.get(event.logical_id) == event.status
            last[event.logical_id] = event.status
            seconds = self._seconds
            self._tell(
                ResourceProgress(stack=self._name, event=event, seconds=seconds, again=again)
            )
        return len(self._span) > before

    def _services(self) -> tuple[Resource, ...]:
        """Give what may roll out where no event tells it; nothing rolls out in a deletion."""
        return self._listed.look() if self._denied and not self._operation.deletes else ()

    def _tied(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """Find which operation is followed, now that events can be read; nothing where that cannot be told yet."""
        past = operations(events)
        state = self._state() if past and past[-1].ended else None
        if not past or (past[-1].ended and state is None):
            return ()
        runs = state is not None and not self._operation.is_end(state.status)
        self._operation = tied(self._operation, past, runs=runs)
        return events

    def _endure(self, error: AwsError) -> None:
        """Go on after a read that failed: slower, saying so once; without credentials there is no use in it."""
        self._trouble = error
        self._denied |= error.trouble is Trouble.DENIED
        self._quiet += 1
        if error.trouble in (Trouble.EXPIRED, Trouble.NO_CREDENTIALS):
            self._renew(error)
        if error.trouble not in self._said:
            self._said.add(error.trouble)
            text = _SAID.get(error.trouble, f"the stack's events cannot be read: {error.what}")
            self._tell(Note(stack=self._name, text=text))
        pace, denied = self._means.pace, error.trouble is Trouble.DENIED
        # Waiting mends no permission, and what ECS tells is still to be seen.
        self._wait = min(self._wait * 2, 2 * pace.longest if denied else pace.trouble)

    def _renew(self, error: AwsError) -> None:
        if self._renewed:
            what = (
                f"the operation on {self._name} goes on in AWS, and cannot be watched: {error.what}"
            )
            raise LostSight(what, fix=f"{error.fix}; {self._fix}") from error
        self._renewed = True
        self._means.aws.renew()

    def _confirmed(self, status: str) -> Watched | None:
        """Let DescribeStacks confirm what the events say; they are believed when it keeps disagreeing."""
        state = self._state()
        self._asked += 1
        now = next(e.status for e in reversed(self._read) if e.of_stack)
        if state is None or not self._is_told(state, now):
            if self._asked < _ASK_AGAIN:
                self._wait = self._means.pace.first
                return None
            state = None
        return self._watched(status, self._span, state, now)

    def _is_told(self, state: StackState, now: str) -> bool:
        """Whether a stack is described as its events have it, and not as an update before ours left it."""
        since = self._operation.since
        if now != "UPDATE_COMPLETE" or self._operation.deletes or not (since and state.updated):
            return state.status == now
        return state.status == now and state.updated >= since - _SLACK

    @property
    def _is_blind(self) -> bool:
        """Whether events have told nothing for long, none at all or because they cannot be read."""
        if self._span and self._trouble is None:
            return False
        return self._unseen.unsure or (self._quiet > 0 and self._quiet % _BLIND == 0)

    def _ended_unseen(self) -> Watched | None:
        """See an end without events: only as far as the stack itself tells that it is that of our operation."""
        state = self._state()
        if state is None or not self._unseen.is_over(state, begun=bool(self._span)):
            return None
        whose = self._unseen.whose(state)
        if whose:
            self._tell(Note(stack=self._name, text=whose))
        events = self._span or tuple(self._read)
        return self._watched(state.status, events, state, state.status)

    def _watched(
        self, status: str, events: tuple[Event, ...], state: StackState | None, now: str
    ) -> Watched:
        return Watched(status=status, events=events, state=state, evidence=self.evidence(), now=now)

    def _state(self) -> StackState | None:
        try:
            return self._aws.stacks.describe(self._operation.stack_id)
        except AwsError as error:
            self._trouble = error
            return None

    def _heartbeat(self) -> Heartbeat:
        return Heartbeat(
            stack=self._name,
            seconds=self._seconds,
            status=self.seen,
            active=_active(self._span),
            services=self._rollouts.services,
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


def _active(events: tuple[Event, ...]) -> tuple[str, ...]:
    last = {e.logical_id: e for e in events if not e.of_stack}
    return tuple(name for name, e in last.items() if e.status.endswith("_IN_PROGRESS"))
