"""Services, side by side: all are planned, agreed to at once, and carried out as their order allows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from bbfd.deploy.commands import command
from bbfd.deploy.look.standing import shortened, status, telling_state
from bbfd.deploy.look.waiting import Held
from bbfd.deploy.means import Choice
from bbfd.deploy.plan.discarding import discard, removing
from bbfd.deploy.progress import Doing, Finished, Phase, Progress, Proposed
from bbfd.deploy.proposal import Proposals
from bbfd.deploy.run.execute import asks, carry_out, decline, interrupted, prepare, settle
from bbfd.deploy.run.stopped import outcome_of
from bbfd.deploy.watch.reader import MANY
from bbfd.errors import BbfdError, Interrupted, LostSight, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.plan.propose import Draft
    from bbfd.deploy.proposal import Decision
    from bbfd.deploy.run.several import Asked, Run
    from bbfd.model.stack import Stack

T = TypeVar("T")

_OFTEN = 4.0  # seconds
_STOPPED = "stopped before it was begun"
_NAP = 0.5  # seconds between looks at whether those before have ended


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How the services ended. untried: those that were not begun, and why. stopped: by Ctrl-C."""

    outcomes: tuple[Outcome, ...] = ()
    untried: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False


def side_by_side(run: Run, means: Means) -> Done:
    """Deploy the services of a run. A single one raises what stops it; of several, each has an outcome."""
    if not run.services:
        return Done()
    if len(run.services) == 1:
        stack, wishes = run.services[0]
        with telling_state(stack.name, means):
            return Done(outcomes=(settle(stack, prepare(stack, wishes, means), wishes, means),))
    # Where one listing tells of all stacks, looking often costs no more than looking now and then.
    often = min(means.pace.longest, _OFTEN) if len(run.each) >= MANY else means.pace.longest
    pace = replace(means.pace, longest=often)
    means = replace(means, tell=_one_at_a_time(means.tell), pace=pace)
    side = _Side(run, means)
    side.plan()
    if side.agreed():
        side.carry_out()
    return side.done()


