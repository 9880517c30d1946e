"""Kinds that are neither called nor started by a clock: what is run by hand, and what runs on each instance."""

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.kinds.daemon import Daemon
from bbfd.kinds.task import Task
from bbfd.launch.ec2 import EC2, MemberOf
from bbfd.launch.fargate import Fargate
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.deployment import BlueGreen, Rolling
from bbfd.model.launch import Tuning
from bbfd.model.scaling import Scaling
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, properties, stack

TASK = Task(container=Container(image="migrate:1"))
AGENT = Daemon(container=Container(image="agent:1"))
CALLED = replace(ENVIRONMENT, discovery="test.internal")


def refused(workload):
    made = service_stack(Definition("a", workload, "a.py"), Definition("test", ENVIRONMENT, "b.py"))
    return [refusal.field for refusal in made.refusals]


def test_a_task_is_all_that_it_takes_to_run_it_and_nothing_runs_it():
    made = stack(TASK)
    assert {resource["Type"] for resource in made.body["Resources"].values()} == {
        "AWS::ECS::TaskDefinition",
        "AWS::EC2::SecurityGroup",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
    }
    assert made.body["Outputs"]["TaskDefinition"]["Value"] == {"Ref": "Task"}
    assert made.body["Outputs"]["TaskSecurityGroup"]
    assert "TaskSecurityGroup" not in stack(replace(TASK, runs_on=EC2())).body["Outputs"]


def test_a_task_that_calls_others_tells_the_group_that_callers_carry():
    outputs = stack(replace(TASK, calls=True), CALLED).body["Outputs"]
    assert outputs["CallersSecurityGroup"]["Value"] == {"Ref": "CallersSecurityGroup"}
    assert "CallersSecurityGroup" not in stack(TASK, CALLED).body["Outputs"]


def test_a_task_has_no_count():
    assert refused(replace(TASK, tuning={"test": Tuning(count=2)})) == ["tuning.test.count"]


def test_a_daemon_runs_on_each_instance_and_nothing_counts_or_places_it():
    launch = EC2(constraints=(MemberOf(expression="attribute:gpu exists"),))
    told = properties(stack(replace(AGENT, runs_on=launch)), "Service")
    assert (told["SchedulingStrategy"], told["LaunchType"]) == ("DAEMON", "EC2")
    assert not {"DesiredCount", "CapacityProviderStrategy", "PlacementStrategies"} & told.keys()
    assert told["PlacementConstraints"][0]["Type"] == "memberOf"
    assert told["DeploymentConfiguration"]["MaximumPercent"] == 100


def test_no_rule_objects_to_a_daemon():
    found = check(document(stack(AGENT).body, {}), all_rules())
    assert [(each.rule, each.detail) for each in found if each.level.name != "INFO"] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"runs_on": Fargate()}, "runs_on"),
        ({"count": 2}, "count"),
        ({"scaling": Scaling(minimum=1, maximum=2, cpu=50)}, "scaling"),
        ({"deployment": Rolling()}, "deployment"),
        ({"deployment": BlueGreen()}, "deployment"),
        ({"tuning": {"test": Tuning(count=2)}}, "tuning.test.count"),
    ],
)
def test_what_no_daemon_can_be_is_refused(fields, field):
    assert field in refused(replace(AGENT, **fields))
