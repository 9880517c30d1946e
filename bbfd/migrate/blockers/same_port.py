"""Containers of one task that listen at the same port."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Part, Template


def _look(template: Template) -> Iterator[Found]:
    for task in (*template.tasks, *template.standing):
        owners: dict[str, Part] = {}
        for container in template.containers(task):
            if "Fn::If" in container.path:
                continue
            for mapping in container.parts("PortMappings"):
                port = template.text_of(mapping.body.get("ContainerPort"))
                other = owners.setdefault(port, container) if port else container
                if other is not container:
                    yield Found(
                        mapping.at("ContainerPort"),
                        f"another container of {task.id} listens at {port} too",
                    )


BLOCKER = Blocker(
    title="one port for two containers",
    instead=(
        "the containers of a task share one network interface: have one of them listen at "
        "another port, by its configuration or a variable, and change ContainerPort"
    ),
    aws="The container port is used multiple times in task.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    look=_look,
)
