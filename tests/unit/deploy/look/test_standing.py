import pytest

from bbfd.deploy.look.standing import last_seen, telling_state
from bbfd.deploy.means import Wishes
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.errors import Refused, Trouble
from bbfd.report.errors import told
from tests.unit.deploy.fakes import FakeAws, stack, trouble
from tests.unit.deploy.runs import updating


def _refused(aws: FakeAws, state: str = "") -> str:
    with pytest.raises(Refused) as refused, telling_state("dev-web", aws.means()):
        raise Refused("no", fix="do", state=state)
    return refused.value.state


def test_what_is_raised_tells_what_the_stack_is_at() -> None:
    assert _refused(updating(status="DELETE_FAILED")) == "dev-web: DELETE_FAILED"
    assert _refused(FakeAws()) == "dev-web: there is no such stack"


def test_a_state_that_cannot_be_read_is_said_to_be_unknown() -> None:
    aws = updating()
    aws.order("describe", trouble(Trouble.UNREACHABLE))
    assert _refused(aws) == "dev-web: its status is not known"


def test_a_state_that_was_told_already_is_not_asked_for() -> None:
    aws = updating()
    assert _refused(aws, "dev-web: GOES_ON") == "dev-web: GOES_ON"
    assert aws.calls == []


def test_a_run_of_one_service_that_is_refused_tells_it_last() -> None:
    aws = updating(status="ROLLBACK_FAILED")
    with pytest.raises(Refused) as refused:
        deploy_run(Run(services=((stack(), Wishes()),)), aws.means())
    assert told(refused.value, {}).splitlines()[-1] == "dev-web: ROLLBACK_FAILED"
    on_github = told(refused.value, {"GITHUB_ACTIONS": "true"})
    assert on_github.splitlines()[-1] == "dev-web: ROLLBACK_FAILED"


def test_a_status_that_was_not_read_again_is_no_more_than_the_last_one() -> None:
    assert last_seen("UPDATE_IN_PROGRESS") == "UPDATE_IN_PROGRESS when it was last read"
    assert last_seen("") == "its status is not known"
