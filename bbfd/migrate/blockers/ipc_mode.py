"""Memory shared with the instance, or among the containers of a task."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for task in (*template.tasks, *template.standing):
        for path, raw in task.written("IpcMode"):
            yield Found(path, f"IpcMode is {template.text_of(raw) or 'set'}")


BLOCKER = Blocker(
    title="shared memory",
    instead=(
        "remove IpcMode if nothing uses shared memory; what does, shares a volume with nothing "
        "but a Name, or speaks over localhost"
    ),
    aws="Tasks using the Fargate launch type do not support ipcMode.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
