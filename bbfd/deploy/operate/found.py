"""What is deployed of a service, and how a task of it is started: what is looked into, run and entered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.attach import is_shell, there
from bbfd.deploy.records import SERVICE
from bbfd.deploy.tasks import Order, Share
from bbfd.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbfd.deploy.means import Means
    from bbfd.deploy.records import ContainerPlan, Resource, StackState
    from bbfd.model.stack import Stack

_TASK = "AWS::ECS::TaskDefinition"
_LOGS = "AWS::Logs::LogGroup"
# What a stack without an ECS service tells of how its task is started; bbfd/build/parts/on_demand.py writes it.
_OUTPUTS = ("Cluster", "Subnets", "PublicIp", "Providers", "LaunchType", "PlatformVersion")
_GROUPS = ("TaskSecurityGroup", "CallersSecurityGroup")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A stack that is there, and is the service's own. tags: of its definition, by which commands name it."""

    state: StackState
    tags: Mapping[str, str]
    resources: tuple[Resource, ...]

    @property
    def service(self) -> str:
        """The ARN of its ECS service; "" where it has none."""
        return next(iter(self._of_type(SERVICE)), "")

    @property
    def task_definitions(self) -> tuple[str, ...]:
        """The ARNs of its task definitions."""
        return self._of_type(_TASK)

    @property
    def log_groups(self) -> tuple[str, ...]:
        """The names of its own log groups."""
        return self._of_type(_LOGS)

    def _of_type(self, type_: str) -> tuple[str, ...]:
        found = (one for one in self.resources if one.type == type_ and one.physical_id)
        return tuple(one.physical_id for one in found if one.status != "DELETE_COMPLETE")


def find(stack: Stack, means: Means) -> Found:
    """Look for what is deployed. Raises Refused where nothing is."""
    state = there(stack, means)
    resources = () if is_shell(state) else means.aws.stacks.resources(state.id)
    found = Found(state=state, tags=stack.tags, resources=tuple(resources))
    if not found.task_definitions:
        raise Refused(
            f"the stack {stack.name} ({state.status}) has no task definition",
            fix=f"`{command('deploy', stack.tags)}` makes it",
        )
    return found


def order_of(found: Found, means: Means) -> Order:
    """How a task of it is started: as its ECS service starts them; without one, as the stack tells."""
    if found.service:
        order = means.aws.services.as_it_runs(found.service)
        if order is not None:
            return order
        raise Refused(
            f"the ECS service of {found.state.name} is gone",
            fix=f"`{command('status', found.tags)}` shows what is left",
        )
    outputs = found.state.outputs
    if "Cluster" not in outputs:
        raise Refused(
            f"the stack {found.state.name} does not tell where its task runs: it has no ECS service, "
            "and was deployed by an older bbfd",
            fix=f"`{command('deploy', found.tags)}` brings it up to date",
        )
    return _told(outputs, found.task_definitions[0])


def family(task_definition: str) -> str:
    """The family of a task definition's ARN."""
    return task_definition.rpartition("/")[2].partition(":")[0]


def container_of(name: str | None, plans: tuple[ContainerPlan, ...], found: Found) -> ContainerPlan:
    """The container that is meant; without a name the main one, which comes first. Raises Refused."""
    chosen = next((one for one in plans if name in (None, one.name)), None)
    if chosen is None:
        there_are = ", ".join(one.name for one in plans)
        raise Refused(
            f"{found.state.name} has no container {name}", fix=f"--container takes {there_are}"
        )
    return chosen


def _told(outputs: Mapping[str, str], task_definition: str) -> Order:
    said = {name: outputs.get(name, "") for name in _OUTPUTS}
    return Order(
        cluster=said["Cluster"],
        task_definition=task_definition,
        subnets=tuple(filter(None, said["Subnets"].split(","))),
        groups=tuple(outputs[name] for name in _GROUPS if outputs.get(name)),
        public_ip=said["PublicIp"] == "ENABLED",
        providers=tuple(map(_share, said["Providers"].split())),
        launch_type=said["LaunchType"],
        platform_version=said["PlatformVersion"],
    )


def _share(said: str) -> Share:
    """Read `NAME,base=1,weight=2`."""
    name, *more = said.split(",")
    share = Share(provider=name, weight=0)
    for one in more:
        field, _, number = one.partition("=")
        share = replace(share, base=int(number)) if field == "base" else share
        share = replace(share, weight=int(number)) if field == "weight" else share
    return share
