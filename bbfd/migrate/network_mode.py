"""NetworkMode: every task on Fargate has a network interface of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._step import Change, Put, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        raw = task.body.get("NetworkMode")
        if any(mode != "awsvpc" for mode in template.values(task, "NetworkMode")):
            yield Change(
                path=task.at("NetworkMode"),
                what="NetworkMode is awsvpc",
                why=(
                    f"{_was(raw)}; on Fargate a task has a network interface and an address of its own"
                ),
                edits=(
                    Put(
                        task.at("NetworkMode"),
                        "awsvpc",
                        after=("RequiresCompatibilities", "Family"),
                    ),
                ),
                avoids="Fargate only supports network mode ‘awsvpc’.",
            )


def _was(raw: Any) -> str:
    if raw is None:
        return "without a word it is bridge"
    return f"it was {raw}" if isinstance(raw, str) else "it could be another one"


STEP = Step(title="the network mode is awsvpc", doc=_DOC, look=_look)
