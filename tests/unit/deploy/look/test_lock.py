from typing import Any

import pytest

from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Heartbeat
from bbfd.errors import Locked, Trouble
from tests.unit.deploy.fakes import (
    CREATES,
    UPDATES,
    FakeAws,
    trouble,
)
from tests.unit.deploy.runs import deployed, updating


@pytest.mark.parametrize(
    ("status", "course", "ended"),
    [
        ("UPDATE_IN_PROGRESS", ((25, "dev-web", "UPDATE_COMPLETE", ""),), Ended.UPDATED),
        (
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            ((25, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),),
            Ended.UPDATED,
        ),
        ("DELETE_IN_PROGRESS", ((25, "dev-web", "DELETE_COMPLETE", ""),), Ended.CREATED),
        # An export in use cancels a deletion.
        ("DELETE_IN_PROGRESS", ((25, "dev-web", "UPDATE_COMPLETE", ""),), Ended.UPDATED),
    ],
)
def test_a_held_stack_is_waited_for_and_planned_anew(
    status: str, course: Any, ended: Ended
) -> None:
    aws = FakeAws()
    state = aws.stacks.there(status)
    aws.stacks.happen(state.id, course)
    aws.stacks.course = CREATES if ended is Ended.CREATED else UPDATES
    assert deployed(aws).ended is ended
    assert aws.clock.now >= 25
    # By its ARN: the name of a stack that was deleted meanwhile may mean another one.
    assert set(aws.stacks.described[1:3]) == {state.id}


def test_a_stack_held_for_too_long_is_left_alone() -> None:
    aws = updating(status="UPDATE_IN_PROGRESS")
    with pytest.raises(Locked) as locked:
        deployed(aws, wait_lock=600.0)
    assert locked.value.exit_code == 7
    assert "--wait-lock" in locked.value.fix
    assert 600 <= aws.clock.now < 700
    assert aws.stacks.submissions == []
    assert aws.said(Heartbeat)


def test_reads_that_fail_while_waiting_are_endured() -> None:
    aws = FakeAws()
    state = aws.stacks.there("UPDATE_IN_PROGRESS")
    aws.stacks.happen(state.id, ((25, "dev-web", "UPDATE_COMPLETE", ""),))
    aws.stacks.course = UPDATES
    aws.order("describe", None, trouble(Trouble.THROTTLED), trouble(Trouble.UNREACHABLE))
    assert deployed(aws).ended is Ended.UPDATED
