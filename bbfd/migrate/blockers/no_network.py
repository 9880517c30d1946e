"""Tasks without a network."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for task in (*template.tasks, *template.standing):
        for path, raw in task.written("NetworkMode"):
            if template.text_of(raw) == "none":
                yield Found(path, "the task has no network on purpose; on Fargate it has awsvpc")


BLOCKER = Blocker(
    title="a task without a network",
    instead=(
        "on Fargate every task has one: take the rules for outgoing traffic from its security "
        "group (SecurityGroupEgress), and keep what the agent needs to pull images and write "
        "logs"
    ),
    aws="Fargate only supports network mode ‘awsvpc’.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    look=_look,
)
