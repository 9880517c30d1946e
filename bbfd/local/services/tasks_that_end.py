"""ECS: a task that is run once ends at once, and well: there is no container in it that could go on."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import ecs

Response = tuple[int, dict[str, str], bytes]


def _run(fields: dict[str, Any]) -> Response:
    """RunTask: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html."""
    answer: Response = ecs._run_task(fields)
    for started in json.loads(answer[2]).get("tasks", ()):
        task = ecs._tasks[started["taskArn"]]
        task.update(
            lastStatus="STOPPED",
            desiredStatus="STOPPED",
            stopCode="EssentialContainerExited",
            stoppedReason="Essential container in task exited",
            stoppingAt=task["createdAt"],
            stoppedAt=task["createdAt"],
        )
        for container in task["containers"]:
            container.update(lastStatus="STOPPED", exitCode=0)
    return answer


ACTIONS = {"RunTask": _run}
