"""A run: what services stand on, one after the other, then the services, side by side and in the order they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bbfd.deploy.after.recover import recover, to_be_recovered
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import (
    NOT_KNOWN,
    last_seen,
    shortened,
    statuses,
    telling_nothing_known,
    telling_state,
    together,
)
from bbfd.deploy.look.waiting import Held
from bbfd.deploy.outcome import Ended
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.progress import (
    Doing,
    Finished,
    Heartbeat,
    Phase,
    Ran,
    ResourceProgress,
)
from bbfd.deploy.run.execute import asks, prepare, settle
from bbfd.deploy.run.foreseen import impossible
from bbfd.deploy.run.remarks import of_tags, warn_of_credentials
from bbfd.deploy.run.side_by_side import side_by_side
from bbfd.deploy.run.stopped import outcome_of
from bbfd.deploy.run.waves import hindered, waves
from bbfd.deploy.watch.reader import MANY, reading
from bbfd.errors import BbfdError, Interrupted

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.plan.propose import Draft
    from bbfd.deploy.progress import Progress
    from bbfd.model.stack import Stack

Asked = tuple["Stack", "Wishes"]
# From here on something of a stack may have changed.
BEGINNING = (Doing.EXECUTING, Doing.REMOVING, Doing.RECOVERING)
# What leaves a stack as it was.
_STILL = (Ended.UNCHANGED, Ended.DECLINED, Ended.REFUSED, Ended.LOCKED, Ended.IDLE, Ended.SHOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What is deployed in one run. beneath: in their order. after: name of a stack -> those that come before it.

    keep_going: what does not depend on one that failed is deployed all the same. at_once: how many side by side.
    """

    beneath: tuple[Asked, ...] = ()
    services: tuple[Asked, ...] = ()
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep_going: bool = False
    at_once: int = 100

    @property
    def each(self) -> tuple[Asked, ...]:
        """All of it, in the order in which it is begun."""
        return (*self.beneath, *self.services)


def deploy_run(run: Run, means: Means) -> Ran:
    """Deploy all of it. What would stop one of them is found before any is touched.

    Raises what stops it before anything was begun; later, each stack has an outcome of its own.
    """
    began = means.clock.monotonic()
    names = [stack.name for stack, _ in run.each]
    means = replace(means, aws=reading(means.aws, means.clock, names, fresh=2 * means.pace.first))
    with telling_nothing_known([stack.name for stack, _ in run.services or run.beneath]):
        must_be_the_right_one(means.aws)
    run = _signed(run, means.aws.identity.who().arn)
    going = _Going(run, means)
    error = going.to_its_end()
    ran = Ran(
        outcomes=going.outcomes,
        untried=going.untried,
        notes=tuple(of_tags(run, going.outcomes)),
        seconds=means.clock.monotonic() - began,
        raised=error.exit_code if error else None,
    )
    means.tell(ran)
    if error:
        raise error
    return ran


