"""What is there, printed; once, or again and again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bbfd.aws.session import Connection
from bbfd.cli.blamed import background
from bbfd.cli.call import Call
from bbfd.cli.means import connected
from bbfd.cli.project import Project
from bbfd.cli.reaping import end_lines, made_by
from bbfd.cli.signals import as_ctrl_c
from bbfd.cli.stacks import Stacks
from bbfd.cli.watching import Screen
from bbfd.deploy.after.deployed import services_in
from bbfd.deploy.after.status import Status, statuses
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.needs import Aws
from bbfd.deploy.outcome import worst
from bbfd.errors import AwsError, Trouble
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import stack_name
from bbfd.report.line import Line, Tone, text
from bbfd.report.redacted import redacted_record
from bbfd.report.status import status_lines, status_record
from bbfd.template.inert import json_text

# Seconds between two looks, and for each stack that is looked at: half a dozen calls each.
_PAUSE, _EACH, _EMBEDDED = 10.0, 2.0, 1.0
_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked at. stacks: their names; deploys: for each, the command that makes it."""

    stacks: Sequence[str]
    deploys: Sequence[str]


def look(
    call: Call,
    project: Project,
    place: Definition[Environment],
    names: Sequence[str],
    *,
    as_json: bool,
) -> int:
    """Print the status of stacks of an environment; the exit code. One is a record, several are a list."""
    wanted = Wanted(stacks=names, deploys=[made_by(place)] * len(names))
    with connected(call, project, place) as aws:
        must_be_the_right_one(aws)
        found = _looked(wanted, project, place, aws)
    _print(found, wanted.deploys, as_json=as_json)
    told = [one.stack.tags for one in found if one.stack is not None]
    sys.stderr.write(text(end_lines(place, told, call.outside.clock.utc())))
    return worst(one.exit_code for one in found)


def look_at_services(  # noqa: PLR0913 - a look is asked for with this much
    call: Call,
    project: Project,
    place: Definition[Environment],
    names: Sequence[str],
    *,
    every: bool,
    as_json: bool,
    watch: bool = False,
) -> int:
    """Print the status of services; the exit code: of the worst.

    every: those too that are deployed, and have no file any more. watch: again and again, until Ctrl-C.
    """
    with as_ctrl_c(), connected(call, project, place) as aws:
        must_be_the_right_one(aws)
        left = _without_file(project, place, names, aws) if every else ()
        wanted = _wanted(place, (*names, *left))
        found = _looked(wanted, project, place, aws)
        _must_be_known(found, names, project)
        if watch:
            screen = Screen(call.outside.clock, _pause(place, wanted), as_json=as_json)
            again = _again(lambda: _looked(wanted, project, place, aws))
            return screen.show(found, wanted.deploys, again, between=aws.pause)
    _print(found, wanted.deploys, as_json=as_json)
    for name in left:
        sys.stderr.write(text(_gone(name, place.name)))
    return worst(one.exit_code for one in found)


def _looked(
    wanted: Wanted, project: Project, place: Definition[Environment], aws: Connection
) -> tuple[Status, ...]:
    """A reason, or an output, may hold the value of a secret."""
    secrets = background(Stacks(project, place)).secrets
    found = statuses(wanted.stacks, aws)
    return tuple(redacted_record(one, secrets(one.name)) for one in found)


def _again(look: Callable[[], tuple[Status, ...]]) -> Callable[[], tuple[Status, ...] | str]:
    """Look again; what cannot be read for now is said, and looked at the next time."""

    def again() -> tuple[Status, ...] | str:
        try:
            return look()
        except AwsError as error:
            if error.trouble in _PASSING:
                return error.what
            raise

    return again


def _wanted(place: Definition[Environment], names: Sequence[str]) -> Wanted:
    return Wanted(
        stacks=[stack_name(place.name, name) for name in names],
        deploys=[f"bbfd deploy {name} --env {place.name}" for name in names],
    )


def _pause(place: Definition[Environment], wanted: Wanted) -> float:
    if isinstance(place.value.aws, Local):
        return _EMBEDDED
    return max(_PAUSE, _EACH * len(wanted.stacks))


def _must_be_known(found: Sequence[Status], names: Sequence[str], project: Project) -> None:
    for name, one in zip(names, found, strict=False):
        if one.stack is None and not one.unread and name not in project.service_names:
            project.service(name)  # which raises, with the names that are near


def _without_file(
    project: Project, place: Definition[Environment], names: Sequence[str], aws: Aws
) -> tuple[str, ...]:
    there = services_in(place.name, aws.stacks.every())
    return tuple(name for name in there if name not in (*names, *project.service_names))


def _gone(name: str, place: str) -> tuple[Line, ...]:
    what = f"{stack_name(place, name)}: deployed, but services/{name}.py is gone"
    return Line(what, Tone.WARN), Line(f"  fix: `bbfd delete {name} --env {place}` takes it away")


def _print(found: Sequence[Status], deploys: Sequence[str], *, as_json: bool) -> None:
    """deploys: for each, the command that makes it."""
    if as_json:
        records = [status_record(one) for one in found]
        print(json_text(records if len(records) > 1 else records[0]))
        return
    for number, (one, deploy) in enumerate(zip(found, deploys, strict=True)):
        sys.stdout.write(("\n" if number else "") + text(status_lines(one, deploy)))
