"""The tasks of an ECS service that stopped -> our records. ECS forgets them after about an hour.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from bbfd.aws import sentences
from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.records import ServiceState
from bbfd.diagnose import StoppedContainer, StoppedTask

_AT_ONCE = 100  # DescribeTasks takes no more
_MOST = 20
# Told to stop, but its containers still run: it has no exit codes yet.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
_STOPPING = ("DEACTIVATING", "STOPPING")
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def stopped(client: Any, service: ServiceState) -> tuple[StoppedTask, ...]:
    """Read the newest tasks that stopped, newest first; a service that is gone has none."""
    found = if_there(
        f"read the stopped tasks of {service.name}", lambda: list(_raw(client, service))
    )
    tasks = [task_of(raw) for raw in found or () if _tells(raw)]
    tasks.sort(key=lambda task: task.at or _LONG_AGO, reverse=True)
    return tuple(tasks[:_MOST])


def ran(client: Any, cluster: str, arn: str) -> StoppedTask | None:
    """Read a task that has stopped; None while it runs, or is not known yet."""
    with asking(f"read the task {arn}"):
        answer = client.describe_tasks(cluster=cluster, tasks=[arn])
    for raw in answer.get("tasks", ()):
        if raw.get("lastStatus") == "STOPPED":
            return task_of(raw)
    return None


def _raw(client: Any, service: ServiceState) -> Iterator[Mapping[str, Any]]:
    """Describe every one of them: in what order they are listed, AWS does not say."""
    pages = client.get_paginator("list_tasks").paginate(
        cluster=service.cluster, serviceName=service.name, desiredStatus="STOPPED"
    )
    arns = [arn for page in pages for arn in page["taskArns"]]
    for first in range(0, len(arns), _AT_ONCE):
        some = arns[first : first + _AT_ONCE]
        yield from client.describe_tasks(cluster=service.cluster, tasks=some)["tasks"]


def _tells(raw: Mapping[str, Any]) -> bool:
    scaled_in = sentences.says_scaled_in(raw.get("stoppedReason", ""))
    return not scaled_in and raw.get("lastStatus") not in _STOPPING


def task_of(raw: Mapping[str, Any]) -> StoppedTask:
    """Read one that stopped."""
    times = (raw.get(name) for name in ("stoppedAt", "executionStoppedAt", "stoppingAt"))
    return StoppedTask(
        arn=raw["taskArn"],
        deployment=raw.get("startedBy", ""),
        task_definition=raw.get("taskDefinitionArn", ""),
        code=raw.get("stopCode", ""),
        reason=reason_of(raw, "stoppedReason"),
        containers=tuple(_container(c) for c in raw.get("containers", ())),
        at=next((at for at in times if at is not None), raw.get("createdAt")),
    )


def _container(raw: Mapping[str, Any]) -> StoppedContainer:
    return StoppedContainer(
        name=raw.get("name", ""),
        exit_code=raw.get("exitCode"),
        reason=reason_of(raw, "reason"),
        health=raw.get("healthStatus", ""),
        image=raw.get("image", ""),
    )