class _Side:
    """One run. Workers write what they made and how it ended, each under its own name."""

    def __init__(self, run: Run, means: Means) -> None:
        self._run = run
        self._means = means
        self._lock = Lock()
        self._made: dict[str, Draft] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._untried: dict[str, str] = {}
        self._held: list[Asked] = []
        self._running: set[str] = set()
        self._paused = False
        self._choice = Choice.GO_ON

    def done(self) -> Done:
        """How it ended, in the order of the run."""
        names = [stack.name for stack, _ in self._run.services]
        ended = tuple(self._outcomes[name] for name in names if name in self._outcomes)
        untried = {n: self._untried[n] for n in names if n in self._untried}
        return Done(outcomes=ended, untried=untried, stopped=bool(self._stopping and untried))

    def plan(self) -> None:
        """Plan all. Where one is refused, none is begun, unless the others are to go on.

        What another operation holds is waited for once it is known that no other one is refused.
        """
        try:
            self._means.workers.each([self._planning(*one) for one in self._not_waiting()])
            if self._run.keep_going or not self._outcomes:
                self._means.workers.each([self._planning(*one) for one in self._held])
        except KeyboardInterrupt:
            self._means.workers.interrupt()
            self._means.workers.wait()
            raise self._gave_up() from None
        for stack, _ in self._run.services:
            if stack.name in self._made:
                proposal = self._made[stack.name].proposal
                self._means.tell(Proposed(stack=stack.name, proposal=proposal))
        if self._outcomes and not self._run.keep_going:
            first = next(name for name, _ in self._in_order(self._outcomes))
            self._leave(f"{first} cannot be deployed, and nothing was begun")

    def _not_waiting(self) -> Iterator[Asked]:
        for stack, wishes in self._run.services:
            yield stack, replace(wishes, waits=False)

    def _in_order(self, of: Mapping[str, T]) -> Iterator[tuple[str, T]]:
        """As in the run, whichever was ready first: what is said is the same in every run."""
        names = (stack.name for stack, _ in self._run.services)
        return ((name, of[name]) for name in names if name in of)

    def agreed(self) -> bool:
        """Put all that changes to whoever decides, at once."""
        asked = {n: m for n, m in self._in_order(self._made) if asks(m.proposal)}
        if not asked:
            return True
        proposals = tuple(made.proposal for made in asked.values())
        decision = proposals[0] if len(proposals) == 1 else Proposals(each=proposals)
        try:
            yes = self._means.agree(decision)
        except BbfdError:
            self._give_up()
            raise
        except KeyboardInterrupt:
            raise self._gave_up() from None
        if not yes:
            for stack, _ in self._run.services:
                if stack.name in asked:
                    self._end(decline(stack, self._made.pop(stack.name), self._means))
        return True

    def carry_out(self) -> None:
        """Carry out what was agreed to; after Ctrl-C, what was chosen holds for all."""
        calls = [
            self._carrying(stack, wishes)
            for stack, wishes in self._run.services
            if stack.name in self._made
        ]
        workers = self._means.workers
        wait: Callable[[], None] = lambda: workers.each(calls)  # noqa: E731 - replaced below
        while True:
            try:
                wait()
                return
            except KeyboardInterrupt:
                wait = workers.wait
                self._choose()

    def _choose(self) -> None:
        """Ask of those that run; meanwhile none is begun. Where nothing runs there is nothing to choose."""
        self._paused = True
        changing = tuple(stack.name for stack in self._changing())
        try:
            self._choice = self._means.interrupted(changing) if changing else Choice.DETACH
        except KeyboardInterrupt:
            self._choice = Choice.DETACH  # whoever is woken yet
            raise self._left() from None
        if self._stopping:
            self._means.workers.interrupt()
        self._paused = False

    @property
    def _stopping(self) -> bool:
        return self._choice is not Choice.GO_ON

    def _changing(self) -> tuple[Stack, ...]:
        """Those of which something is carried out now."""
        with self._lock:
            going = {n for n in self._running if not self._made[n].proposal.empty}
        return tuple(stack for stack, _ in self._run.services if stack.name in going)

    def _left(self) -> Interrupted:
        """A second Ctrl-C: what runs is left to AWS, and what was planned stays where it is."""
        going = self._changing()
        names = ", ".join(stack.name for stack in going)
        told = ["stopped", f"what was begun of {names} goes on in AWS"][: 1 + bool(going)]
        with self._lock:
            queued = (
                self._made.keys() - self._running - self._outcomes.keys() - self._untried.keys()
            )
        if queued:
            told.append(self._left_behind(queued))
        watch = ", ".join(f"`{command('watch', stack.tags)}`" for stack in going)
        fix = f"{watch} {'shows' if len(going) == 1 else 'show'} how it ends"
        return Interrupted(
            "; ".join(filter(None, told)), fix=fix if going else "the same command goes on"
        )

    def _left_behind(self, queued: Collection[str]) -> str:
        """Name the plans that nobody waits to see removed, and what removes them."""
        every = (self._made[s.name] for s, _ in self._run.services if s.name in queued)
        left = [made for made in every if made.name]
        if not left:
            return ""
        names = shortened([made.proposal.stack for made in left])
        ways = ", ".join(map(removing, left))
        return f"the plan of {names} may be left behind; {ways} removes it"

    def _planning(self, stack: Stack, wishes: Wishes) -> Callable[[], None]:
        def call() -> None:
            try:
                made = prepare(stack, wishes, self._means)
            except (Interrupted, KeyboardInterrupt):
                return
            except Held:
                self._held.append((stack, replace(wishes, waits=True)))
            except BbfdError as error:
                self._refused(stack, error)
            else:
                with self._lock:
                    self._made[stack.name] = made

        return call

    def _carrying(self, stack: Stack, wishes: Wishes) -> Callable[[], None]:
        means = replace(self._means, interrupted=lambda _: self._choice, agree=_nobody_asks)

        def call() -> None:
            made = self._made[stack.name]
            try:
                why = self._turn(stack.name)
            except KeyboardInterrupt:
                why = _STOPPED
            if why:
                self._discard(made)
                self._skip(stack.name, why)
                return
            try:
                self._end(carry_out(stack, made, wishes, means))
            except KeyboardInterrupt:
                self._stopped(stack, made)
            except BbfdError as error:
                self._refused(stack, error)
            finally:
                with self._lock:
                    self._running.discard(stack.name)

        return call

    def _stopped(self, stack: Stack, made: Draft) -> None:
        """Ctrl-C where nothing was watched: before it was begun, or while what does not change was looked at."""
        if made.proposal.empty:
            self._skip(stack.name, "stopped while it was looked at; nothing of it changes")
            return
        self._refused(
            stack,
            LostSight(
                f"stopped; whether {stack.name} was begun is not known",
                fix=f"`{command('watch', stack.tags)}` shows what runs",
            ),
        )

    def _discard(self, made: Draft) -> None:
        """Leave nothing of ours behind, whatever is pressed: what could not be removed is told."""
        with suppress(KeyboardInterrupt):
            discard(made, self._means)

    def _skip(self, name: str, why: str) -> None:
        with self._lock:
            self._untried[name] = why

    def _end(self, outcome: Outcome) -> None:
        with self._lock:
            self._outcomes[outcome.stack] = outcome

    def _turn(self, name: str) -> str:
        """Wait for its turn; why it does not get one, "" when it does."""
        waits = ""
        while True:
            with self._lock:
                why = self._hindered(name)
                if why:
                    return why
                if self._free(name):
                    self._running.add(name)
                    return ""
                before = ", ".join(self._before(name))
            if before and before != waits:
                waits = before
                self._means.tell(Phase(stack=name, doing=Doing.QUEUED, about=f"after {waits}"))
            self._means.clock.sleep(_NAP)

    def _hindered(self, name: str) -> str:
        before = self._run.after.get(name, ())
        for other in before:
            outcome = self._outcomes.get(other)
            if other in self._untried or (outcome is not None and not outcome.good):
                return f"it comes after {other}, which did not end well"
        failed = next((n for n, o in self._outcomes.items() if not o.good), "")
        return f"{failed} did not end well" if failed and not self._run.keep_going else ""

    def _free(self, name: str) -> bool:
        room = not self._paused and len(self._running) < self._run.at_once
        return room and not self._before(name)

    def _before(self, name: str) -> list[str]:
        """Those that come before it, and have not ended."""
        before = (n for n in self._run.after.get(name, ()) if n in self._made)
        return [n for n in before if n not in self._outcomes]

    def _refused(self, stack: Stack, error: BbfdError) -> None:
        outcome = outcome_of(
            stack.name, error, "" if error.state else status(stack.name, self._means)
        )
        self._end(outcome)
        self._means.tell(Finished(stack=stack.name, outcome=outcome))

    def _leave(self, why: str) -> None:
        names = (stack.name for stack, _ in self._run.services)
        self._untried |= {name: why for name in names if name not in self._outcomes}
        self._give_up()

    def _gave_up(self) -> Interrupted:
        self._give_up()
        return interrupted(*(stack for stack, _ in self._run.services))

    def _give_up(self) -> None:
        """Leave nothing of ours behind."""
        for made in self._made.values():
            self._discard(made)
        self._made.clear()


def _nobody_asks(decision: Decision) -> bool:
    """A plan that has changed since it was agreed to: a worker cannot ask about it again."""
    raise Refused(
        f"the plan of {decision.stack} is another one than was agreed to: others deployed it meanwhile",
        fix="deploy again, and look at what would change",
    )


def _one_at_a_time(tell: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Workers tell what they see as they see it; no two lines are mixed."""
    lock = Lock()

    def told(progress: Progress) -> None:
        with lock:
            tell(progress)

    return told
