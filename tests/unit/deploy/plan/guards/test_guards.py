"""All guards together: everything that stands in the way is said at once."""

import pytest

from bbfd.deploy.plan.guards import all_guards, must_hold
from bbfd.errors import Refused
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import TASK, added, case, task

LOG = {"LogDriver": "awslogs", "Options": {"awslogs-group": "/web"}}


def _aws() -> FakeAws:
    aws = FakeAws()
    aws.still.secrets_missing = ("gone",)
    return aws


def test_every_guard_is_found_by_its_file() -> None:
    assert len(all_guards()) == len({g.__module__ for g in all_guards()}) >= 8


def test_all_that_stands_in_the_way_is_one_refusal_with_each_fix() -> None:
    body = task(LogConfiguration=LOG, Secrets=[{"Name": "A", "ValueFrom": "gone"}])
    with pytest.raises(Refused) as refused:
        must_hold(case(added(TASK), body=body, aws=_aws()))
    assert "2 things stand in the way of dev-web" in refused.value.what
    assert "/web" in refused.value.what
    assert "gone" in refused.value.what
    assert "create-log-group" in refused.value.fix
    assert "put-parameter" in refused.value.fix


def test_one_alone_is_said_as_it_is() -> None:
    body = task(Secrets=[{"Name": "A", "ValueFrom": "gone"}])
    with pytest.raises(Refused, match=r"^gone does not exist"):
        must_hold(case(added(TASK), body=body, aws=_aws()))


def test_a_plan_that_touches_nothing_guarded_costs_no_call() -> None:
    aws = FakeAws()
    assert must_hold(case(added("AWS::SQS::Queue"), aws=aws)) == ()
    assert aws.calls == []
