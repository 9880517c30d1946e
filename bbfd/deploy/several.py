"""A run: what services stand on, one after the other, then the services, side by side and in the order they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.digest import UNRESOLVED
from bbfd.deploy.execute import asks, prepare, propose_here, settle
from bbfd.deploy.foreseen import must_be_possible
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Note, Ran
from bbfd.deploy.propose import discard
from bbfd.deploy.reader import MANY, reading
from bbfd.deploy.recover import RECOVERABLE, recover
from bbfd.deploy.side_by_side import side_by_side
from bbfd.deploy.standing import telling_nothing_known, telling_state
from bbfd.deploy.states import EXPRESS, plan
from bbfd.errors import BbfdError
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.propose import Draft
    from bbfd.model.stack import Stack

Asked = tuple["Stack", "Wishes"]


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
    _warn_of_credentials(run, means)
    outcomes = list(_recovered(run, means))
    if all(outcome.good for outcome in outcomes):
        outcomes = list(_beneath(run, means))
    untried: Mapping[str, str] = {}
    if all(outcome.good for outcome in outcomes):
        done = side_by_side(run, means)
        outcomes += done.outcomes
        untried = done.untried
    else:
        why = f"{outcomes[-1].stack} did not end well"
        ended = {outcome.stack for outcome in outcomes}
        untried = {stack.name: why for stack, _ in run.each if stack.name not in ended}
    seconds = means.clock.monotonic() - began
    notes = tuple(_of_tags(run, outcomes))
    ran = Ran(outcomes=tuple(outcomes), untried=untried, notes=notes, seconds=seconds)
    means.tell(ran)
    return ran


def propose_in_turn(asked: Iterable[Asked], means: Means) -> tuple[Proposal, ...]:
    """Say what each would change."""
    asked = tuple(asked)
    with telling_nothing_known([stack.name for stack, _ in asked]):
        must_be_the_right_one(means.aws)
    return tuple(_proposed(stack, wishes, means) for stack, wishes in asked)


def _proposed(stack: Stack, wishes: Wishes, means: Means) -> Proposal:
    with telling_state(stack.name, means):
        return propose_here(stack, wishes, means)


def _recovered(run: Run, means: Means) -> Iterable[Outcome]:
    """Bring back what is half updated, where that was asked for; up to the first that does not end well."""
    for stack, wishes in run.each:
        if not wishes.recover:
            continue
        state = means.aws.stacks.describe(stack.name)
        if state is None or state.status not in RECOVERABLE or plan(state) is EXPRESS:
            continue
        with telling_state(stack.name, means):
            outcome = recover(stack, wishes, means)
        yield outcome
        if not outcome.good:
            return


def _beneath(run: Run, means: Means) -> Iterable[Outcome]:
    """One after the other, up to the first that does not end well."""
    foreseen = False
    for number, (stack, wishes) in enumerate(run.beneath):
        with telling_state(stack.name, means):
            made = prepare(stack, wishes, means)
            if asks(made.proposal) and not foreseen:
                _foresee(run.each[number:], made, means)
                foreseen = True
            outcome = settle(stack, made, wishes, means)
        yield outcome
        if not outcome.good:
            return


def _foresee(asked: Sequence[Asked], made: Draft, means: Means) -> None:
    try:
        must_be_possible(asked, means)
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


def _of_tags(run: Run, outcomes: Iterable[Outcome]) -> Iterable[str]:
    """Say once, of all that did not change, that nobody looked where the tags of their images point to."""
    same = {outcome.stack for outcome in outcomes if outcome.ended is Ended.UNCHANGED}
    tagged = [s.name for s, _ in run.services if s.name in same and _is_tagged(s)]
    if tagged:
        names = tagged[0] if len(tagged) == 1 else f"{len(tagged)} stacks"
        yield f"{names}: {UNRESOLVED}"


def _is_tagged(stack: Stack) -> bool:
    images = [p.default for p in stack.parameters if isinstance(p.source, FromImage)]
    return any(image is None or "@sha256:" not in image for image in images)


def _warn_of_credentials(run: Run, means: Means) -> None:
    """Say so where the credentials end before the watching may: nothing of the deployment itself ends with them."""
    expires = means.aws.expires()
    longest = max((wishes.timeout for _, wishes in run.each), default=0.0)
    if expires is None or not run.each:
        return
    left = (expires - means.clock.utc()).total_seconds()
    if left < longest:
        text = (
            f"the credentials expire at {expires:%H:%M} UTC, in {left / 60:.0f} min; "
            "a deployment that takes longer goes on in AWS, and cannot be watched to its end"
        )
        means.tell(Note(stack=run.each[0][0].name, text=text))
