"""Tasks that are larger than any of Fargate."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._machines import runs_windows
from bbfd.migrate._sizes import smallest
from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template
from bbfd.migrate.task_size import wanted_size


def _look(template: Template) -> Iterator[Found]:
    for task in template.tasks:
        wanted = wanted_size(template, task)
        if smallest(wanted, windows=runs_windows(template, task)) is None:
            what = f"the containers ask for Cpu {wanted.cpu} and Memory {wanted.memory}"
            yield Found(
                task.at("ContainerDefinitions"), f"{what}, and no size of Fargate has room for that"
            )


BLOCKER = Blocker(
    title="a task that is too large",
    instead=(
        "make it smaller, or split it: one task with 32 vCPU and 244 GB is the largest (4 vCPU "
        "and 30 GB on Windows). Else the service stays on EC2"
    ),
    aws="No Fargate configuration exists for given values",
    doc=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size"
    ),
    look=_look,
)
