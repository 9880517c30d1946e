from dataclasses import replace

from bbfd.deploy.plan.guards.shifted_traffic import guard
from bbfd.deploy.records import Change, Replacement, Resource, Rollout, StackState
from bbfd.model.stack import FromWeights, Parameter
from tests.unit.deploy.fakes import FakeAws, service
from tests.unit.deploy.plan.guards.cases import SERVICE, added, case, changed, replaced, resources

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
BLUE = Parameter(
    name="B", type="Number", default="100", source=FromWeights(rule="Rule", group="Targets")
)
GREEN = Parameter(
    name="G", type="Number", default="0", source=FromWeights(rule="Rule", group="Other")
)
STATE = StackState(
    id="s", name="dev-web", status="UPDATE_COMPLETE", parameters={"B": "100", "G": "0"}
)
ROLLING = Rollout(id="1", primary=True, task_definition="t", state="IN_PROGRESS")
TOUCHED = changed(RULE, "Conditions", logical_id="Rule", physical_id="arn:rule")


def _found(*changes: Change, live: tuple[str, str] = ("0", "100"), state: StackState = STATE):
    values = dict(zip("BG", live, strict=True))
    return guard(case(*changes, parameters=(BLUE, GREEN), values=values, state=state))


def test_a_service_whose_traffic_is_shifted_right_now_is_left_alone() -> None:
    shifting = service(strategy="CANARY", rollouts=(ROLLING,))
    (objection,) = guard(case(changed(SERVICE), live={"It": shifting})).objections
    assert "shifting" in objection.what
    assert "bbfd watch" in objection.fix


def test_a_rolling_deployment_in_progress_is_no_shift() -> None:
    rolling = service(strategy="ROLLING", rollouts=(ROLLING,))
    assert guard(case(changed(SERVICE), live={"It": rolling})).objections == ()
    done = service(strategy="BLUE_GREEN")
    assert guard(case(changed(SERVICE), live={"It": done})).objections == ()


def test_a_rule_and_a_service_do_not_change_together_where_a_failure_would_turn_requests_back() -> (
    None
):
    (objection,) = _found(TOUCHED, changed(SERVICE, "TaskDefinition")).objections
    assert "Other 0, Targets 100" in objection.what
    assert "Other 100, Targets 0" in objection.what


def test_where_the_stack_remembers_what_is_so_they_may() -> None:
    found = _found(TOUCHED, changed(SERVICE, "TaskDefinition"), live=("1", "0"))
    assert (found.objections, found.notes) == ((), ())


def test_a_rule_that_changes_alone_is_only_noted() -> None:
    found = _found(TOUCHED)
    assert found.objections == ()
    assert "a rollback would send requests to tasks that are gone" in found.notes[0]


def test_a_rule_that_is_made_anew_leaves_the_old_one_as_it_is() -> None:
    moved = replaced(RULE, "ListenerArn", logical_id="Rule", physical_id="arn:rule")
    assert moved.replacement is Replacement.ALWAYS
    assert _found(moved, changed(SERVICE)).objections == ()


def test_the_target_group_that_serves_does_not_go() -> None:
    aws = FakeAws()
    aws.stacks.held = (
        Resource(logical_id="Rule", type=RULE, status="UPDATE_COMPLETE", physical_id="arn:rule"),
    )
    aws.still.weights_of = {"arn:rule": {"arn:blue": 0, "arn:green": 100}}
    goes = Change(action="remove", logical_id="Other", type=GROUP, physical_id="arn:green")
    (objection,) = guard(case(goes, aws=aws, state=STATE)).objections
    assert "Other goes" in objection.what
    idle = replace(goes, physical_id="arn:blue")
    assert guard(case(idle, aws=aws, state=STATE)).objections == ()


def test_a_way_to_the_service_goes_with_its_rule_and_its_target_group() -> None:
    aws = FakeAws()
    aws.stacks.held = (
        Resource(logical_id="Rule", type=RULE, status="UPDATE_COMPLETE", physical_id="arn:rule"),
    )
    aws.still.weights_of = {"arn:rule": {"arn:blue": 100}}
    goes = Change(action="remove", logical_id="Targets", type=GROUP, physical_id="arn:blue")
    rule = Change(action="remove", logical_id="Rule", type=RULE, physical_id="arn:rule")
    assert guard(case(goes, rule, aws=aws, state=STATE)).objections == ()
    assert guard(case(goes, aws=aws, state=STATE)).objections != ()


def test_a_service_that_rolled_until_now_is_said_to_need_a_step_between() -> None:
    body = resources(It=(SERVICE, {"DeploymentConfiguration": {"Strategy": "CANARY"}}))
    both = changed(SERVICE, "LoadBalancers", "DeploymentConfiguration")
    (note,) = guard(case(both, body=body)).notes
    assert "Rolling(shiftable=True)" in note
    one = changed(SERVICE, "DeploymentConfiguration")
    assert guard(case(one, body=body)).notes == ()
    assert guard(case(added(SERVICE), body=body)).notes == ()
    rolling = resources(It=(SERVICE, {"DeploymentConfiguration": {"Strategy": "ROLLING"}}))
    assert guard(case(both, body=rolling)).notes == ()
