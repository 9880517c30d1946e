"""The container's own health check failed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import (
    Said,
    container_path,
    last_lines,
    quoted,
    said,
    task_definition,
    times,
)

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Task failed container health checks", the reason of the task; its container has the healthStatus UNHEALTHY
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_SAID = re.compile(r"^Task failed container health checks")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID, events=False)
    if not found:
        return None
    name = _unhealthy(found[0])
    whose = f'container "{name}"' if name else "a container"
    definition = task_definition(evidence, found[0].service)
    return Found(
        what=f"{whose} failed its own health check{times(found)}",
        evidence=quoted(found) + last_lines(found[0].task, name),
        fix="try the command inside the image (`curl` is not in every one), and mend `container.healthy`; "
        "give a slow "
        "start `Healthy(start_period=...)`, a slow answer `timeout`",
        resource=definition,
        path=container_path(evidence, definition, name, "HealthCheck"),
        field="container.healthy",
    )


def _unhealthy(one: Said) -> str:
    held = one.task.containers if one.task else ()
    return next((c.name for c in held if c.health == "UNHEALTHY"), one.container)


CAUSE = CauseKind(
    id="container-health-check",
    title="the container's own health check failed",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
)
