"""Services that run one task on each instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for each in template.services:
        for path, raw in each.part.written("SchedulingStrategy"):
            if template.text_of(raw).upper() == "DAEMON":
                yield Found(path, f"{each.part.id} runs one task on each instance; it stays on EC2")


BLOCKER = Blocker(
    title="a daemon",
    instead=(
        "on Fargate there are no instances to have one task each: what it does for the tasks "
        "beside it becomes a sidecar in their task definitions; while instances are left, it "
        "stays with them"
    ),
    aws="The daemon scheduling strategy is not supported for the Fargate launch type.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
    look=_look,
    stays=True,
)
