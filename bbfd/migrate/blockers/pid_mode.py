"""The processes of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for task in (*template.tasks, *template.standing):
        for path, raw in task.written("PidMode"):
            if template.text_of(raw) != "task":
                yield Found(path, "the task sees the processes of its instance")


BLOCKER = Blocker(
    title="the processes of the instance",
    instead=(
        "PidMode: task shows the containers of the task to each other (Linux, platform 1.4.0); "
        "an agent that watches the instance has nothing to watch: remove it"
    ),
    aws="Tasks using the Fargate launch type do not support pidMode 'host'.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
