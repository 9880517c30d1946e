"""Tasks in the network of their instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for task in (*template.tasks, *template.standing):
        for path, raw in task.written("NetworkMode"):
            if template.text_of(raw) == "host":
                yield Found(
                    path, "the task uses the network of its instance; on Fargate it has awsvpc"
                )


BLOCKER = Blocker(
    title="the network of the host",
    instead=(
        "see to it that nothing in it asks for the instance's address (169.254.169.254), its "
        "interfaces or other ports of the instance; use the task metadata endpoint, and service "
        "discovery or a load balancer where others came to the instance's address"
    ),
    aws="Fargate only supports network mode ‘awsvpc’.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    look=_look,
)
