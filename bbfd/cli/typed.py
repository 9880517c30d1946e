"""A fix that says to deploy again repeats what was typed: the same tag, the same image, the same way of going."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bbfd.deploy.commands import as_typed
from bbfd.deploy.means import Means
from bbfd.deploy.outcome import Outcome
from bbfd.deploy.progress import Finished, Progress, Ran
from bbfd.errors import BbfdError

# The command that deploys one thing, without options -> those that were typed for it.
Typed = Mapping[str, Sequence[str]]


@contextmanager
def repeating(typed: Typed, means: Means) -> Iterator[Means]:
    """Means with which what is told, and what is raised meanwhile, names the deploy that was typed."""

    def fixed(fix: str) -> str:
        for deploying, options in typed.items():
            fix = as_typed(fix, deploying, options) if options else fix
        return fix

    try:
        yield replace(means, tell=_telling(means.tell, fixed))
    except BbfdError as error:
        error.fix = fixed(error.fix)
        raise


def _telling(
    tell: Callable[[Progress], None], fixed: Callable[[str], str]
) -> Callable[[Progress], None]:
    def again(outcome: Outcome) -> Outcome:
        return replace(outcome, fix=fixed(outcome.fix))

    def told(progress: Progress) -> None:
        if isinstance(progress, Finished):
            progress = replace(progress, outcome=again(progress.outcome))
        elif isinstance(progress, Ran):
            progress = replace(progress, outcomes=tuple(map(again, progress.outcomes)))
        tell(progress)

    return told
