"""What ECS says of a task definition -> our records.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.records import ContainerPlan, LogPlace


def containers(client: Any, task_definition: str) -> tuple[ContainerPlan, ...]:
    """Read the containers of a task definition."""
    with asking(f"describe the task definition {task_definition}"):
        answer = client.describe_task_definition(taskDefinition=task_definition)
    return tuple(map(_container, answer["taskDefinition"]["containerDefinitions"]))


def _container(raw: Mapping[str, Any]) -> ContainerPlan:
    return ContainerPlan(
        name=raw["name"],
        image=raw.get("image", ""),
        log=_log(raw),
        driver=raw.get("logConfiguration", {}).get("logDriver", ""),
        ports=tuple(
            p["containerPort"] for p in raw.get("portMappings", ()) if "containerPort" in p
        ),
    )


def _log(raw: Mapping[str, Any]) -> LogPlace | None:
    """Where the log is. Without a prefix the stream has a name that only Docker knows.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    """
    how = raw.get("logConfiguration", {})
    options = how.get("options", {})
    group, prefix = options.get("awslogs-group"), options.get("awslogs-stream-prefix")
    if how.get("logDriver") != "awslogs" or not group or not prefix:
        return None
    return LogPlace(group=group, prefix=prefix, region=options.get("awslogs-region", ""))
