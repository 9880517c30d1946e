from typing import Any

import pytest

from bbfd.deploy.plan.guards.log_groups import guard
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, TASK, added, case, resources, task


def _log(group: Any, **options: str) -> dict[str, Any]:
    return {"LogDriver": "awslogs", "Options": {"awslogs-group": group, **options}}


def test_a_log_group_that_nobody_makes_is_refused_with_the_command_that_makes_it() -> None:
    body = task(LogConfiguration=_log("/web", **{"awslogs-region": "eu-west-1"}))
    (objection,) = guard(case(added(TASK), body=body)).objections
    assert "aws logs create-log-group --log-group-name /web" in objection.fix


def test_one_that_exists_passes() -> None:
    aws = FakeAws()
    aws.still.log_groups_of = ("/web",)
    assert guard(case(added(TASK), body=task(LogConfiguration=_log("/web")), aws=aws)) == guard(
        case()
    )


@pytest.mark.parametrize(
    "log",
    [
        _log({"Ref": "Made"}),
        _log("/made"),
        _log("/web", **{"awslogs-create-group": "true"}),
        _log("/web", **{"awslogs-region": "us-east-1"}),
        {"LogDriver": "json-file"},
    ],
)
def test_what_the_stack_or_the_driver_makes_or_is_elsewhere_costs_no_call(
    log: dict[str, Any],
) -> None:
    made = ("AWS::Logs::LogGroup", {"LogGroupName": "/made"})
    body = resources(It=(TASK, {"ContainerDefinitions": [{"LogConfiguration": log}]}), Made=made)
    aws = FakeAws()
    assert guard(case(added(TASK), body=body, aws=aws)).objections == ()
    assert aws.calls == []


def test_without_the_permission_it_is_a_note() -> None:
    aws = FakeAws()
    aws.order("exists", DENIED)
    found = guard(case(added(TASK), body=task(LogConfiguration=_log("/web")), aws=aws))
    assert found.objections == ()
    assert "whether the log group /web exists was not checked" in found.notes[0]
