"""Another operation holds the stack: it is waited for, and what it does is told meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, lasting
from bbfd.deploy.look.attach import latest, whose
from bbfd.deploy.progress import Doing, Heartbeat, Note, Phase, ResourceProgress
from bbfd.deploy.states import Step, plan
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, Locked, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.progress import Progress
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)


class Held(Locked):
    """Another operation holds the stack, and it was not to be waited for."""


def wait_for(state: StackState, stack: Stack, wishes: Wishes, means: Means) -> StackState:
    """Wait until nobody holds the stack; by its ARN, as a name may come to mean another one. Raises Locked."""
    if not wishes.waits:
        raise Held(f"another operation holds the stack {stack.name}", fix="wait for its end")
    waiting = _Waiting(state, stack, means)
    while plan(waiting.state).step is Step.WAIT:
        waiting.rest(wishes.wait_lock)
    waiting.ended()
    return waiting.state


class _Waiting:
    """One wait. state: of the stack, as it was read last."""

    def __init__(self, state: StackState, stack: Stack, means: Means) -> None:
        self.state = state
        self._stack = stack
        self._means = means
        self._began = self._told = means.clock.monotonic()
        past = latest(state, means)
        self._after = "" if isinstance(past, Unknown) or not past else past[-1].events[-1].id
        about = f"{plan(state).why}; {whose(past)}"
        self._tell(Phase(stack=stack.name, doing=Doing.WAITING, about=about))

    def rest(self, at_most: float) -> None:
        """Wait a while, then look again. Raises Locked after `at_most` seconds in all."""
        clock, name = self._means.clock, self._stack.name
        if self._seconds >= at_most:
            raise Locked(
                f"another operation has held the stack {name} for {lasting(self._seconds)}: "
                f"{plan(self.state).why}, {self.state.status}",
                fix=f"`{command('watch', self._stack.tags)}` shows it; a longer `--wait-lock` waits longer",
            )
        pace = self._means.pace
        silent = clock.monotonic() - self._told
        clock.sleep(min(pace.lock, at_most - self._seconds, max(pace.heartbeat - silent, 1.0)))
        if clock.monotonic() - self._told >= pace.heartbeat:
            self._tell(Heartbeat(stack=name, seconds=self._seconds, status=self.state.status))
        self.state = self._again()
        self._stream()

    def ended(self) -> None:
        """Say how the other operation ended: what is planned now is planned on that."""
        text = f"the other operation ended in {self.state.status} after {lasting(self._seconds)}"
        self._tell(Note(stack=self._stack.name, text=text))

    def _again(self) -> StackState:
        """Read it again; a read that fails for now leaves what was known."""
        try:
            return self._means.aws.stacks.describe(self.state.id) or self._gone()
        except AwsError as error:
            if error.trouble in _PASSING:
                return self.state
            raise

    def _gone(self) -> StackState:
        return replace(self.state, status="DELETE_COMPLETE")

    def _stream(self) -> None:
        """Tell what the other operation does. Where its beginning could not be read, nothing of it is."""
        stacks = self._means.aws.stacks
        if not self._after:
            return
        new = or_unknown(lambda: stacks.events(self.state.id, after=self._after, since=None))
        for event in () if isinstance(new, Unknown) else new:
            self._after = event.id
            self._tell(ResourceProgress(stack=self._stack.name, event=event, seconds=self._seconds))

    @property
    def _seconds(self) -> float:
        return self._means.clock.monotonic() - self._began

    def _tell(self, progress: Progress) -> None:
        self._told = self._means.clock.monotonic()
        self._means.tell(progress)
