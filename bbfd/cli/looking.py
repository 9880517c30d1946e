"""What is there, printed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from bbfd.cli.blamed import background
from bbfd.cli.call import Call
from bbfd.cli.means import connected
from bbfd.cli.project import Project
from bbfd.cli.reaping import end_line
from bbfd.cli.stacks import Stacks
from bbfd.deploy.after.deployed import services_in
from bbfd.deploy.after.status import Status, status
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.needs import Aws
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import stack_name
from bbfd.model.passing import EXPIRES, LIKE
from bbfd.report.line import Line, Tone, text
from bbfd.report.redacted import redacted_record
from bbfd.report.status import status_lines, status_record
from bbfd.template.inert import json_text


def look(
    call: Call,
    project: Project,
    place: Definition[Environment],
    names: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """Print the status of stacks of an environment. One is a record, several are a list."""
    with connected(call, project, place) as aws:
        must_be_the_right_one(aws)
        found = [_clean(status(name, aws), project, place) for name in names]
    _print(found, [_makes(place)] * len(found), as_json=as_json)
    _say_end(place, found, call.outside.clock.utc())


def look_at_services(
    call: Call,
    project: Project,
    place: Definition[Environment],
    names: Sequence[str],
    *,
    every: bool,
    as_json: bool,
) -> None:
    """Print the status of services. every: those too that are deployed, and have no file any more."""
    with connected(call, project, place) as aws:
        must_be_the_right_one(aws)
        left = _without_file(project, place, names, aws) if every else ()
        every_one = [status(stack_name(place.name, name), aws) for name in (*names, *left)]
    found = [_clean(one, project, place) for one in every_one]
    for name, one in zip(names, found, strict=False):
        if one.stack is None and name not in project.service_names:
            project.service(name)  # which raises, with the names that are near
    deploys = [f"bbfd deploy {name} --env {place.name}" for name in (*names, *left)]
    _print(found, deploys, as_json=as_json)
    for name in left:
        sys.stderr.write(text(_gone(name, place.name)))


def _makes(place: Definition[Environment]) -> str:
    like = place.value.own_marks.get(LIKE)
    return f"bbfd env up {place.name} --like {like}" if like else f"bbfd env deploy {place.name}"


def _say_end(place: Definition[Environment], found: Sequence[Status], now: datetime) -> None:
    """Until when an environment is there that comes and goes."""
    tags = next((one.stack.tags for one in found if one.stack and EXPIRES in one.stack.tags), {})
    line = end_line(place, tags.get(EXPIRES, ""), now)
    if line is not None:
        sys.stderr.write(text((line,)))


def _clean(found: Status, project: Project, place: Definition[Environment]) -> Status:
    """A reason, or an output, may hold the value of a secret."""
    return redacted_record(found, background(Stacks(project, place)).secrets(found.name))


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
