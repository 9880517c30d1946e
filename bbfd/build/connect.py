"""Who is called by others of the environment and who calls them, and what a task needs for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bbfd.build import ids
from bbfd.build.needed import needed_by
from bbfd.build.ports import is_port, no_port
from bbfd.build.routes import own_port
from bbfd.build.scope import Scope
from bbfd.model.container import Container
from bbfd.model.deployment import Shifting, TestHeader
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed, LongRunning, Workload

if TYPE_CHECKING:
    from bbfd.build.connected import Found, Joined
    from bbfd.model.connect import CloudMap, Connect


class Named(NamedTuple):
    """A port that Service Connect names. spoken: what is spoken there, in ECS's words."""

    number: int
    name: str
    spoken: str | None


def offered(workload: Workload) -> Connect | None:
    """What others of the environment call it by."""
    connect = workload.connect if isinstance(workload, LongRunning) else False
    return None if isinstance(connect, bool) else connect


def in_cloud_map(workload: Workload) -> bool:
    """Whether it is found by a DNS name."""
    return isinstance(workload, LongRunning) and workload.discovery is not None


def is_called(workload: Workload) -> bool:
    """Whether others of the environment call it."""
    return in_cloud_map(workload) or offered(workload) is not None


def calls_others(workload: Workload) -> bool:
    """Whether it calls others of the environment."""
    joined = isinstance(workload, LongRunning) and workload.connect is not False
    return workload.calls or joined


def out_of_touch(scope: Scope[Workload]) -> Iterator[Refusal]:
    """What calls or is called, and is carried by what can do neither.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
    """
    workload = scope.workload
    if not (calls_others(workload) or is_called(workload)):
        return
    if not scope.launch.is_balanced:
        yield Refusal(
            what="these tasks run on machines outside the network: they find no service, and none finds them",
            fix="remove connect=, discovery= and calls=, or let something in the network carry it: runs_on=EC2()",
            field=scope.launch_field,
        )
    elif workload.calls and scope.attachment is None:
        yield from _uncarried(scope)


def _uncarried(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Tasks with no security group of their own carry the group of callers as their instances do."""
    missing = needed_by(scope.place)(ids.CALLERS)
    if isinstance(missing, Refusal):
        yield replace(missing, field="calls")
    carried_by = scope.launch.providers(spot=scope.environment.spot)
    if any(each.of == "managed" and each.name is None for each in carried_by):
        yield Refusal(
            what="instances that AWS picks do not carry the security group of callers",
            fix="give the tasks addresses of their own: ManagedInstances(network_mode=Awsvpc())",
            field=f"{scope.launch_field}.network_mode",
        )


def called_port(scope: Scope[Workload]) -> int:
    """The container's port that others call. Raises Unbuildable where it has none."""
    connect, own = offered(scope.workload), own_port(scope.workload.container)
    said = connect.port if connect else None
    port, field = (own, "container.port") if said is None else (said, "connect.port")
    if port is None:
        raise Unbuildable(_NOWHERE)
    if not is_port(port):
        raise Unbuildable(no_port(port, field))
    return port


_NOWHERE = Refusal(
    what="others call the service, and there is no port to call",
    fix="say which one the container listens on: Container(..., port=8080)",
    field="container",
)


def connect_port(scope: Scope[Workload], container: Container) -> Named | None:
    """The port of this container that Service Connect asks for by name, if it is one."""
    offers = offered(scope.workload)
    if offers is None or container is not scope.workload.container:
        return None
    number = own_port(container) if offers.port is None else offers.port
    if number is None or not is_port(number):
        return None
    spoken = None if offers.protocol == "tcp" else offers.protocol
    return Named(number, port_name(container, number), spoken)


def port_name(container: Container, number: int) -> str:
    """What Service Connect asks for a port by: as the container calls it, where it does."""
    said = (port.name for port in container.ports if port.number == number and port.name)
    return next(said, "connect")


def joined(scope: Scope[LongRunning]) -> Joined | None:
    """How it takes part in Service Connect, if it does."""
    if scope.workload.connect is False:
        return None
    from bbfd.build.connected import Joined  # 2 ms, for what is found and what calls

    offers = offered(scope.workload)
    port = 0 if offers is None else called_port(scope)
    named = port_name(scope.workload.container, port)
    return Joined(
        offers=offers, port=port, port_name=named, name=scope.name, test=_test(scope, offers)
    )


def _test(scope: Scope[LongRunning], offers: Connect | None) -> TestHeader | None:
    """The requests that go to new tasks first, where they come through Service Connect alone."""
    deployment = scope.workload.deployment
    alone = offers is not None and not isinstance(scope.workload, Exposed)
    test = deployment.test if alone and isinstance(deployment, Shifting) else None
    return test if isinstance(test, TestHeader) and test.values else None


def record_of(scope: Scope[LongRunning], wanted: CloudMap) -> str:
    """What its records tell: an address, where a task has one of its own."""
    return wanted.record or ("SRV" if scope.attachment is None else "A")


def found(scope: Scope[LongRunning]) -> Found | None:
    """How it is in Cloud Map, if it is."""
    wanted = scope.workload.discovery
    if wanted is None:
        return None
    from bbfd.build.connected import Found

    port = called_port(scope) if record_of(scope, wanted) == "SRV" else None
    return Found(container=scope.workload.container.name, port=port)


def reached(joined: Joined | None, found: Found | None) -> dict[str, Any]:
    """What a service of ECS says of it."""
    if joined is None and found is None:
        return {}
    from bbfd.build.connected import connected, registries

    said = {"ServiceConnectConfiguration": connected(joined)} if joined else {}
    return {**said, "ServiceRegistries": registries(found)} if found else said
