"""Blue/green, linear and canary, read back from the template: what ECS shifts between, and as whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.launch.ec2 import EC2
from bbfd.model.alarm import Alarm
from bbfd.model.connections import TcpListener
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.deployment import (
    BlueGreen,
    Canary,
    Deployment,
    Hook,
    Linear,
    Pause,
    Rolling,
    TestHeader,
)
from bbfd.model.environment import Certificate
from bbfd.model.http import Http, Listener, Match
from bbfd.model.sign_in import Cognito
from bbfd.model.stack import FromListener, FromWeights, Stack
from bbfd.model.workload import LongRunning
from tests.unit.examples import WEB, WORKER, environment, properties, stack

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:check"
SECURE = environment(
    certificate=Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/a")
)


PLAIN = BlueGreen()


def shifted(deployment: Deployment = PLAIN, **fields: Any) -> Stack:
    return stack(replace(WEB, deployment=deployment, **fields))


def configured(deployment: Deployment) -> Any:
    return properties(shifted(deployment), "Service")["DeploymentConfiguration"]


def refused(deployment: Deployment, workload: LongRunning = WEB, **fields: Any) -> list[str]:
    made = service_stack(
        Definition("web", replace(workload, deployment=deployment, **fields), "services/web.py"),
        Definition("test", SECURE, "environments/test.py"),
    )
    return [refusal.what for refusal in made.refusals]


def forwards(rule: str, made: Stack) -> dict[str, str]:
    (action,) = properties(made, rule)["Actions"]
    groups = action["ForwardConfig"]["TargetGroups"]
    return {one["TargetGroupArn"]["Ref"]: one["Weight"]["Ref"] for one in groups}


def test_blue_green_bakes_and_keeps_the_circuit_breaker() -> None:
    assert configured(BlueGreen(bake=7)) == {
        "Strategy": "BLUE_GREEN",
        "BakeTimeInMinutes": 7,
        "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
    }


def test_linear_and_canary_say_their_steps() -> None:
    linear = configured(Linear(step=25, every=3))
    assert linear["Strategy"] == "LINEAR"
    assert linear["LinearConfiguration"] == {"StepPercent": 25, "StepBakeTimeInMinutes": 3}
    canary = configured(Canary(percent=2.5, for_=15))
    assert canary["Strategy"] == "CANARY"
    assert canary["CanaryConfiguration"] == {"CanaryPercent": 2.5, "CanaryBakeTimeInMinutes": 15}


def test_ecs_is_told_of_both_groups_the_rule_and_its_role() -> None:
    (balancer,) = properties(shifted(), "Service")["LoadBalancers"]
    assert balancer["TargetGroupArn"] == {"Ref": "Targets"}
    assert balancer["AdvancedConfiguration"] == {
        "AlternateTargetGroupArn": {"Ref": "OtherTargets"},
        "ProductionListenerRule": {"Ref": "Rule"},
        "RoleArn": {"Fn::GetAtt": ["ShiftRole", "Arn"]},
    }


def test_the_two_target_groups_differ_in_nothing() -> None:
    made = shifted()
    assert properties(made, "OtherTargets") == properties(made, "Targets")


def test_the_weights_are_parameters_that_are_read_from_the_rule() -> None:
    made = shifted()
    carried = forwards("Rule", made)
    known = {parameter.name: parameter for parameter in made.parameters}
    for group, default in (("Targets", "100"), ("OtherTargets", "0")):
        parameter = known[carried[group]]
        assert parameter.default == default
        assert parameter.source == FromWeights(rule="Rule", group=group)


def test_the_role_moves_no_traffic_but_its_own() -> None:
    role = properties(shifted(BlueGreen(test=Listener(port=9000))), "ShiftRole")
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"Service": ["ecs.amazonaws.com"]}
    (policy,) = role["ManagedPolicyArns"]
    assert policy["Fn::Sub"].endswith("AmazonECSInfrastructureRolePolicyForLoadBalancers")
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["NotResource"] == [
        {"Ref": "Rule"},
        {"Ref": "TestRule"},
        {"Ref": "HttpListener"},
    ]


def test_a_listener_of_its_own_gets_a_rule_that_takes_everything() -> None:
    made = shifted(http=Http(listener=Listener(port=7400)))
    assert properties(made, "Rule")["ListenerArn"] == {"Ref": "Listener"}
    assert forwards("Rule", made).keys() == {"Targets", "OtherTargets"}
    (balancer,) = properties(made, "Service")["LoadBalancers"]
    assert balancer["AdvancedConfiguration"]["ProductionListenerRule"] == {"Ref": "Rule"}


def test_test_traffic_comes_in_on_a_port_of_its_own() -> None:
    wanted = Listener(port=9443, protocol="HTTPS", admit=("10.0.0.0/8",))
    made = stack(replace(WEB, deployment=BlueGreen(test=wanted)), SECURE)
    listener = properties(made, "TestListener")
    assert (listener["Port"], listener["Protocol"]) == (9443, "HTTPS")
    assert listener["Certificates"] == [{"CertificateArn": {"Ref": "Certificate"}}]
    assert properties(made, "TestListenerIngress")["CidrIp"] == "10.0.0.0/8"
    assert properties(made, "TestRule")["ListenerArn"] == {"Ref": "TestListener"}
    assert forwards("TestRule", made) == {
        "Targets": "TestRuleTargetsWeight",
        "OtherTargets": "TestRuleOtherTargetsWeight",
    }
    (balancer,) = properties(made, "Service")["LoadBalancers"]
    assert balancer["AdvancedConfiguration"]["TestListenerRule"] == {"Ref": "TestRule"}


def test_test_traffic_is_known_by_a_header_and_asked_for_first() -> None:
    made = shifted(BlueGreen(test=TestHeader(name="X-Test", values=("yes", "1"))))
    rule = properties(made, "TestRule")
    (header,) = [c for c in rule["Conditions"] if c["Field"] == "http-header"]
    assert header["HttpHeaderConfig"] == {"HttpHeaderName": "X-Test", "Values": ["yes", "1"]}
    places = {p.name: p.source for p in made.parameters if isinstance(p.source, FromListener)}
    assert places["TestRulePriority"].last < places["RulePriority"].first


def test_where_the_priority_is_said_the_test_is_asked_for_before_it() -> None:
    test = TestHeader(name="X-Test", values=("yes",))
    made = shifted(BlueGreen(test=test), http=Http(path="/a", priority=40))
    (test_rule,) = [p for p in made.parameters if p.name == "TestRulePriority"]
    assert isinstance(test_rule.source, FromListener)
    assert (test_rule.default, test_rule.source.last) == ("39", 39)


def test_a_header_on_a_listener_of_its_own_comes_first_there() -> None:
    test = TestHeader(name="X-Test", values=("yes",))
    made = shifted(BlueGreen(test=test), http=Http(listener=Listener(port=7400)))
    first, second = properties(made, "TestRule"), properties(made, "Rule")
    assert first["ListenerArn"] == second["ListenerArn"]
    assert first["Priority"] < second["Priority"]


def test_hooks_are_called_in_a_role_that_may_call_them_alone() -> None:
    hook = Hook(
        function=FUNCTION,
        at=("POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"),
        details={"suite": "smoke"},
        minutes=10,
        then="CONTINUE",
    )
    made = shifted(BlueGreen(hooks=(hook,)))
    (said,) = properties(made, "Service")["DeploymentConfiguration"]["LifecycleHooks"]
    assert said == {
        "TargetType": "AWS_LAMBDA",
        "HookTargetArn": FUNCTION,
        "RoleArn": {"Fn::GetAtt": ["HookRole", "Arn"]},
        "LifecycleStages": ["POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"],
        "HookDetails": {"suite": "smoke"},
        "TimeoutConfiguration": {"TimeoutInMinutes": 10, "Action": "CONTINUE"},
    }
    (statement,) = properties(made, "HookRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["lambda:InvokeFunction"], [FUNCTION])


def test_a_function_may_be_another_one_in_each_environment() -> None:
    arn = "arn:aws:lambda:{region}:{account}:function:{environment}-{service}-smoke"
    made = shifted(BlueGreen(hooks=(Hook(function=arn, at=("POST_SCALE_UP",)),)))
    here = "arn:aws:lambda:eu-west-1:123456789012:function:test-web-smoke"
    (hook,) = properties(made, "Service")["DeploymentConfiguration"]["LifecycleHooks"]
    assert hook["HookTargetArn"] == here
    (policy,) = properties(made, "HookRole")["Policies"]
    assert policy["PolicyDocument"]["Statement"][0]["Resource"] == [here]


def test_a_function_is_not_called_by_what_nobody_knows() -> None:
    hook = Hook(function="arn:aws:lambda:{planet}:1:function:a", at=("POST_SCALE_UP",))
    found = refused(BlueGreen(hooks=(hook,)))
    assert len(found) == 1
    assert "{planet}" in found[0]


def test_two_services_that_tell_their_hooks_different_things_are_two() -> None:
    told = [Hook(function=FUNCTION, at=("POST_SCALE_UP",), details={"n": n}) for n in "12"]
    found = [configured(BlueGreen(hooks=(hook,)))["LifecycleHooks"][0] for hook in told]
    assert [one["HookDetails"]["n"] for one in found] == ["1", "2"]


def test_a_pause_waits_for_a_word_and_needs_no_role() -> None:
    made = shifted(BlueGreen(hooks=(Pause(at=("POST_SCALE_UP",), minutes=60, then="CONTINUE"),)))
    (said,) = properties(made, "Service")["DeploymentConfiguration"]["LifecycleHooks"]
    assert said == {
        "TargetType": "PAUSE",
        "LifecycleStages": ["POST_SCALE_UP"],
        "TimeoutConfiguration": {"TimeoutInMinutes": 60, "Action": "CONTINUE"},
    }
    assert "HookRole" not in made.body["Resources"]


def test_alarms_on_requests_look_at_both_groups() -> None:
    made = shifted(BlueGreen(alarms=(Alarm.errors(above=5), Alarm.response_time(above=1))))
    errors, slow = (properties(made, f"{n}Alarm")["Metrics"] for n in ("Errors", "ResponseTime"))
    groups = [m["MetricStat"]["Metric"]["Dimensions"][1]["Value"] for m in errors[:2]]
    assert groups == [
        {"Fn::GetAtt": ["Targets", "TargetGroupFullName"]},
        {"Fn::GetAtt": ["OtherTargets", "TargetGroupFullName"]},
    ]
    assert errors[2]["Expression"] == "SUM([FILL(m1, 0), FILL(m2, 0)])"
    assert slow[2]["Expression"] == "MAX([FILL(m1, 0), FILL(m2, 0)])"


def test_a_rolling_service_can_have_all_that_a_shift_needs() -> None:
    made = shifted(Rolling(shiftable=True))
    service = properties(made, "Service")
    assert service["DeploymentConfiguration"]["Strategy"] == "ROLLING"
    assert "AdvancedConfiguration" in service["LoadBalancers"][0]
    assert forwards("Rule", made).keys() == {"Targets", "OtherTargets"}


def test_each_way_to_a_service_is_shifted() -> None:
    ways = (Http(path="/a"), Http(path="/b", port=81, name="b"))
    made = shifted(BlueGreen(test=TestHeader(name="T", values=("1",))), http=ways)
    first, second = properties(made, "Service")["LoadBalancers"]
    assert first["AdvancedConfiguration"]["TestListenerRule"] == {"Ref": "TestRule"}
    assert second["AdvancedConfiguration"]["AlternateTargetGroupArn"] == {"Ref": "OtherTargetsB"}
    assert second["AdvancedConfiguration"]["ProductionListenerRule"] == {"Ref": "RuleB"}
    assert "TestListenerRule" not in second["AdvancedConfiguration"]


def test_on_instances_the_second_group_takes_instances_too() -> None:
    container = Container(image="nginx:1.27", port=80)
    made = shifted(runs_on=EC2(), container=container)
    assert properties(made, "OtherTargets")["TargetType"] == "instance"


def test_without_it_nothing_of_it_is_there() -> None:
    made = stack(WEB)
    assert not {"OtherTargets", "ShiftRole", "TestRule"} & made.body["Resources"].keys()
    assert "AdvancedConfiguration" not in properties(made, "Service")["LoadBalancers"][0]


POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc"
SIGN_IN = Cognito(pool=POOL, client="c", domain="d")


@pytest.mark.parametrize(
    ("deployment", "fields", "said"),
    [
        (BlueGreen(), {"http": Http(rules=(Match(path="/b"),))}, "2 rules send requests"),
        (BlueGreen(), {"http": Http(path="/a", sign_in=SIGN_IN)}, "sign-in"),
        (BlueGreen(hooks=(Pause(at=()),)), {}, "at no stage"),
        (BlueGreen(hooks=(Hook(function="check", at=("POST_SCALE_UP",)),)), {}, "not the ARN"),
        (
            BlueGreen(hooks=(Hook(function="arn:aws:s3:::x", at=("POST_SCALE_UP",)),)),
            {},
            "not the ARN",
        ),
        (BlueGreen(hooks=(Pause(minutes=2000),)), {}, "may wait for 33 hours"),
        (BlueGreen(hooks=(Pause(at=("PRE_SCALE_UP", "PRE_SCALE_UP")),)), {}, "twice"),
        (Linear(step=3, every=60), {}, "takes 33 hours"),
        (Canary(bake=1000, for_=1000), {}, "takes 33 hours"),
        (BlueGreen(test=Listener(port=0)), {}, "not a port"),
        (BlueGreen(test=Listener(port=443)), {}, "the environment's own"),
        (BlueGreen(test=Listener(port=9000, admit=("x",))), {}, "x"),
        (BlueGreen(test=TestHeader(name="X", values=())), {}, "0 values"),
        (BlueGreen(test=TestHeader(name="", values=("a",))), {}, "name of a header"),
        (BlueGreen(test=TestHeader(name="X Y:", values=("a",))), {}, "name of a header"),
        (BlueGreen(test=TestHeader(name="host", values=("a",))), {}, "Host"),
        (BlueGreen(test=TestHeader(name="X", values=("",))), {}, "pattern is empty"),
        (BlueGreen(test=TestHeader(name="X", values=("a" * 129,))), {}, "129 characters"),
        (
            BlueGreen(test=TestHeader(name="x-a", values=("a",))),
            {"http": Http(headers={"X-A": "b"})},
            "cannot say which are for a test",
        ),
        (BlueGreen(test=TestHeader(name="X", values=tuple("123456"))), {}, "6 values"),
        (
            BlueGreen(test=Listener(port=7400)),
            {"http": Http(listener=Listener(port=7400))},
            "where everybody is served",
        ),
    ],
)
def test_what_ecs_does_not_shift_is_refused(
    deployment: Deployment, fields: dict[str, Any], said: str
) -> None:
    found = refused(deployment, **fields)
    assert any(said in one for one in found), found


def test_a_worker_has_no_traffic_to_shift() -> None:
    assert "no traffic to shift" in refused(BlueGreen(), WORKER)[0]
    assert any("no traffic to shift" in said for said in refused(BlueGreen(), http=()))


def test_connections_beside_requests_are_not_shifted() -> None:
    said = refused(BlueGreen(), network=TcpListener(port=5000))
    assert any("network load balancer is not shifted" in one for one in said)
