from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.plan.guards.listener_priorities import guard
from bbfd.deploy.records import Change, Rule
from bbfd.deploy.states import Step
from bbfd.model.stack import FromListener, Parameter
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, added, case, changed, resources

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"


def _body(priority: Any = 26) -> dict[str, Any]:
    return resources(It=(RULE, {"ListenerArn": "arn:listener", "Priority": priority}))


def _aws(*taken: int) -> FakeAws:
    aws = FakeAws()
    aws.still.rules_of = {
        "arn:listener": tuple(Rule(arn=f"arn:rule/{n}", priority=n) for n in taken)
    }
    return aws


def test_a_priority_that_another_rule_has_is_refused_and_a_free_one_named() -> None:
    (objection,) = guard(case(added(RULE), body=_body(), aws=_aws(25, 26, 27))).objections
    assert "arn:rule/26" in objection.what
    assert "28 is free" in objection.fix


def test_a_free_priority_and_our_own_rule_pass() -> None:
    assert guard(case(added(RULE), body=_body(), aws=_aws(25, 27))).objections == ()
    own = changed(RULE, "Priority", physical_id="arn:rule/26")
    assert guard(case(own, body=_body(), aws=_aws(26))).objections == ()


@pytest.mark.parametrize(("step", "objects"), [(Step.RECREATE, False), (Step.UPDATE, True)])
def test_the_rule_of_a_dead_stack_goes_before_and_is_not_in_the_way(
    step: Step, objects: bool
) -> None:
    gone = Change(action="remove", logical_id="Old", type=RULE, physical_id="arn:rule/26")
    found = case(gone, added(RULE), body=_body(), aws=_aws(26))
    found = replace(found, proposal=replace(found.proposal, step=step))
    assert bool(guard(found).objections) is objects


def test_a_rule_that_keeps_its_priority_is_not_looked_up() -> None:
    aws = _aws(26)
    assert guard(case(changed(RULE, "Actions"), body=_body(), aws=aws)).objections == ()
    assert aws.calls == []


def test_a_priority_that_this_deploy_took_itself_is_not_looked_up_again() -> None:
    aws, source = _aws(26), FromListener(listener="L", first=1, last=9, conditions=())
    parameter = Parameter(name="P", type="Number", source=source)
    body = _body({"Ref": "P"})
    made = case(added(RULE), body=body, aws=aws, parameters=(parameter,), values={"P": "26"})
    assert guard(made).objections == ()
    assert aws.calls == []


def test_without_the_permission_it_is_a_note() -> None:
    aws = _aws(26)
    aws.order("rules", DENIED)
    found = guard(case(added(RULE), body=_body(), aws=aws))
    assert found.objections == ()
    assert "whether the priority 26 is free was not checked" in found.notes[0]
