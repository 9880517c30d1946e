"""What carries the tasks, said by the service, by its environment, or by nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bbfd.build.service import service_stack
from bbfd.errors import Place
from bbfd.launch.ec2 import EC2, Binpack, MemberOf, Spread
from bbfd.launch.external import External
from bbfd.launch.fargate import Fargate, System
from bbfd.launch.host import Host
from bbfd.launch.managed import ManagedInstances
from bbfd.model.definition import Definition
from bbfd.model.launch import Tuning
from bbfd.model.managed import ManagedCapacity
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import JOB, WORKER, environment, properties, stack, web


def test_an_environment_says_what_carries_the_services_that_do_not():
    where = environment(runs_on=EC2(memory=256))
    for workload in (web(), WORKER, JOB):
        task = properties(stack(workload, where), "Task")
        assert (task["RequiresCompatibilities"], task["Memory"]) == (["EC2"], "256")


def test_a_service_that_says_what_carries_it_is_left_alone():
    where = environment(runs_on=EC2())
    said = replace(WORKER, runs_on=Fargate(cpu=512, memory=1024))
    assert properties(stack(said, where), "Task")["Cpu"] == "512"
    tuned = replace(WORKER, tuning={"test": Tuning(runs_on=Fargate(architecture="ARM64"))})
    platform = properties(stack(tuned, where), "Task")["RuntimePlatform"]
    assert platform["CpuArchitecture"] == "ARM64"


def refusals(workload, where):
    made = service_stack(Definition("web", workload, "w.py"), Definition("test", where, "e.py"))
    return [(refusal.field, refusal.what) for refusal in made.refusals]


def test_managed_instances_of_the_environment_carry_a_service():
    where = environment(managed=ManagedCapacity())
    made = stack(web(runs_on=ManagedInstances(cpu=512, memory=1024)), where)
    task = properties(made, "Task")
    assert task["RequiresCompatibilities"] == ["MANAGED_INSTANCES"]
    assert (task["Cpu"], task["Memory"], task["NetworkMode"]) == ("512", "1024", "awsvpc")
    service = properties(made, "Service")
    assert service["CapacityProviderStrategy"] == [
        {"CapacityProvider": {"Ref": "ManagedCapacityProvider"}, "Base": 0, "Weight": 1}
    ]
    attached = service["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert attached["AssignPublicIp"] == "DISABLED"


def test_managed_instances_are_reached_by_nobody_and_tasks_on_them_by_addresses_of_their_own():
    where = environment(managed=ManagedCapacity())
    shared = web(runs_on=ManagedInstances(network_mode=Host()))
    assert [field for field, _ in refusals(shared, where)] == ["runs_on.network_mode"]
    assert refusals(web(runs_on=ManagedInstances()), where) == []


def test_managed_instances_that_are_not_there_are_refused():
    ((field, what),) = refusals(web(runs_on=ManagedInstances()), environment())
    assert field == "runs_on"
    assert "no managed instances" in what
    named = ManagedInstances(capacity_provider="mine")
    assert refusals(web(runs_on=named), environment()) == []


def test_machines_of_ones_own_are_said_by_launch_type():
    for workload in (WORKER, JOB):
        made = stack(replace(workload, runs_on=External(memory=256)))
        assert properties(made, "Task")["RequiresCompatibilities"] == ["EXTERNAL"]
    service = properties(stack(replace(WORKER, runs_on=External())), "Service")
    assert service["LaunchType"] == "EXTERNAL"
    assert not {"CapacityProviderStrategy", "NetworkConfiguration"} & service.keys()
    target = properties(stack(replace(JOB, runs_on=External())), "Schedule")["Target"]
    assert target["EcsParameters"]["LaunchType"] == "EXTERNAL"


def test_no_load_balancer_reaches_machines_of_ones_own():
    ((field, what),) = refusals(web(runs_on=External()), environment())
    assert field == "runs_on"
    assert "load balancer" in what


@pytest.mark.parametrize("size", [(32768, 61440), (32768, 249856), (16384, 122880), (256, 512)])
def test_every_size_of_fargate_can_be_said(size):
    cpu, memory = size
    task = properties(stack(replace(WORKER, runs_on=Fargate(cpu=cpu, memory=memory))), "Task")
    assert (task["Cpu"], task["Memory"]) == (str(cpu), str(memory))


def rules_found(workload):
    body = stack(workload).body
    found = check(document(body, lambda *_: Place("x"), name="x"), all_rules())
    return {each.rule for each in found}


@pytest.mark.parametrize(
    ("launch", "rule"),
    [
        (Fargate(cpu=300), "FARGATE-CPU-VALUE"),
        (Fargate(cpu=256, memory=4096), "FARGATE-CPU-MEMORY"),
        (Fargate(cpu=32768, memory=65536), "FARGATE-CPU-MEMORY-32VCPU"),
        (Fargate(cpu=8192, memory=18432), "FARGATE-CPU-MEMORY-STEP"),
        (Fargate(platform_version="9"), "FARGATE-PLATFORM-VERSION"),
        (Fargate(system="WINDOWS_SERVER_2022_CORE"), "FARGATE-WINDOWS-CPU-MIN"),
        (
            Fargate(cpu=1024, memory=2048, system="WINDOWS_SERVER_2022_CORE", architecture="ARM64"),
            "FARGATE-WINDOWS-ARM64",
        ),
        (
            Fargate(cpu=1024, memory=2048, system="WINDOWS_SERVER_2022_CORE", spot=True),
            "CPS-SPOT-WINDOWS",
        ),
        (EC2(strategies=(Binpack(by="disk"),)), "PLACEMENT-BINPACK-FIELD"),
        (EC2(strategies=(Spread(over="zone"),)), "PLACEMENT-SPREAD-FIELD"),
        (EC2(constraints=(MemberOf(expression=""),)), "PLACEMENT-EXPRESSION-EMPTY"),
    ],
)
def test_what_nothing_carries_is_found(launch, rule):
    assert rule in rules_found(replace(WORKER, runs_on=launch))


@pytest.mark.parametrize("system", get_args(System))
def test_every_system_can_be_said(system):
    launch = Fargate(cpu=1024, memory=2048, system=system)
    task = properties(stack(replace(WORKER, runs_on=launch)), "Task")
    assert task["RuntimePlatform"]["OperatingSystemFamily"] == system


def test_where_nobody_says_anything_it_is_the_smallest_on_fargate():
    task = properties(stack(WORKER), "Task")
    assert (task["RequiresCompatibilities"], task["Cpu"]) == (["FARGATE"], "256")
