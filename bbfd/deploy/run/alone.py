"""What acts on one stack is told as a run too: in `--json` it ends with `run`, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.look.standing import telling_state
from bbfd.deploy.progress import Finished, Phase, Ran
from bbfd.deploy.run.several import BEGINNING
from bbfd.deploy.run.stopped import outcome_of
from bbfd.errors import BbfdError, Interrupted

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.progress import Progress
    from bbfd.model.stack import Stack


@contextmanager
def run_over(stack: Stack, means: Means) -> Iterator[Means]:
    """Act on a stack, with what is given here. What is raised tells the state of the stack."""
    run = _Alone(stack, means)
    try:
        with telling_state(stack.name, means):
            yield replace(means, tell=run.tell)
    except BbfdError as error:
        run.end(error)
        raise
    run.end(None)


class _Alone:
    def __init__(self, stack: Stack, means: Means) -> None:
        self._stack = stack
        self._means = means
        self._began = means.clock.monotonic()
        self._begun = False
        self._outcomes: tuple[Outcome, ...] = ()

    def tell(self, progress: Progress) -> None:
        """Tell it on, and keep how it ended."""
        self._begun = self._begun or (isinstance(progress, Phase) and progress.doing in BEGINNING)
        if isinstance(progress, Finished):
            self._outcomes = (progress.outcome,)
        self._means.tell(progress)

    def end(self, error: BbfdError | None) -> None:
        """Tell how it ended. What Ctrl-C came upon has an outcome only where it was begun."""
        if error and not self._outcomes and (self._begun or not isinstance(error, Interrupted)):
            self._outcomes = (outcome_of(self._stack, error),)
        seconds = self._means.clock.monotonic() - self._began
        raised = error.exit_code if error else None
        self._means.tell(Ran(outcomes=self._outcomes, seconds=seconds, raised=raised))
