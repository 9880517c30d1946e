import re

import botocore.session
import pytest

from bbfd.deploy.commands import filled
from bbfd.deploy.records import StackState
from bbfd.deploy.states import TABLE, End, Step, ending, plan
from tests.unit.deploy.fakes import TAGS

# What the policy is, said a second time and by hand: a row that changes has to change here as well.
# status -> step, what it means as our own end, and the command that its fix names.
POLICY = {
    "DELETE_COMPLETE": (Step.CREATE, End.STUCK, ""),
    "REVIEW_IN_PROGRESS": (Step.CREATE, End.GOES_ON, ""),
    "CREATE_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "CREATE_COMPLETE": (Step.UPDATE, End.DONE, ""),
    "CREATE_FAILED": (Step.REFUSE, End.STUCK, "bbfd deploy web --env dev --recreate"),
    "ROLLBACK_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "ROLLBACK_COMPLETE": (Step.RECREATE, End.ROLLED_BACK, ""),
    "ROLLBACK_FAILED": (Step.REFUSE, End.STUCK, "bbfd deploy web --env dev --recreate"),
    "DELETE_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "DELETE_FAILED": (Step.REFUSE, End.STUCK, "bbfd delete web --env dev"),
    "UPDATE_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "UPDATE_COMPLETE": (Step.UPDATE, End.DONE, ""),
    "UPDATE_FAILED": (
        Step.REFUSE,
        End.STUCK,
        "bbfd recover web --env dev",
    ),
    "UPDATE_ROLLBACK_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "UPDATE_ROLLBACK_COMPLETE": (Step.UPDATE, End.ROLLED_BACK, ""),
    "UPDATE_ROLLBACK_FAILED": (
        Step.REFUSE,
        End.STUCK,
        "bbfd recover web --env dev",
    ),
    "IMPORT_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "IMPORT_COMPLETE": (Step.UPDATE, End.DONE, ""),
    "IMPORT_ROLLBACK_IN_PROGRESS": (Step.WAIT, End.GOES_ON, ""),
    "IMPORT_ROLLBACK_COMPLETE": (Step.UPDATE, End.ROLLED_BACK, ""),
    "IMPORT_ROLLBACK_FAILED": (
        Step.REFUSE,
        End.STUCK,
        "aws cloudformation describe-stack-events --stack-name dev-web",
    ),
}


def _state(status: str, **more: object) -> StackState:
    return StackState(id="arn:1", name="dev-web", status=status, **more)


def _filled(fix: str) -> str:
    return filled(fix, stack="dev-web", tags=TAGS)


def test_the_table_knows_every_status_that_botocore_knows() -> None:
    model = botocore.session.get_session().get_service_model("cloudformation")
    assert set(TABLE) == set(model.shape_for("StackStatus").enum)
    assert len(TABLE) == 23


@pytest.mark.parametrize("status", TABLE)
def test_each_row_is_the_policy(status: str) -> None:
    row = plan(_state(status))
    step, end, command = POLICY[status]
    assert (row.step, row.end, ending(status)) == (step, end, end)
    assert f"`{command}`" in _filled(row.fix) if command else row.fix == ""
    assert row.why


@pytest.mark.parametrize("status", [s for s in TABLE if s.endswith("_IN_PROGRESS")])
def test_what_is_in_progress_is_never_an_end_nor_updated(status: str) -> None:
    assert TABLE[status].end is End.GOES_ON
    assert TABLE[status].step in (Step.WAIT, Step.CREATE)


@pytest.mark.parametrize("status", [s for s in TABLE if s.endswith("_FAILED")])
def test_what_has_failed_is_refused_with_a_command_to_type(status: str) -> None:
    assert TABLE[status].step is Step.REFUSE
    assert re.search(r"`(bbfd|aws) [a-z]", _filled(TABLE[status].fix))


def test_no_stack_is_created() -> None:
    assert plan(None).step is Step.CREATE


def test_a_status_from_the_future_is_refused_and_is_no_end() -> None:
    row = plan(_state("UPDATE_PAUSED_FOR_TEA"))
    assert row.step is Step.REFUSE
    assert "UPDATE_PAUSED_FOR_TEA" in row.why
    assert "bbfd status web --env dev" in _filled(row.fix)
    assert ending("UPDATE_PAUSED_FOR_TEA") is End.GOES_ON


def test_a_nested_stack_is_refused_whatever_its_state() -> None:
    assert plan(_state("UPDATE_COMPLETE", parent="arn:parent")).step is Step.REFUSE


def test_a_stack_wedged_in_express_mode_is_not_sent_to_rollback_stack() -> None:
    row = plan(_state("UPDATE_FAILED", express=True))
    assert row.step is Step.REFUSE
    assert "recover" not in row.fix
    assert plan(_state("UPDATE_COMPLETE", express=True)).step is Step.UPDATE
