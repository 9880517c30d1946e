"""Stacks that are acted on one after the other are told as one run: in `--json` it ends with `run`, however it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.look.standing import telling_state
from bbfd.deploy.progress import Doing, Finished, Phase, Ran
from bbfd.deploy.run.several import BEGINNING
from bbfd.deploy.run.stopped import outcome_of
from bbfd.errors import (
    AwsError,
    BbfdError,
    DefinitionError,
    Interrupted,
    Locked,
    Trouble,
    UsageError,
)

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.progress import Progress
    from bbfd.model.stack import Stack

_OPERATING = (Doing.STOPPING, Doing.STARTING, Doing.SCALING, Doing.RESTARTING)
_BEGINNING = (*BEGINNING, Doing.CLEARING, Doing.DELETING, Doing.CANCELLING, *_OPERATING)


@contextmanager
def one_run(means: Means) -> Iterator[InTurn]:
    """Act on stacks in turn; how that ended is told last. What is wrong with the call, or a definition, is no run."""
    run = InTurn(means)
    try:
        yield run
    except (DefinitionError, UsageError):
        raise
    except BbfdError as error:
        run.end(error)
        raise
    run.end(None)


class InTurn:
    """A run on its way, one stack after the other."""

    def __init__(self, means: Means) -> None:
        self._tells = means.tell
        self._means = replace(means, tell=self._tell)
        self._began = means.clock.monotonic()
        self._at = ""
        self._begun: set[str] = set()
        self._ended: dict[str, Outcome] = {}
        self._untried: dict[str, str] = {}
        self._ran = Ran(outcomes=())

    @property
    def exit_code(self) -> int:
        """How the run ended."""
        return self._ran.exit_code

    @property
    def means(self) -> Means:
        """What stacks are acted on with."""
        return self._means

    @contextmanager
    def over(self, stack: str) -> Iterator[Means]:
        """Act on a stack, by its name, with what is given here. What is raised tells the state of the stack."""
        self._at = stack
        with telling_state(stack, self._means):
            yield self._means

    def over_each(
        self,
        stacks: Sequence[Stack],
        act: Callable[[Stack, Means], Outcome],
        *,
        keep_going: bool = False,
    ) -> None:
        """Act on each: on all of them, or up to the first that does not end well.

        keep_going: what AWS refuses of one of several is its outcome, and takes no other along.
        """
        self._untried = {stack.name: "" for stack in stacks}
        for stack in stacks:
            try:
                with self.over(stack.name) as means:
                    outcome = act(stack, means)
            except (AwsError, Locked) as error:
                if not keep_going or len(stacks) == 1 or _is_for_all(error):
                    raise
                outcome = outcome_of(stack.name, error)
                means.tell(Finished(stack=stack.name, outcome=outcome))
            if not (outcome.good or keep_going):
                return

    def end(self, error: BbfdError | None) -> None:
        """Tell how it ended. What Ctrl-C came upon has an outcome only where it was begun."""
        pressed = isinstance(error, Interrupted)
        if error and self._at and (not pressed or self._at in self._begun):
            self._ended.setdefault(self._at, outcome_of(self._at, error))
        why = "stopped before it was begun" if pressed else f"{self._at} did not end well"
        self._ran = Ran(
            outcomes=tuple(self._ended.values()),
            untried={name: why for name in self._untried if name not in self._ended},
            seconds=self._means.clock.monotonic() - self._began,
            raised=error.exit_code if error else None,
        )
        self._tells(self._ran)

    def _tell(self, progress: Progress) -> None:
        """Tell it on, and keep what was begun and how it ended."""
        if isinstance(progress, Phase) and progress.doing in _BEGINNING:
            self._begun.add(progress.stack)
        if isinstance(progress, Finished):
            self._ended[progress.stack] = progress.outcome
        self._tells(progress)


def _is_for_all(error: BbfdError) -> bool:
    """Whether no call can be made any more."""
    lost = (Trouble.EXPIRED, Trouble.NO_CREDENTIALS)
    return isinstance(error, AwsError) and error.trouble in lost
