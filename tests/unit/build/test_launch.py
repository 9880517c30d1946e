"""What carries the tasks, said by the service, by its environment, or by nobody."""

from __future__ import annotations

from dataclasses import replace

from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate
from bbfd.model.launch import Tuning
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


def test_where_nobody_says_anything_it_is_the_smallest_on_fargate():
    task = properties(stack(WORKER), "Task")
    assert (task["RequiresCompatibilities"], task["Cpu"]) == (["FARGATE"], "256")
