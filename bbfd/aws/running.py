"""Tasks that run, one-off ones among them: how they are started, seen, entered and stopped.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.tasks import LiveContainer, LiveTask, Order, Session, Share
from bbfd.errors import AwsError, Trouble

_AT_ONCE = 100  # DescribeTasks takes no more
_AGENT = "ExecuteCommandAgent"
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def run(client: Any, order: Order) -> str:
    """Run a task once, where and as it is ordered; its ARN."""
    doing = f"run a task of {order.task_definition}"
    with asking(doing):
        answer = client.run_task(**_asked(order))
    for task in answer.get("tasks", ()):
        return str(task["taskArn"])
    why = "; ".join(reason_of(raw, "reason") for raw in answer.get("failures", ()))
    raise AwsError(
        f"could not {doing}: {why or 'ECS gives no reason'}",
        fix="see that the cluster has room for one more task",
        trouble=Trouble.INVALID,
    )


def as_it_runs(client: Any, cluster: str, service: str) -> Order | None:
    """How the tasks of a service are started now."""
    answer = if_there(
        f"describe the service {service}",
        lambda: client.describe_services(cluster=cluster, services=[service]),
    )
    for raw in answer["services"] if answer else ():
        if raw.get("status") != "INACTIVE":
            return _order(raw, cluster)
    return None


def live(client: Any, cluster: str, family: str) -> tuple[LiveTask, ...]:
    """The tasks of a family that have not stopped, the newest first; none where there is no such cluster."""
    found = if_there(f"list the tasks of {family}", lambda: [*_described(client, cluster, family)])
    running = [_task(raw) for raw in found or () if raw.get("lastStatus") != "STOPPED"]
    running.sort(key=lambda task: task.created or _LONG_AGO, reverse=True)
    return tuple(running)


def live_task(client: Any, cluster: str, arn: str) -> LiveTask | None:
    """Read a task that has not stopped."""
    with asking(f"read the task {arn}"):
        answer = client.describe_tasks(cluster=cluster, tasks=[arn])
    for raw in answer.get("tasks", ()):
        if raw.get("lastStatus") != "STOPPED":
            return _task(raw)
    return None


def stop_task(client: Any, cluster: str, arn: str, reason: str) -> None:
    """Ask a task to stop."""
    with asking(f"stop the task {arn}"):
        client.stop_task(cluster=cluster, task=arn, reason=reason)


def enter(client: Any, cluster: str, task: LiveTask, container: str, command: str) -> Session:
    """Begin a command inside a container. What the plug-in is told is what the AWS CLI tells it."""
    with asking(f"enter {container} of the task {task.id}"):
        answer = client.execute_command(
            cluster=cluster,
            task=task.arn,
            container=container,
            command=command,
            interactive=True,
        )
    session = answer["session"]
    return Session(
        response={name: session[name] for name in ("sessionId", "streamUrl", "tokenValue")},
        request={"Target": task.target(cluster, container)},
        region=client.meta.region_name,
        endpoint=client.meta.endpoint_url,
    )


def _asked(order: Order) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "cluster": order.cluster,
        "taskDefinition": order.task_definition,
        "clientToken": order.token,
        "startedBy": "bbfd",
        **_overrides(order),
        **_placed(order),
    }
    if order.volumes:
        asked["volumeConfigurations"] = [dict(volume) for volume in order.volumes]
    if order.entered:
        asked["enableExecuteCommand"] = True
    if order.subnets:
        asked["networkConfiguration"] = {
            "awsvpcConfiguration": {
                "subnets": list(order.subnets),
                "securityGroups": list(order.groups),
                "assignPublicIp": "ENABLED" if order.public_ip else "DISABLED",
            }
        }
    return asked


def _overrides(order: Order) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if order.command:
        told["command"] = list(order.command)
    if order.variables:
        told["environment"] = [
            {"name": name, "value": value} for name, value in order.variables.items()
        ]
    sizes = {"cpu": order.cpu, "memory": order.memory}
    overrides: dict[str, Any] = {n: str(size) for n, size in sizes.items() if size is not None}
    if told:
        overrides["containerOverrides"] = [{"name": order.container, **told}]
    return {"overrides": overrides} if overrides else {}


def _placed(order: Order) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if order.providers:
        asked["capacityProviderStrategy"] = [
            {"capacityProvider": one.provider, "base": one.base, "weight": one.weight}
            for one in order.providers
        ]
    elif order.launch_type:
        asked["launchType"] = order.launch_type
    if order.platform_version:
        asked["platformVersion"] = order.platform_version
    if order.constraints:
        asked["placementConstraints"] = [
            {"type": type_, **({"expression": said} if said else {})}
            for type_, said in order.constraints
        ]
    return asked


def _order(raw: Mapping[str, Any], cluster: str) -> Order:
    """Where ECS tells of deployments, what the one that it works towards runs."""
    primary: Mapping[str, Any] = next(
        (d for d in raw.get("deployments", ()) if d.get("status") == "PRIMARY"), {}
    )
    interface = raw.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    return Order(
        cluster=cluster,
        task_definition=primary.get("taskDefinition") or raw.get("taskDefinition", ""),
        subnets=tuple(interface.get("subnets", ())),
        groups=tuple(interface.get("securityGroups", ())),
        public_ip=interface.get("assignPublicIp") == "ENABLED",
        providers=tuple(map(_share, raw.get("capacityProviderStrategy", ()))),
        launch_type=raw.get("launchType", ""),
        platform_version=raw.get("platformVersion", ""),
        constraints=tuple(
            (one["type"], one.get("expression", "")) for one in raw.get("placementConstraints", ())
        ),
        volumes=tuple(primary.get("volumeConfigurations", ())),
        entered=bool(raw.get("enableExecuteCommand", False)),
    )


def _share(raw: Mapping[str, Any]) -> Share:
    return Share(
        provider=raw["capacityProvider"], base=raw.get("base", 0), weight=raw.get("weight", 0)
    )


def _described(client: Any, cluster: str, family: str) -> Iterator[Mapping[str, Any]]:
    pages = client.get_paginator("list_tasks").paginate(
        cluster=cluster, family=family, desiredStatus="RUNNING"
    )
    arns = [arn for page in pages for arn in page["taskArns"]]
    for first in range(0, len(arns), _AT_ONCE):
        some = arns[first : first + _AT_ONCE]
        yield from client.describe_tasks(cluster=cluster, tasks=some)["tasks"]


def _task(raw: Mapping[str, Any]) -> LiveTask:
    kind, _, name = raw.get("group", "").partition(":")
    return LiveTask(
        arn=raw["taskArn"],
        status=raw.get("lastStatus", ""),
        task_definition=raw.get("taskDefinitionArn", ""),
        service=name if kind == "service" else "",
        entered=bool(raw.get("enableExecuteCommand", False)),
        created=raw.get("createdAt"),
        containers=tuple(map(_container, raw.get("containers", ()))),
    )


def _container(raw: Mapping[str, Any]) -> LiveContainer:
    agents = raw.get("managedAgents", ())
    agent: Mapping[str, Any] = next((a for a in agents if a.get("name") == _AGENT), {})
    return LiveContainer(
        name=raw.get("name", ""),
        status=raw.get("lastStatus", ""),
        runtime_id=raw.get("runtimeId", ""),
        agent=agent.get("lastStatus", ""),
        agent_reason=reason_of(agent, "reason"),
    )
