"""ECS: services and what belongs to them. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.aws import running, sentences, service_deployments, task_definitions, tasks
from bbfd.aws.operated import Operated
from bbfd.aws.reasons import reason_of
from bbfd.aws.revisions import Revisions
from bbfd.aws.trouble import if_there
from bbfd.deploy.records import ContainerPlan, Hold, Rollout, ServiceState
from bbfd.deploy.tasks import LiveTask, Order, Session
from bbfd.diagnose import Breaker, ServiceEvent, StoppedTask

_AT_ONCE = 10  # DescribeServices takes no more
_EVENTS = 20  # of the hundred that ECS keeps


class Ecs(Operated, Revisions):
    """The calls about services."""

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services by ARN; those that are gone are left out."""
        return self._described(arns)

    def tagged(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services by ARN, with their tags."""
        return self._described(arns, include=["TAGS"])

    def images(self, task_definition: str) -> Mapping[str, str]:
        """Container name -> image."""
        return {c.name: c.image for c in self.containers(task_definition)}

    def containers(self, task_definition: str) -> tuple[ContainerPlan, ...]:
        """The containers of a task definition."""
        return task_definitions.containers(self._client, task_definition)

    def stopped(self, service: ServiceState) -> tuple[StoppedTask, ...]:
        """The tasks of a service that stopped of late, newest first, without those that it no longer needed."""
        return tasks.stopped(self._client, service)

    def breaker(self, service: ServiceState) -> Breaker | None:
        """The circuit breaker of the deployment in progress, or else of the last one."""
        return service_deployments.breaker(self._client, service)

    def stop(self, service: ServiceState) -> bool:
        """Stop the deployment in progress and roll it back; False where there is none, or no longer."""
        return service_deployments.stop(self._client, service)

    def run(self, order: Order) -> str:
        """Run a task once; its ARN."""
        return running.run(self._client, order)

    def ran(self, cluster: str, arn: str) -> StoppedTask | None:
        """Read a task that has stopped; None while it runs."""
        return tasks.ran(self._client, cluster, arn)

    def as_it_runs(self, service: str) -> Order | None:
        """How the tasks of a service are started now; None where it is gone."""
        return running.as_it_runs(self._client, _cluster(service), service)

    def live(self, cluster: str, family: str) -> tuple[LiveTask, ...]:
        """The tasks of a family that have not stopped, the newest first."""
        return running.live(self._client, cluster, family)

    def live_task(self, cluster: str, arn: str) -> LiveTask | None:
        """Read a task that has not stopped."""
        return running.live_task(self._client, cluster, arn)

    def stop_task(self, cluster: str, arn: str, *, reason: str) -> None:
        """Ask a task to stop."""
        running.stop_task(self._client, cluster, arn, reason)

    def enter(self, cluster: str, task: LiveTask, container: str, command: str) -> Session:
        """Begin a command inside a running container."""
        return running.enter(self._client, cluster, task, container, command)

    def awaits(self, service: ServiceState) -> Hold | None:
        """What the deployment in progress waits for a word at."""
        return service_deployments.awaits(self._client, service)

    def go_on(self, hold: Hold, *, back: bool) -> bool:
        """Give a deployment that waits the word to go on, or back; False where it waits no more."""
        return service_deployments.go_on(self._client, hold, back=back)

    def _described(self, arns: tuple[str, ...], **more: Any) -> tuple[ServiceState, ...]:
        found: list[ServiceState] = []
        for cluster, some in _by_cluster(arns):
            found.extend(self._of_cluster(cluster, some, more))
        return tuple(found)

    def _of_cluster(
        self, cluster: str, arns: list[str], more: Mapping[str, Any]
    ) -> Iterator[ServiceState]:
        answer = if_there(
            f"describe services of the cluster {cluster}",
            lambda: self._client.describe_services(cluster=cluster, services=arns, **more),
        )
        yield from (_service(raw, cluster) for raw in (answer["services"] if answer else ()))


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
    configured = raw.get("deploymentConfiguration", {})
    hooks = configured.get("lifecycleHooks", ())
    return ServiceState(
        arn=raw["serviceArn"],
        name=raw["serviceName"],
        cluster=cluster,
        status=raw.get("status", ""),
        desired=raw.get("desiredCount", 0),
        running=raw.get("runningCount", 0),
        pending=raw.get("pendingCount", 0),
        rollouts=tuple(_rollout(d) for d in raw.get("deployments", ())) or _revision(raw),
        events=tuple(_event(e) for e in raw.get("events", ())[:_EVENTS]),
        target_groups=tuple(dict.fromkeys(_target_groups(raw))),
        strategy=configured.get("strategy", ""),
        pauses=any(hook.get("targetType") == "PAUSE" for hook in hooks),
        under_way=raw.get("currentServiceDeployment", ""),
        daemon=raw.get("schedulingStrategy") == "DAEMON",
        tags={tag["key"]: tag["value"] for tag in raw.get("tags", ())},
    )


def _event(raw: Mapping[str, Any]) -> ServiceEvent:
    text = reason_of(raw, "message")
    return ServiceEvent(
        id=raw.get("id", ""), text=text, at=raw.get("createdAt"), ill=sentences.says_ill(text)
    )


def _target_groups(raw: Mapping[str, Any]) -> Iterator[str]:
    """Both groups where a deployment shifts traffic; a classic load balancer has none."""
    for balancer in raw.get("loadBalancers", ()):
        shifted = balancer.get("advancedConfiguration", {}).get("alternateTargetGroupArn")
        yield from (arn for arn in (balancer.get("targetGroupArn"), shifted) if arn)


def _revision(raw: Mapping[str, Any]) -> tuple[Rollout, ...]:
    """What runs, where ECS tells of it as revisions alone. One that another deployer keeps has neither."""
    revisions = raw.get("currentServiceRevisions", ())
    if not revisions:
        return ()
    return (
        Rollout(
            id=revisions[0].get("arn", ""),
            primary=True,
            task_definition=raw.get("taskDefinition", ""),
            state="IN_PROGRESS" if len(revisions) > 1 else "COMPLETED",
            desired=raw.get("desiredCount", 0),
            running=raw.get("runningCount", 0),
            pending=raw.get("pendingCount", 0),
        ),
    )


def _rollout(raw: Mapping[str, Any]) -> Rollout:
    return Rollout(
        id=raw.get("id", ""),
        primary=raw.get("status") == "PRIMARY",
        task_definition=raw.get("taskDefinition", ""),
        state=raw.get("rolloutState", ""),
        reason=reason_of(raw, "rolloutStateReason"),
        desired=raw.get("desiredCount", 0),
        running=raw.get("runningCount", 0),
        pending=raw.get("pendingCount", 0),
        failed=raw.get("failedTasks", 0),
    )
