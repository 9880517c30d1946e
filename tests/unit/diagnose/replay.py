"""Recorded answers of AWS -> evidence, through the readers that a deployment uses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.validate import ParamValidator

from bbfd.aws import validations
from bbfd.aws.cloudformation import CloudFormation
from bbfd.aws.ec2 import Ec2
from bbfd.aws.ecs import Ecs
from bbfd.aws.load_balancing import LoadBalancing
from bbfd.aws.logs import Logs
from bbfd.deploy.look.failures import failures
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.diagnose import Evidence, Rolling

HOME = Path(__file__).parent
RECORDED = HOME / "recorded"
SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/prod/web"
VALUES = {
    "Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.9.0",
    "RulePriority": "26",
    "PrivateSubnets": "subnet-0a1b2c3d4e5f60713",
}
_SERVICES = ("cloudformation", "ecs", "elbv2", "logs", "ec2")
# What AWS answers where there is nothing.
_NOTHING: Mapping[str, Any] = {
    "list_service_deployments": {"serviceDeployments": []},
    "describe_target_health": {"TargetHealthDescriptions": []},
    "describe_subnets": {"Subnets": []},
    "describe_task_definition": {"taskDefinition": {"containerDefinitions": []}},
}


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One file. cause: its id; "" where nobody knows it. answers: operation -> answer, as boto3 gives it."""

    name: str
    cause: str
    source: str
    answers: Mapping[str, Any]

    @property
    def failed_to_start(self) -> bool:
        """Whether ECS recognised that tasks could not start, and somebody knows why."""
        tasks = self.answers.get("describe_tasks", {}).get("tasks", ())
        return self.cause != "" and any(t.get("stopCode") == "TaskFailedToStart" for t in tasks)


@lru_cache(maxsize=1)
def recorded() -> tuple[Recorded, ...]:
    return tuple(map(_read, sorted(RECORDED.glob("*.json"))))


def _read(path: Path) -> Recorded:
    raw = json.loads(path.read_text(encoding="utf-8"))
    answers = {name: _with_times(answer) for name, answer in raw["answers"].items()}
    return Recorded(
        name=path.name.removesuffix(".json"),
        cause=raw["cause"],
        source=raw["source"],
        answers=answers,
    )


def _with_times(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_times(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_times(item) for item in value]
    if isinstance(value, str) and (name.endswith("At") or name == "Timestamp"):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


class Client:
    """A client of any service that answers what was recorded: each page of a log once, as AWS does."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = {**_NOTHING, **answers}

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **asked: self._answer(operation, asked)

    def get_paginator(self, operation: str) -> Client:
        return Client({"paginate": [self._answers[operation]]})

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> Any:
        answer = self._answers[operation]
        # A log's pages never end by themselves: behind the last one is an empty one with the same token.
        return {**answer, "events": []} if asked.get("nextToken") else answer


class Aws:
    """What gathering evidence asks of AWS."""

    def __init__(self, client: Any) -> None:
        self.services = Ecs(client)
        self.balancers = LoadBalancing(client)
        self.logs = Logs(client)
        self.networks = Ec2(client)
        self.stacks = CloudFormation(client)


def template() -> Mapping[str, Any]:
    answer: Mapping[str, Any] = json.loads((HOME / "template.json").read_text(encoding="utf-8"))
    return answer


def evidence(one: Recorded) -> Evidence:
    """Gather it as a deployment does: services first, while they roll, then the events of the stack."""
    client = Client(one.answers)
    aws: Any = Aws(client)
    gathering = Gathering(About(stack="prod-web", body=template(), values=VALUES), aws)
    if "describe_services" in one.answers:
        for service in aws.services.describe((SERVICE,)):
            gathering.see(service, "Service")
    found = gathering.evidence()
    if "describe_stack_events" in one.answers:
        events = aws.stacks.events("prod-web", after="", since=None)
        found = replace(found, failures=failures(events))
    if "describe_events" in one.answers:
        found = replace(found, validations=validations.read(client, "cs"))
    return found


def with_logs(found: Evidence, lines: tuple[str, ...]) -> Evidence:
    """The same, but every container logged these lines."""
    return replace(found, services=tuple(_logging(one, lines) for one in found.services))


def _logging(service: Rolling, lines: tuple[str, ...]) -> Rolling:
    tasks = (replace(t, log={c.name: lines for c in t.containers}) for t in service.tasks)
    return replace(service, tasks=tuple(tasks))


def shape_errors(operation: str, answer: Any) -> str:
    """What AWS could never have answered so; "" where nothing is wrong."""
    shape = _operations()[operation].output_shape
    found: str = ParamValidator().validate(answer, shape).generate_report()
    return found


@lru_cache(maxsize=1)
def _operations() -> Mapping[str, Any]:
    session = botocore.session.get_session()
    models = [session.get_service_model(name) for name in _SERVICES]
    return {xform_name(name): m.operation_model(name) for m in models for name in m.operation_names}


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value
