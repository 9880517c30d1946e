"""Small, valid definitions; each test changes only what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bbfd.build.service import service_stack
from bbfd.kinds.scheduled_task import ScheduledTask
from bbfd.kinds.web_service import WebService
from bbfd.kinds.worker import Worker
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment
from bbfd.model.network import Network
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload

ENVIRONMENT = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    capacity=Capacity(),
)
CONTAINER = Container(image="nginx:1.27", port=80)
WEB = WebService(container=CONTAINER)
WORKER = Worker(container=Container(image="worker:1"))
JOB = ScheduledTask(container=Container(image="job:1"), schedule="rate(1 day)")


def web(**fields: Any) -> WebService:
    return replace(WEB, **fields)


def environment(**fields: Any) -> Environment:
    return replace(ENVIRONMENT, **fields)


def stack(
    workload: Workload = WEB,
    where: Environment = ENVIRONMENT,
    *,
    name: str = "web",
    place: str = "test",
) -> Stack:
    """The workload's stack; everything in it could be built."""
    made = service_stack(
        Definition(name, workload, f"services/{name}.py"),
        Definition(place, where, f"environments/{place}.py"),
    )
    assert made.refusals == ()
    return made


def properties(made: Stack, logical_id: str) -> Any:
    return made.body["Resources"][logical_id]["Properties"]