class _Going:
    """A run on its way, and how its stacks ended, as it was told."""

    def __init__(self, run: Run, means: Means) -> None:
        self._run = run
        self._told = means.tell
        self._means = replace(means, tell=self._tell)
        self._at: tuple[Stack, ...] = ()
        self._begun: dict[str, str] = {}  # name of a stack -> its status as it was told last
        self._moved = False
        self._over = False
        self._ended: dict[str, Outcome] = {}
        self._back: dict[str, Outcome] = {}  # stacks that were recovered, to be deployed then
        self._untried: dict[str, str] = {}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How those ended that were tried, in the order of the run."""
        every = {name: self._only_back(name) for name in self._back} | self._ended
        return tuple(every[s.name] for s, _ in self._run.each if s.name in every)

    @property
    def untried(self) -> Mapping[str, str]:
        """Those that were not begun, and why."""
        tried = self._ended.keys() | self._back.keys()
        names = [stack.name for stack, _ in self._run.each if stack.name not in tried]
        return {name: self._untried[name] for name in names if name in self._untried}

    def to_its_end(self) -> BbfdError | None:
        """Go through all of it; what stopped it before anything was changed, or was pressed, comes back."""
        try:
            self._go()
        except BbfdError as error:
            return self._stopped(error)
        except KeyboardInterrupt:
            names = ", ".join(stack.name for stack in self._at)
            words = f"stopped while {names} was looked at" if names else "stopped"
            return self._stopped(Interrupted(words, fix="the same command begins again"))
        finally:
            self._over = True
        return None

    def _go(self) -> None:
        warn_of_credentials(self._run, self._means)
        if not (self._recovered() and self._beneath()):
            ill = [name for name, outcome in self._ended.items() if not outcome.good][-1]
            self._leave(f"{ill} did not end well")
            return
        parts = waves(self._run)
        if len(parts) > 1:
            self._foresee(self._run.services)
        for part in parts:
            self._untried |= hindered(part, self._ill)
            over = self._untried.keys() | self._ended.keys()
            going = tuple(one for one in part.services if one[0].name not in over)
            self._side_by_side(replace(part, services=going))

    @property
    def _ill(self) -> tuple[str, ...]:
        """Those that did not end well, or were not begun."""
        ended = (name for name, outcome in self._ended.items() if not outcome.good)
        return (*ended, *self._untried)

    def _side_by_side(self, part: Run) -> None:
        self._at = tuple(stack for stack, _ in part.services)
        done = side_by_side(part, self._means)
        self._ended |= {outcome.stack: self._after_all(outcome) for outcome in done.outcomes}
        self._untried |= done.untried
        if done.stopped and all(outcome.good for outcome in done.outcomes):
            names = shortened(list(done.untried))
            raise Interrupted(
                f"stopped: {names} {'was' if len(done.untried) == 1 else 'were'} not deployed",
                fix="the same command goes on",
            )

    def _recovered(self) -> bool:
        """Bring back what is half updated, where that was asked for; up to the first that does not end well.

        Only for a run of which nothing is known that would stop it.
        """
        half = [one for one in self._run.each if self._is_half(*one)]
        if half:
            self._foresee(self._run.each)
        for stack, wishes in half:
            if stack.name in self._ended:
                continue
            with self._working_on(stack):
                outcome = recover(stack, wishes, self._means)
            if not outcome.good:
                return False
            self._back[stack.name] = outcome
        for name in self._back:
            del self._ended[name]  # they are deployed still
        return True

    def _is_half(self, stack: Stack, wishes: Wishes) -> bool:
        if not wishes.recover:
            return False
        with self._working_on(stack):
            state = self._means.aws.stacks.describe(stack.name)
            return state is not None and to_be_recovered(state, wishes)

    def _after_all(self, outcome: Outcome) -> Outcome:
        """Have an outcome tell that its stack was recovered, where its deploy then did not end well."""
        if outcome.stack not in self._back or outcome.good:
            return outcome
        told = f"{outcome.stack} was recovered before: it is back at the last state that held"
        notes = tuple(dict.fromkeys((*outcome.notes, told)))
        return replace(outcome, notes=notes, recovered=True)

    def _only_back(self, name: str) -> Outcome:
        """How a stack ended that was recovered, and then not tried."""
        why = self._untried.get(name, "")
        told = f"recovered, and not deployed{f': {why}' if why else ''}"
        return replace(self._back[name], notes=(*self._back[name].notes, told))

    def _beneath(self) -> bool:
        """One after the other, up to the first that does not end well."""
        foreseen = False
        for number, (stack, wishes) in enumerate(self._run.beneath):
            with self._working_on(stack):
                made = self._prepared(number, stack, wishes)
                if asks(made.proposal) and not foreseen:
                    with _discarding(made, self._means):
                        self._foresee(self._run.each[number:])
                    foreseen = True
                outcome = settle(stack, made, wishes, self._means)
            if not outcome.good:
                return False
        return True

    def _prepared(self, number: int, stack: Stack, wishes: Wishes) -> Draft:
        """Plan it. What would be refused later is, before anybody waits for another operation."""
        try:
            return prepare(stack, replace(wishes, waits=False), self._means)
        except Held:
            self._foresee(self._run.each[number:])
        return prepare(stack, wishes, self._means)

    def _foresee(self, asked: Sequence[Asked]) -> None:
        """Stop for what would be refused later; where the others are to go on, they do without that service."""
        at, services = self._at, {stack.name for stack, _ in self._run.services}
        left = [one for one in asked if one[0].name not in self._ended]
        for stack, refused in impossible(left, self._means):
            self._at = (stack,)
            if not self._run.keep_going or stack.name not in services:
                raise refused
            outcome = outcome_of(stack.name, refused)
            self._means.tell(Finished(stack=stack.name, outcome=outcome))
        self._at = at

    @contextmanager
    def _working_on(self, stack: Stack) -> Iterator[None]:
        self._at = (stack,)
        with telling_state(stack.name, self._means):
            yield

    def _stopped(self, error: BbfdError) -> BbfdError | None:
        """Have what was raised be the outcome of its stack; give it back where it is to be raised on.

        Where something was changed before, "nothing was changed" is not true of the run: then nothing is raised.
        Ctrl-C is told as such. What it came upon has an outcome only where it was begun.
        """
        pressed = isinstance(error, Interrupted)
        moved = self._moved and not pressed
        stood = {} if error.state else self._stood()
        error.state = error.state or together(stood)
        if pressed:
            error.state = "; ".join(filter(None, (error.state, together(self._not_tried()))))
        for stack in self._at:
            if stack.name not in self._ended and (not pressed or stack.name in self._begun):
                at = self._begun.get(stack.name) or stood.get(stack.name, "")
                outcome = self._after_all(outcome_of(stack.name, error, at))
                self._ended[stack.name] = outcome
                if moved:
                    self._means.tell(Finished(stack=stack.name, outcome=outcome))
        first = self._at[0].name if self._at else ""
        self._leave("stopped before it was begun" if pressed else f"{first} did not end well")
        return None if moved else error

    def _stood(self) -> dict[str, str]:
        """Say what each is at that was worked on: as AWS says it now, where nothing of them was begun."""
        names = [stack.name for stack in self._at]
        if not self._begun.keys() & set(names):
            return dict(statuses(names, self._means))
        said = {name: outcome.status or NOT_KNOWN for name, outcome in self._ended.items()}
        said |= {n: last_seen(at) for n, at in self._begun.items() if n not in said}
        return {name: said.get(name, "not tried") for name in names}

    def _not_tried(self) -> dict[str, str]:
        """The services that were asked for, and that nobody has come to yet."""
        here = {stack.name for stack in self._at} | self._ended.keys()
        return {s.name: "not tried" for s, _ in self._run.services if s.name not in here}

    def _leave(self, why: str) -> None:
        for stack, _ in self._run.each:
            self._untried.setdefault(stack.name, why)

    def _tell(self, progress: Progress) -> None:
        """Tell it on, and take from it what has begun and how it ended; what comes last is not for workers to tell."""
        if self._over:
            return
        if isinstance(progress, Phase) and progress.doing in BEGINNING:
            self._begun.setdefault(progress.stack, "")
        self._follow(progress)
        if isinstance(progress, Finished):
            progress = replace(progress, outcome=self._after_all(progress.outcome))
            self._ended[progress.stack] = progress.outcome
            self._moved = self._moved or progress.outcome.ended not in _STILL
        self._told(progress)

    def _follow(self, progress: Progress) -> None:
        """Remember what is told of the status of a stack."""
        if isinstance(progress, Heartbeat) and progress.status:
            self._begun[progress.stack] = progress.status
        if isinstance(progress, ResourceProgress) and progress.event.of_stack:
            self._begun[progress.stack] = progress.event.status


@contextmanager
def _discarding(made: Draft, means: Means) -> Iterator[None]:
    """Leave nothing of ours behind, whatever is raised."""
    try:
        yield
    except (BbfdError, KeyboardInterrupt):
        discard(made, means)
        raise


def _signed(run: Run, by: str) -> Run:
    """Have every stack tell who deployed it, and know whether it is one of many."""
    many = len(run.each) >= MANY
    return replace(
        run,
        beneath=tuple((s, replace(wishes, by=by, many=many)) for s, wishes in run.beneath),
        services=tuple((s, replace(wishes, by=by, many=many)) for s, wishes in run.services),
    )
