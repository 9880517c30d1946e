"""What must have succeeded before new tasks start, and the template of what is deployed before that. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bbfd.deploy.plan.guards._case import changes_within
from bbfd.deploy.records import SERVICE, Change

TASK = "AWS::ECS::TaskDefinition"
_SAID = "bbfd:before"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A task that runs once. task: the logical id of its definition."""

    task: str
    container: str
    command: tuple[str, ...]
    minutes: int


def runs(body: Mapping[str, Any]) -> tuple[Run, ...]:
    """List what a template's task definitions are run with first."""
    return tuple(
        Run(
            task=name,
            container=said["Container"],
            command=tuple(said["Command"]),
            minutes=said["Minutes"],
        )
        for name, resource in body.get("Resources", {}).items()
        if resource.get("Type") == TASK
        for said in resource.get("Metadata", {}).get(_SAID, ())
    )


def starts_tasks(changes: tuple[Change, ...]) -> bool:
    """Whether new tasks follow from these changes. Where what came first failed, their definition is there already."""
    return any(
        (change.type == TASK and change.action in ("add", "modify"))
        or (change.type == SERVICE and changes_within(change, "TaskDefinition"))
        for change in changes
    )


def all_but_services(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out the ECS services, and all that needs them."""
    plain = json.loads(json.dumps(body, default=dict))
    resources = plain["Resources"]
    gone = {name for name, one in resources.items() if one["Type"] == SERVICE}
    while True:
        more = {name for name, one in resources.items() if set(_named(one)) & gone} - gone
        if not more:
            break
        gone |= more
    outputs = plain.get("Outputs", {})
    return {
        **plain,
        "Resources": {name: one for name, one in resources.items() if name not in gone},
        "Outputs": {n: one for n, one in outputs.items() if not set(_named(one)) & gone},
    }


def as_they_run(body: Mapping[str, Any], running: Mapping[str, str]) -> Mapping[str, Any]:
    """Keep services at the task definitions that they run. running: logical id -> ARN.

    What should run is no output then: it is not what runs.
    """
    plain = json.loads(json.dumps(body, default=dict))
    for name, arn in running.items():
        plain["Resources"][name]["Properties"]["TaskDefinition"] = arn
    plain.get("Outputs", {}).pop("TaskDefinition", None)
    found: Mapping[str, Any] = plain
    return found


def _named(value: Any) -> Iterator[str]:
    """Every name that something written refers to, or waits for."""
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _referred(key, inner)
            yield from _named(inner)


def _referred(key: str, inner: Any) -> Iterator[str]:
    if key in ("Ref", "DependsOn") and isinstance(inner, str):
        yield inner
    elif key == "DependsOn":
        yield from inner
    elif key == "Fn::GetAtt":
        yield inner.partition(".")[0] if isinstance(inner, str) else inner[0]
    elif key == "Fn::Sub":
        text = inner if isinstance(inner, str) else inner[0]
        yield from (part.partition("}")[0].partition(".")[0] for part in text.split("${")[1:])
