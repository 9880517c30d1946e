import pytest

from bbfd.deploy.after.recount import recount
from bbfd.deploy.states import TABLE
from bbfd.deploy.unknown import Unknown
from bbfd.errors import Refused, Trouble
from tests.unit.deploy.fakes import FakeAws, stack, trouble
from tests.unit.deploy.operations import changed, standing


@pytest.mark.parametrize("status", [s for s in TABLE if s != "DELETE_COMPLETE"])
def test_of_each_status_the_newest_operation_comes_first_and_nothing_is_changed(
    status: str,
) -> None:
    aws = standing(status, ends="")
    found = recount(stack(), aws.means())
    assert not isinstance(found.operations, Unknown)
    nothing_yet = status == "REVIEW_IN_PROGRESS"
    assert [one.past and one.past.status for one in found.operations] == (
        [] if nothing_yet else [status]
    )
    assert changed(aws) == []


def test_operations_are_told_from_the_newest_on() -> None:
    aws = standing("UPDATE_COMPLETE")
    (life,) = aws.stacks.lives.values()
    aws.stacks.happen(life.state.id, ((0, "dev-web", "DELETE_IN_PROGRESS", ""),), "next")
    found = recount(stack(), aws.means()).operations
    assert not isinstance(found, Unknown)
    assert [one.past and one.past.kind.value for one in found] == ["delete", "update"]


def test_without_a_look_at_events_the_stack_is_told_of_all_the_same() -> None:
    aws = standing("UPDATE_COMPLETE")
    aws.order("events", trouble(Trouble.DENIED))
    found = recount(stack(), aws.means())
    assert isinstance(found.operations, Unknown)
    assert found.state.status == "UPDATE_COMPLETE"


def test_no_stack_is_refused() -> None:
    with pytest.raises(Refused, match="there is no stack dev-web"):
        recount(stack(), FakeAws().means())
