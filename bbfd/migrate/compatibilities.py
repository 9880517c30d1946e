"""RequiresCompatibilities: ECS checks a task definition for Fargate when it is registered, not when it is started."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Edit, Put, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#requires_compatibilities"


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        said = template.listed(task, "RequiresCompatibilities")
        if not all("FARGATE" in each for each in said):
            yield Change(
                path=task.at("RequiresCompatibilities"),
                what="RequiresCompatibilities is FARGATE",
                why="ECS checks the task definition for Fargate when it is registered",
                edits=(_edit(task),),
                avoids="Task definition does not support launch_type FARGATE.",
            )


def _edit(task: Part) -> Edit:
    raw = task.body.get("RequiresCompatibilities")
    if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], str):
        return Put(task.at("RequiresCompatibilities", 0), "FARGATE")
    return Put(task.at("RequiresCompatibilities"), ["FARGATE"], after=("Family",))


STEP = Step(title="the task definition is for Fargate", doc=_DOC, look=_look)
