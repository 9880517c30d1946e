"""Placement: there are no instances to choose among."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html"
_OF_SERVICES = ("PlacementConstraints", "PlacementStrategies", "PlacementStrategy")


def _look(template: Template) -> Iterator[Change]:
    for each in template.launched:
        for name in _OF_SERVICES:
            yield from _change(template, each.part, name, "placementConstraints")
    for task in template.tasks:
        yield from _change(template, task, "PlacementConstraints", "constraints")


def _change(template: Template, part: Part, name: str, word: str) -> Iterator[Change]:
    if not template.has(part, name):
        return
    strategies = name.startswith("PlacementStrateg")
    avoided = "strategy" if strategies else "constraints"
    yield Change(
        path=part.at(name),
        what=f"{name} is removed",
        why=(
            "Fargate has no instances to choose among; it spreads tasks over the Availability "
            "Zones of the subnets"
        ),
        edits=(Drop(part.at(name)),),
        avoids=(
            "Fargate compatible task definitions do not support constraints"
            if word == "constraints"
            else f"Placement {avoided} are not supported with Fargate launch type."
        ),
    )


STEP = Step(title="tasks are placed by Fargate", doc=_DOC, look=_look)
