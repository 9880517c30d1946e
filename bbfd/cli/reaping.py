"""Environments that come and go, as they are in AWS: listed, and taken away when they are due."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked
from bbfd.cli.means import acting_as, connected
from bbfd.cli.passing import forget
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.deploy.after.staying import Staying, kept, staying
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.plan.lasting import told
from bbfd.deploy.progress import Note
from bbfd.deploy.run.in_turn import one_run
from bbfd.deploy.run.reaping import reap
from bbfd.errors import UsageError
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.passing import EXPIRES, Passing, moment, written
from bbfd.report.line import Line, Tone, text
from bbfd.report.table import table
from bbfd.template.inert import json_text


def reap_all(call: Call, stacks: Stacks, asked: Asked) -> int:
    """Take away those that came up like this one and are due; the exit code: of the worst."""
    must_stay(stacks)
    after = {name: service.value.after for name, service in stacks.services.items()}
    place = stacks.place.name
    with acting_as(call, stacks, asked) as means:
        must_be_the_right_one(means.aws)
        with one_run(means) as run:
            now = means.clock.utc()
            due = _due(staying(means.aws.stacks.every()), place, now)
            if not due:
                means.tell(Note(stack=place, text=f"nothing that is like {place} is due"))
            for one in due:
                why = kept(one, now)
                if why:
                    means.tell(Note(stack=one.own.name, text=why))
                elif reap(one, after, asked.beneath(stacks), run):
                    forget(stacks.project.root, one.name)
    return run.exit_code


def show_due(call: Call, stacks: Stacks, *, as_json: bool) -> None:
    """Print those that `reap_all` would take away."""
    must_stay(stacks)
    now = call.outside.clock.utc()
    found = _due(there(call, stacks.project, stacks.place), stacks.place.name, now)
    show(found, now, as_json=as_json)


def must_stay(stacks: Stacks) -> None:
    """Raise UsageError for an environment that itself comes and goes: none is like it."""
    place = stacks.place
    if isinstance(place.value, Passing):
        raise UsageError(
            f"`{place.name}` comes and goes itself, and none is like it",
            fix=f"give --like {place.value.like}, or `bbfd env delete {place.name} --all`",
        )


def there(call: Call, project: Project, place: Definition[Environment]) -> tuple[Staying, ...]:
    """All that come and go in the account and region of an environment."""
    with connected(call, project, place) as aws:
        must_be_the_right_one(aws)
        return staying(aws.stacks.every())


def show(found: Sequence[Staying], now: datetime, *, as_json: bool) -> None:
    """Print environments that come and go."""
    if as_json:
        print(json_text([staying_record(one, now) for one in found]))
    else:
        sys.stdout.write(text(table((_row(one, now) for one in found), indent="  ")))


def staying_record(one: Staying, now: datetime) -> dict[str, Any]:
    """For JSON."""
    return {
        "name": one.name,
        "like": one.like,
        "expires": written(one.expires),
        "due": one.is_due(now),
        "by": one.by,
        "status": one.own.status,
        "services": sorted(one.services),
    }


def made_by(place: Definition[Environment]) -> str:
    """Write the command that makes an environment."""
    if isinstance(place.value, Passing):
        return f"bbfd env up {place.name} --like {place.value.like}"
    return f"bbfd env deploy {place.name}"


def end_lines(
    place: Definition[Environment], tags: Iterable[Mapping[str, str]], now: datetime
) -> Iterator[Line]:
    """Say until when one is there that comes and goes. tags: of the stacks that it stands on."""
    if not isinstance(place.value, Passing):
        return
    ends = (moment(each.get(EXPIRES)) for each in tags)
    until = next((end for end in ends if end is not None), None)
    like = f"{place.name} is like {place.value.like}"
    if until is None:
        yield Line(f"{like}, and is not up", Tone.WARN)
    else:
        yield Line(
            f"{like}, and there {_left(until, now)}", Tone.WARN if until <= now else Tone.PLAIN
        )


def _due(found: Sequence[Staying], like: str, now: datetime) -> tuple[Staying, ...]:
    return tuple(one for one in found if one.like == like and one.is_due(now))


def _row(one: Staying, now: datetime) -> list[str]:
    services = ", ".join(sorted(one.services)) or "no services"
    return [one.name, f"like {one.like}", _left(one.expires, now), services, one.by]


def _left(until: datetime, now: datetime) -> str:
    if until <= now:
        return f"until {told(until)}: due"
    hours = round((until - now).total_seconds() / 3600)
    return f"until {told(until)}, in {hours} h" if hours else f"until {told(until)}"
