"""An environment that comes and goes, up: made like another one, with services in it, until a time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

from bbfd.cli.call import Call
from bbfd.cli.clashing import like_name
from bbfd.cli.deploying import Asked, deploy
from bbfd.cli.means import connected
from bbfd.cli.passing import forget, like_of, remember
from bbfd.cli.project import Project
from bbfd.cli.reaping import end_lines
from bbfd.cli.stacks import Stacks
from bbfd.deploy.outcome import Ended
from bbfd.discover import ENVIRONMENTS, did_you_mean, one_of
from bbfd.errors import BbfdError, DefinitionError, UsageError
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import LONGEST_NAME, NAME, environment_stack_name
from bbfd.model.passing import passing, until
from bbfd.report.github_files import Ledger
from bbfd.report.line import Line, text

_NOTHING_DONE = (2, 3)  # exit codes: what was asked for is wrong, or was refused


def bring_up(
    call: Call,
    stacks: Stacks,
    names: Sequence[str],
    asked: Asked,
    ledger: Ledger,
) -> int:
    """Deploy the environment with these services; it is known here from then on, unless nothing was done."""
    with _known_from_now(stacks, ledger):
        code = deploy(call, stacks, names, asked, ledger)
    if code == 0:
        sys.stderr.write(text(_end(call, stacks)))
    return code


@contextmanager
def _known_from_now(stacks: Stacks, ledger: Ledger) -> Iterator[None]:
    """Make it known first, so that whatever breaks off leaves it known; undone where nothing was touched."""
    root, name = stacks.project.root, stacks.place.name
    with suppress(DefinitionError):
        undo = partial(forget, root, name)
        former = like_of(root, name)
        undo = undo if former is None else partial(remember, root, name, former)
    remember(root, name, like_name(stacks))
    try:
        yield
    except BbfdError as error:
        if error.exit_code in _NOTHING_DONE and _untouched(ledger):
            undo()
        raise
    if ledger.outcomes and _untouched(ledger):
        undo()


def _untouched(ledger: Ledger) -> bool:
    """Whether no stack of it is known to be there."""
    return all(one.ended in (Ended.REFUSED, Ended.DECLINED) for one in ledger.outcomes.values())


def _end(call: Call, stacks: Stacks) -> Iterable[Line]:
    """Until when it is there: an end that was later than the one asked for has stayed."""
    place = stacks.place
    with connected(call, stacks.project, place) as aws:
        own = aws.stacks.describe(environment_stack_name(place.name))
    return tuple(end_lines(place, [own.tags] if own else [], call.outside.clock.utc()))


def coming(call: Call, project: Project, name: str, like: str | None, seconds: float) -> Stacks:
    """The environment of this name as it is to be. Raises UsageError, DefinitionError."""
    like = known_like(project, name, like)
    if seconds <= 0:
        raise UsageError("--ttl is nothing at all", fix="say how long it is there: --ttl 48h")
    end = until(call.outside.clock.utc(), seconds)
    return Stacks(project, passing(project.environment(like), name, end))


def called(project: Project, name: str, like: str | None) -> Definition[Environment]:
    """The environment of this name; one that comes and goes where it is said what it is like."""
    if like is None:
        return project.environment(name)
    return passing(project.environment(known_like(project, name, like)), name)


def known_like(project: Project, name: str, like: str | None) -> str:
    """The environment that one is like, as was said or is known here. Raises UsageError."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise UsageError(
            f"`{name}` cannot be a name: it becomes part of names in AWS",
            fix=f"give another: small letters, digits, single dashes, at most {LONGEST_NAME}",
        )
    if name in project.environment_names:
        raise UsageError(
            f"`{name}` is an environment that stays: {ENVIRONMENTS}/{name}.py is there",
            fix=f"give another name, or `bbfd env deploy {name}`",
        )
    found = like or like_of(project.root, name)
    if found is None:
        known = one_of(project.environment_names).replace("`", "")
        raise UsageError("it was not said what it is to be like", fix=f"give --like {known}")
    if found not in project.environment_names:
        raise UsageError(
            f"`{found}` is no environment of a file, and nothing can be like it",
            fix=did_you_mean(found, project.environment_names),
        )
    return found
