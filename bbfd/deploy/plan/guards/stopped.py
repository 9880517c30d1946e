"""What was stopped by hand does not come back unseen: a deploy sets what the definition says, and that is told first.

CloudFormation sends all of a resource whenever any of it changes: the count of a service that has one, whether a
schedule or a rule of events is on. A count that is left to autoscaling is not sent: such a service stays stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from bbfd.deploy.commands import command
from bbfd.deploy.look.moved_by import RULE, SCHEDULE
from bbfd.deploy.plan.guards._case import Case, Verdict, together, unseen
from bbfd.deploy.records import SERVICE, Change, Replacement
from bbfd.deploy.unknown import Unknown, or_unknown


def guard(case: Case) -> Verdict:
    """Note what would be started again, and what stays stopped."""
    return together((*_services(case), *_starters(case)))


def _services(case: Case) -> Iterator[Verdict]:
    for change in case.touched(SERVICE):
        now = case.live.get(change.logical_id)
        if now is None or now.desired or now.daemon:
            continue
        if change.replacement is not Replacement.NEVER:
            continue  # what a replacement begins with is told with it
        count = case.template.number(_said(case, change).get("DesiredCount"))
        if count is None:
            start = command("start", case.stack.tags)
            yield _note(
                f"{now.name} has a count of 0, and keeps it: `{start}` where it was stopped"
            )
        elif count:
            again = command("stop", case.stack.tags)
            yield _note(
                f"{now.name} has a count of 0, and this deploy STARTS it with the {count} that the "
                f"definition says; `{again}` stops it again"
            )


def _starters(case: Case) -> Iterator[Verdict]:
    for change in case.touched(SCHEDULE, RULE):
        if change.action != "modify" or not change.physical_id:
            continue
        if _said(case, change).get("State", "ENABLED") == "DISABLED":
            continue
        by = case.aws.schedules if change.type == SCHEDULE else case.aws.event_rules
        found = or_unknown(partial(by.read, change.physical_id))
        if isinstance(found, Unknown):
            yield unseen(f"whether {change.logical_id} was turned off", found)
        elif found is not None and not found.on:
            again = command("stop", case.stack.tags)
            yield _note(
                f"{change.logical_id} is turned off, and this deploy TURNS IT ON, as the definition "
                f"says; `{again}` turns it off again"
            )


def _said(case: Case, change: Change) -> dict[str, Any]:
    return dict(case.template.properties(change.logical_id))


def _note(text: str) -> Verdict:
    return Verdict(notes=(text,))
