"""A replaced service that scales begins with what runs; every other deploy tells no count."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.plan.digest import digest
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, PropertyChange, Replacement
from bbfd.deploy.run.execute import deploy, propose
from bbfd.errors import Interrupted, Trouble
from bbfd.model.stack import FromDeployment, FromLive, Parameter, Stack
from tests.unit.deploy import fakes
from tests.unit.deploy.fakes import FakeAws, stack, trouble
from tests.unit.deploy.runs import left_nothing, updating

START = Parameter(name="Start", type="String", default="", source=FromLive(service="Service"))
DIGEST = Parameter(name="Digest", type="String", source=FromDeployment(fact="digest"))
COUNT = {"Fn::If": ["Counted", {"Ref": "Start"}, {"Ref": "AWS::NoValue"}]}
BODY: dict[str, Any] = {
    "Parameters": {"Start": {"Type": "String"}, "Digest": {"Type": "String"}},
    "Conditions": {"Counted": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Start"}, ""]}]}},
    "Resources": {"Service": {"Type": "AWS::ECS::Service", "Properties": {"DesiredCount": COUNT}}},
}


def _scaled(*parameters: Parameter) -> Stack:
    return stack(START, DIGEST, *parameters, body=BODY)


def _changing(replacement: Replacement, tasks: int = 5, **more: Any) -> FakeAws:
    aws = updating(parameters={"Start": "", "Digest": "-"})
    aws.stacks.changes = (
        Change(
            action="modify",
            logical_id="Service",
            type="AWS::ECS::Service",
            physical_id=fakes.SERVICE,
            replacement=replacement,
            properties=(PropertyChange(path="LaunchType", recreates=replacement),),
            **more,
        ),
    )
    aws.services.states = [(fakes.service(desired=tasks, running=tasks),)]
    return aws


def _proposed(aws: FakeAws) -> Proposal:
    return propose(_scaled(), Wishes(), aws.means())


def _sent(aws: FakeAws) -> list[str]:
    return [submission.values["Start"] for submission in aws.stacks.submissions]


@pytest.mark.parametrize("replacement", [Replacement.ALWAYS, Replacement.MAYBE])
def test_what_is_or_may_be_replaced_begins_with_as_many_tasks_as_run(
    replacement: Replacement,
) -> None:
    aws = _changing(replacement)
    proposal = _proposed(aws)
    assert _sent(aws) == ["", "5"]
    assert (proposal.before["Start"], proposal.values["Start"]) == ("", "5")
    assert "starts with 5 tasks, as many as run now" in proposal.meanings["Service"]
    assert left_nothing(aws)


def test_only_the_second_change_set_is_carried_out_and_the_first_is_gone() -> None:
    aws = _changing(Replacement.ALWAYS)
    seen: list[int] = []

    def agree(_: object) -> bool:
        seen.append(len(aws.stacks.sets))
        return False

    assert deploy(_scaled(), Wishes(), aws.means(agree=agree)).ended is Ended.DECLINED
    assert seen == [1]
    first, second = aws.stacks.submissions
    assert first.name != second.name
    assert first.token != second.token
    assert left_nothing(aws)


def test_a_service_that_stays_is_never_told_a_count() -> None:
    aws = _changing(Replacement.NEVER)
    _proposed(aws)
    assert _sent(aws) == [""]


def test_where_one_task_runs_nothing_needs_to_be_told() -> None:
    aws = _changing(Replacement.ALWAYS, tasks=1)
    assert "1 task runs now" in _proposed(aws).meanings["Service"]
    assert _sent(aws) == [""]


def test_a_service_that_was_stopped_stays_so() -> None:
    aws = _changing(Replacement.ALWAYS, tasks=0)
    assert "starts with 0 tasks, as many as run now" in _proposed(aws).meanings["Service"]
    assert _sent(aws) == ["", "0"]


def test_a_count_that_cannot_be_read_is_not_told_and_that_is_loud() -> None:
    aws = _changing(Replacement.ALWAYS)
    aws.ordered.orders["describe_services"] = [trouble(Trouble.DENIED) for _ in range(9)]
    said = _proposed(aws).meanings["Service"]
    assert _sent(aws) == [""]
    assert "STARTS WITH 1 TASK" in said
    assert "how many run now could not be read" in said


def test_the_digest_is_of_the_count_too_so_that_the_next_deploy_tells_none() -> None:
    aws = _changing(Replacement.ALWAYS)
    values = _proposed(aws).values
    assert values["Digest"] == digest(_scaled(), values)
    assert values["Digest"] != digest(_scaled(), {**values, "Start": ""})


def test_interrupted_between_the_two_leaves_nothing() -> None:
    aws = _changing(Replacement.ALWAYS)
    aws.ordered.orders["describe_services"] = [KeyboardInterrupt()]
    with pytest.raises(Interrupted):
        _proposed(aws)
    assert left_nothing(aws)


def test_a_service_without_such_a_parameter_is_asked_for_once() -> None:
    aws = _changing(Replacement.ALWAYS)
    propose(stack(DIGEST, body=BODY), Wishes(), aws.means())
    assert len(aws.stacks.submissions) == 1
