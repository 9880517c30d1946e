"""Task definitions of several services of which one stays on EC2: what Fargate wants of a task is not for EC2."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for each, other in template.together:
        name = "TaskDefinition" if each.kind in ("service", "task set") else "TaskDefinitionArn"
        what = f"{each.part.id} runs {', '.join(each.tasks)} as {other} does, which stays on EC2: it stays there too"
        yield Found(each.part.at(name), what)


BLOCKER = Blocker(
    title="one task definition for what stays and what goes",
    instead=(
        "give the one that goes to Fargate a task definition of its own, a copy of this one, and "
        "migrate again"
    ),
    aws="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    look=_look,
    stays=True,
)
