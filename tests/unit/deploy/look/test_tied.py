from dataclasses import replace

import pytest

from bbfd.deploy.look.history import operations
from bbfd.deploy.look.operation import Operation, end_of, ours
from bbfd.deploy.look.tied import tied
from bbfd.deploy.records import Event
from tests.unit.deploy.operations import PASTS, THEIRS, standing

UNKNOWN = Operation(stack="dev-web", stack_id="arn", token="")


def _events(status: str) -> tuple[Event, ...]:
    aws = standing(status, ends="")
    (life,) = aws.stacks.lives.values()
    return tuple(event for _, event in life.events)


def test_events_of_an_operation_that_is_not_known_are_nobodys() -> None:
    assert not UNKNOWN.known
    assert ours(_events("UPDATE_COMPLETE"), UNKNOWN) == ()


def test_what_goes_on_by_its_events_is_what_is_followed() -> None:
    events = _events("UPDATE_IN_PROGRESS")
    operation = tied(UNKNOWN, operations(events), runs=True)
    assert (operation.token, operation.since) == (THEIRS, events[0].at)


@pytest.mark.parametrize("status", [one for one in PASTS if one.endswith("_COMPLETE")])
def test_an_end_before_what_runs_is_not_its_end(status: str) -> None:
    events = _events(status)
    if not operations(events):
        return
    running, over = (tied(UNKNOWN, operations(events), runs=runs) for runs in (True, False))
    assert end_of(ours(events, running), running) == ""
    assert end_of(ours(events, over), over) == status
    later = replace(events[-1], token="x", status="UPDATE_IN_PROGRESS")
    later = replace(later, at=later.at.replace(hour=later.at.hour + 1))
    assert ours((*events, later), running) == (later,)
