"""ECS services that run: their tasks, their count, a new deployment of the same, a tag.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from bbfd.aws.tasks import task_of
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.present import Present
from bbfd.deploy.records import ServiceState
from bbfd.diagnose import StoppedTask

_AT_ONCE = 100  # DescribeTasks takes no more


class Operated:
    """The calls about services that run."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def present(self, services: tuple[ServiceState, ...]) -> tuple[Present, ...]:
        """Read the tasks of services that run, or are to run; of one cluster a hundred at a time."""
        found: list[Present] = []
        for cluster, owners in self._listed(services).items():
            for some in _hundreds(tuple(owners)):
                raw = self._read(cluster, some)
                found.extend(_task(one, owners[one["taskArn"]]) for one in raw)
        return tuple(found)

    def runs(
        self, cluster: str, family: str
    ) -> tuple[tuple[Present, ...], tuple[StoppedTask, ...]]:
        """Read the tasks of a family: those that run, and those that stopped within about an hour."""
        arns = if_there(f"list the tasks of {family}", partial(self._of_family, cluster, family))
        raw = [one for some in _hundreds(arns or ()) for one in self._read(cluster, some)]
        over = [one.get("lastStatus") == "STOPPED" for one in raw]
        return (
            tuple(_task(one, "") for one, ended in zip(raw, over, strict=True) if not ended),
            tuple(task_of(one) for one, ended in zip(raw, over, strict=True) if ended),
        )

    def count(self, service: ServiceState, wanted: int) -> None:
        """Ask for so many tasks."""
        with asking(f"set the count of {service.name} to {wanted}"):
            self._client.update_service(
                cluster=service.cluster, service=service.arn, desiredCount=wanted
            )

    def roll(self, service: ServiceState) -> str:
        """Begin a new deployment of what runs already; its id."""
        with asking(f"restart {service.name}"):
            answer = self._client.update_service(
                cluster=service.cluster, service=service.arn, forceNewDeployment=True
            )
        deployments = answer["service"].get("deployments", ())
        return next((str(d["id"]) for d in deployments if d.get("status") == "PRIMARY"), "")

    def tag(self, service: ServiceState, name: str, value: str) -> None:
        """Write a tag on a service."""
        with asking(f"tag {service.name} with {name}"):
            self._client.tag_resource(resourceArn=service.arn, tags=[{"key": name, "value": value}])

    def untag(self, service: ServiceState, name: str) -> None:
        """Take a tag off a service."""
        with asking(f"take the tag {name} off {service.name}"):
            self._client.untag_resource(resourceArn=service.arn, tagKeys=[name])

    def _read(self, cluster: str, arns: list[str]) -> list[Mapping[str, Any]]:
        with asking(f"read tasks of the cluster {cluster}"):
            answer = self._client.describe_tasks(cluster=cluster, tasks=arns)
        return list(answer.get("tasks", ()))

    def _listed(self, services: tuple[ServiceState, ...]) -> dict[str, dict[str, str]]:
        """Cluster -> task -> the service that it belongs to."""
        found: dict[str, dict[str, str]] = {}
        for service in services:
            arns = if_there(f"list the tasks of {service.name}", partial(self._arns, service))
            found.setdefault(service.cluster, {}).update(dict.fromkeys(arns or (), service.arn))
        return found

    def _arns(self, service: ServiceState) -> tuple[str, ...]:
        return tuple(self._pages(cluster=service.cluster, serviceName=service.name))

    def _of_family(self, cluster: str, family: str) -> tuple[str, ...]:
        states = ("RUNNING", "STOPPED")
        pages = (self._pages(cluster=cluster, family=family, desiredStatus=one) for one in states)
        return tuple(dict.fromkeys(arn for some in pages for arn in some))

    def _pages(self, **asked: str) -> Iterator[str]:
        for page in self._client.get_paginator("list_tasks").paginate(**asked):
            yield from page["taskArns"]


def _hundreds(arns: tuple[str, ...]) -> Iterator[list[str]]:
    for first in range(0, len(arns), _AT_ONCE):
        yield list(arns[first : first + _AT_ONCE])


def _task(raw: Mapping[str, Any], service: str) -> Present:
    return Present(
        arn=raw["taskArn"],
        service=service,
        task_definition=raw.get("taskDefinitionArn", ""),
        status=raw.get("lastStatus", ""),
        health=raw.get("healthStatus", "UNKNOWN"),
        since=raw.get("startedAt") or raw.get("createdAt"),
        zone=raw.get("availabilityZone", ""),
        carried_by=raw.get("capacityProviderName") or raw.get("launchType", ""),
        digests={
            c["name"]: c["imageDigest"] for c in raw.get("containers", ()) if c.get("imageDigest")
        },
    )
