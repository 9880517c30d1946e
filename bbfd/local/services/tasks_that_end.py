"""ECS: how tasks end. One that is run once ends at once, and well: there is no container in it that could go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import ecs

Response = tuple[int, dict[str, str], bytes]
# What ministack's scheduler gives as a reason when it stops a task: through the call that people stop one with.
_SCHEDULERS = (
    "Deployment capacity limit",
    "Deployment completed",
    "Service deleted",
    "Service scaling down",
    "Task definition updated",
)


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


def told_by_whom(
    stop: Callable[[dict[str, Any]], Response],
) -> Callable[[dict[str, Any]], Response]:
    """What stops a task, with whose doing it was: the scheduler's own stops are not a person's, as in ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """

    def stopped(fields: dict[str, Any]) -> Response:
        if fields.get("reason") not in _SCHEDULERS:
            return stop(fields)
        task = ecs._resolve_task(fields["task"], fields["cluster"]) or {}
        why = f"Scaling activity initiated by (deployment {task.get('_deployment_id', '')})"
        answer = stop({**fields, "reason": why})
        if task.get("stoppedReason") == why:
            task["stopCode"] = "ServiceSchedulerInitiated"
        return answer

    return stopped


ACTIONS = {"RunTask": _run}
