"""ECS: services and the images of task definitions. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.records import Rollout, ServiceState
from bbfd.errors import AwsError, Trouble

_AT_ONCE = 10  # DescribeServices takes no more


class Ecs:
    """The calls about services."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services by ARN; those that are gone are left out."""
        found: list[ServiceState] = []
        for cluster, some in _by_cluster(arns):
            found.extend(self._of_cluster(cluster, some))
        return tuple(found)

    def images(self, task_definition: str) -> Mapping[str, str]:
        """Container name -> image."""
        with asking(f"describe the task definition {task_definition}"):
            answer = self._client.describe_task_definition(taskDefinition=task_definition)
        containers = answer["taskDefinition"]["containerDefinitions"]
        return {c["name"]: c.get("image", "") for c in containers}

    def _of_cluster(self, cluster: str, arns: list[str]) -> Iterator[ServiceState]:
        try:
            with asking(f"describe services of the cluster {cluster}"):
                answer = self._client.describe_services(cluster=cluster, services=arns)
        except AwsError as error:
            if error.trouble is Trouble.ABSENT:
                return
            raise
        yield from (_service(raw, cluster) for raw in answer["services"])


def _by_cluster(arns: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    clusters: dict[str, list[str]] = {}
    for arn in arns:
        clusters.setdefault(_cluster(arn), []).append(arn)
    for cluster, some in clusters.items():
        for start in range(0, len(some), _AT_ONCE):
            yield cluster, some[start : start + _AT_ONCE]


def _cluster(arn: str) -> str:
    """Read the cluster out of a service's ARN, `...:service/CLUSTER/NAME`; the oldest ARNs name none."""
    parts = arn.rpartition(":")[2].split("/")
    return parts[1] if len(parts) == 3 else "default"


def _service(raw: Mapping[str, Any], cluster: str) -> ServiceState:
    return ServiceState(
        arn=raw["serviceArn"],
        name=raw["serviceName"],
        cluster=cluster,
        status=raw.get("status", ""),
        desired=raw.get("desiredCount", 0),
        running=raw.get("runningCount", 0),
        pending=raw.get("pendingCount", 0),
        rollouts=tuple(_rollout(d) for d in raw.get("deployments", ())),
    )


def _rollout(raw: Mapping[str, Any]) -> Rollout:
    return Rollout(
        id=raw.get("id", ""),
        primary=raw.get("status") == "PRIMARY",
        task_definition=raw.get("taskDefinition", ""),
        state=raw.get("rolloutState", ""),
        reason=raw.get("rolloutStateReason", ""),
        desired=raw.get("desiredCount", 0),
        running=raw.get("runningCount", 0),
        pending=raw.get("pendingCount", 0),
        failed=raw.get("failedTasks", 0),
    )
