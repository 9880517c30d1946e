"""A container took more memory than it may, and was killed for it: AWS says so, an exit code 137 alone does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import (
    last_lines,
    property_of,
    quoted,
    said,
    task_definition,
    times,
)

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "OutOfMemoryError: Container killed due to memory usage", the reason of the container:
#  https://github.com/aws/amazon-ecs-agent/blob/master/agent/dockerclient/dockerapi/errors.go
#  (on Fargate with a small c: "OutOfMemoryError: container killed due to memory usage")
_SAID = re.compile(r"^OutOfMemoryError: ")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID, events=False)
    if not found:
        return None
    one = found[0]
    definition = task_definition(evidence, one.service)
    size = property_of(evidence, definition, "Memory")
    of = f" of the task's {size} MiB" if isinstance(size, str | int) else ""
    return Found(
        what=f"{one.whom} took more memory than it may{of} and was killed{times(found)}",
        evidence=quoted(found) + last_lines(one.task, one.container),
        fix="give the task more, `runs_on=Fargate(memory=...)` (MiB), or raise `Container(memory=...)` if "
        "that is the limit "
        "it met; or make the program need less",
        resource=definition,
        path="Memory",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="out-of-memory",
    title="a container took more memory than it may",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
)
