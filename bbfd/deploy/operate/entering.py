"""Which container a session goes to, and whether it can be entered: a running task with ECS Exec, its agent ready.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.operate.found import container_of, family, find, order_of
from bbfd.deploy.tasks import LiveContainer
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.operate.found import Found
    from bbfd.deploy.records import ContainerPlan
    from bbfd.deploy.tasks import LiveTask, Order
    from bbfd.model.stack import Stack

_SOON = "try again in a moment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrance:
    """A container that can be entered. others: running tasks that could have been meant, too."""

    cluster: str
    task: LiveTask
    container: ContainerPlan
    others: int = 0

    @property
    def target(self) -> str:
        """What Session Manager calls it."""
        return self.task.target(self.cluster, self.container.name)


def entrance(
    stack: Stack, means: Means, *, task: str = "", container: str | None = None
) -> Entrance:
    """Find it. task: an id, or how one begins; without it the newest one that runs. Raises Refused."""
    found = find(stack, means)
    order = order_of(found, means)
    running = _running(found, order, means, task)
    chosen = running[0]
    plans = means.aws.services.containers(chosen.task_definition)
    plan = container_of(container, plans, found)
    _must_be_open(chosen, order, found)
    _must_listen(_container(chosen, plan.name), chosen, found)
    return Entrance(cluster=order.cluster, task=chosen, container=plan, others=len(running) - 1)


def _running(found: Found, order: Order, means: Means, task: str) -> tuple[LiveTask, ...]:
    """The tasks that may be meant, the newest first; without a name those of the service alone."""
    live = means.aws.services.live(order.cluster, family(order.task_definition))
    ours = [one for one in live if task or not found.service or one.service]
    meant = [one for one in ours if one.id.startswith(task)]
    running = tuple(one for one in meant if one.status == "RUNNING")
    name = found.state.name
    if task and len(meant) > 1:
        ids = ", ".join(one.id for one in meant)
        raise Refused(
            f"the ids of {len(meant)} tasks begin with {task}: {ids}", fix="give more of it"
        )
    if running:
        return running
    if meant:
        raise Refused(
            f"no task of {name} runs yet: {_counted(meant)}",
            fix="try again in a moment; "
            f"`{command('diagnose', found.tags)}` says why, where it stays so",
        )
    there_are = ", ".join(one.id for one in live if one.status == "RUNNING")
    raise Refused(
        f"{name} has no task {task}" if task else f"no task of {name} runs",
        fix=f"--task takes {there_are}" if there_are else f"`{command('status', found.tags)}`",
    )


def _counted(tasks: list[LiveTask]) -> str:
    return ", ".join(f"{one.id[:8]} is {one.status}" for one in tasks[:5])


def _must_be_open(task: LiveTask, order: Order, found: Found) -> None:
    """Refuse a task that was started without ECS Exec."""
    if task.entered:
        return
    if order.entered:
        raise Refused(
            f"task {task.id} was started before ECS Exec was turned on",
            fix=f"`{command('restart', found.tags)}` starts new ones, which can be entered",
        )
    if not found.service:
        raise Refused(
            f"task {task.id} takes no ECS Exec: a task that ends by itself is not entered",
            fix=f"`{command('logs', found.tags)}` shows what it writes",
        )
    service, place = found.tags.get(SERVICE, "NAME"), found.tags.get(ENVIRONMENT, "E")
    raise Refused(
        f"ECS Exec is not turned on for {found.state.name}",
        fix=f"say `exec=True` in services/{service}.py, or for all services in environments/{place}.py; then "
        f"`{command('deploy', found.tags)}`",
    )


def _must_listen(one: LiveContainer, task: LiveTask, found: Found) -> None:
    """Refuse a container whose agent does not run (yet): a session with it would hang."""
    where = f"{one.name} of task {task.id[:8]}"
    why = f" ({one.agent_reason})" if one.agent_reason else ""
    if one.status != "RUNNING" or not one.runtime_id:
        state = one.status.lower() or "not there"
        raise Refused(f"the container {where} does not run: it is {state}", fix=_SOON)
    if one.agent in ("", "PENDING"):
        raise Refused(f"the agent that a session talks to is not ready in {where}{why}", fix=_SOON)
    if one.agent != "RUNNING":
        raise Refused(
            f"the agent that a session talks to has stopped in {where}{why}",
            fix="see that tasks reach Session Manager (a NAT gateway, or an endpoint for ssmmessages) and that the "
            f"root file system can be written to; `{command('restart', found.tags)}` starts new tasks",
        )


def _container(task: LiveTask, name: str) -> LiveContainer:
    return next((one for one in task.containers if one.name == name), LiveContainer(name=name))
