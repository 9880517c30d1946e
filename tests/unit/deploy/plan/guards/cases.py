"""The smallest plan for a guard to look at."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.plan.guards import Case
from bbfd.deploy.plan.resolved import Template
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, PropertyChange, Replacement, ServiceState, StackState
from bbfd.deploy.states import Step
from bbfd.errors import Trouble
from bbfd.model.stack import Parameter
from tests.unit.deploy.fakes import FakeAws, stack, trouble

TASK = "AWS::ECS::TaskDefinition"
SERVICE = "AWS::ECS::Service"
DENIED = trouble(Trouble.DENIED)


def added(type: str, logical_id: str = "It") -> Change:
    return Change(action="add", logical_id=logical_id, type=type)


def changed(type: str, *paths: str, logical_id: str = "It", **more: Any) -> Change:
    properties = tuple(PropertyChange(path=path) for path in paths)
    return Change(action="modify", logical_id=logical_id, type=type, properties=properties, **more)


def replaced(type: str, *paths: str, logical_id: str = "It", **more: Any) -> Change:
    forcing = tuple(PropertyChange(path=path, recreates=Replacement.ALWAYS) for path in paths)
    return Change(
        action="modify",
        logical_id=logical_id,
        type=type,
        replacement=Replacement.ALWAYS,
        properties=forcing,
        **more,
    )


def resources(**named: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "Resources": {
            name: {"Type": type, "Properties": properties}
            for name, (type, properties) in named.items()
        }
    }


def case(
    *changes: Change,
    body: dict[str, Any] | None = None,
    aws: FakeAws | None = None,
    values: dict[str, str] | None = None,
    parameters: tuple[Parameter, ...] = (),
    state: StackState | None = None,
    live: dict[str, ServiceState] | None = None,
    rehearses: bool = False,
    **more: Any,
) -> Case:
    aws, values = aws or FakeAws(), values or {}
    declared = {p.name: {"Type": p.type} for p in parameters}
    whole = {"Resources": {}, "Parameters": declared, **(body or {})}
    asked = stack(*parameters, body=whole, definition="services/web.py", **more)
    return Case(
        proposal=Proposal(
            stack=asked.name, stack_id="arn", step=Step.UPDATE, why="", changes=changes
        ),
        stack=asked,
        state=state,
        values=values,
        template=Template(asked, values, aws),
        aws=aws,
        rehearses=rehearses,
        live=live or {},
    )


def task(**container: Any) -> dict[str, Any]:
    return resources(It=(TASK, {"ContainerDefinitions": [{"Name": "app", **container}]}))
