"""RequiresCompatibilities: what a task definition lets itself be launched on."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Task, fargate_tasks
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_AWS = "Task definition does not support launch_type FARGATE."
_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
    "#requires_compatibilities"
)
_LINE = "      RequiresCompatibilities: [FARGATE]\n"


def _missing(document: Document) -> Iterator[Found]:
    for task in fargate_tasks(document):
        if task.launchers and not task.said:
            launcher = task.launchers[0]
            yield Found(
                (*task.path, "RequiresCompatibilities"),
                f"the {launcher.kind} {launcher.id} launches it on Fargate",
                fix=f"add RequiresCompatibilities: [FARGATE] to {task.id}",
                level=Level.WARNING if _suits_fargate_anyway(document, task) else None,
            )


def _suits_fargate_anyway(document: Document, task: Task) -> bool:
    """ECS works it out by itself for a task definition that Fargate can take; only the early checks are lost."""
    if task.mode is not UNKNOWN and task.mode != "awsvpc":
        return False
    return all(document.value(task.body.get(name)) is not None for name in ("Cpu", "Memory"))


def _other(document: Document) -> Iterator[Found]:
    for task in fargate_tasks(document):
        said = task.said
        if not said or "FARGATE" in said or any(each is UNKNOWN for each in said):
            continue
        launcher = task.launchers[0]
        yield Found(
            (*task.path, "RequiresCompatibilities"),
            f"it is {list(said)}, and the {launcher.kind} {launcher.id} launches it on Fargate",
            fix=f"set RequiresCompatibilities of {task.id} to [FARGATE]",
        )


RULES = (
    Rule(
        id="FARGATE-REQUIRES-COMPATIBILITIES",
        title="a task on Fargate says that it can run there",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="add RequiresCompatibilities: [FARGATE] to the task definition",
        doc=_DOC,
        wrong=SERVICE.replace(_LINE, ""),
        right=SERVICE,
        look=_missing,
        also=("E3054",),
    ),
    Rule(
        id="FARGATE-REQUIRES-COMPATIBILITIES-EC2-ONLY",
        title="a task on Fargate is not kept to EC2",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="set RequiresCompatibilities to [FARGATE]",
        doc=_DOC,
        wrong=SERVICE.replace("[FARGATE]", "[EC2]"),
        right=SERVICE,
        look=_other,
        also=("E3054",),
    ),
)
