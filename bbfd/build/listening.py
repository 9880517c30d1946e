"""The ports that a container listens on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from troposphere.ecs import PortMapping

from bbfd.build._given import given
from bbfd.build.connect import Named, connect_port
from bbfd.build.ports import Protocol, is_port, no_port
from bbfd.build.routes import reached
from bbfd.build.scope import Scope
from bbfd.model.container import Container
from bbfd.model.stack import Refusal
from bbfd.model.workload import Workload

if TYPE_CHECKING:
    from bbfd.model.port import Port


def port_mappings(scope: Scope[Workload], container: Container) -> list[PortMapping]:
    """The container's port, unless more is said of it, the others, and those that a load balancer is told of."""
    host_port = scope.launch.network_mode.host_port
    own, further = container.port, container.ports
    named = connect_port(scope, container)
    made = [_said(each, host_port(each.number), named) for each in further if is_usable(each)]
    made += [_told(*each, host_port(each[0]), named) for each in _untold(scope, container, named)]
    if own is None or not is_port(own) or any(_is_that(each, own) for each in further):
        return made
    return [_plain(own, host_port(own), named), *made]


def _is_that(port: Port, number: int) -> bool:
    """Whether it says more of the container's own port."""
    return port.number == number and port.last is None and port.protocol == "tcp"


def _untold(
    scope: Scope[Workload], container: Container, named: Named | None
) -> Iterator[tuple[int, Protocol]]:
    """What a load balancer or Service Connect sends requests to, and the container says nothing of."""
    called: list[tuple[int, Protocol]] = [] if named is None else [(named.number, "tcp")]
    # With an address of their own, what one container says is said for all: AWS refuses a port twice.
    sharing = (container,) if scope.attachment is None else scope.containers
    for number, protocol in dict.fromkeys((*reached(scope, container), *called)):
        if not any(_says(each, number, protocol) for each in sharing):
            yield number, protocol


def _says(container: Container, number: int, protocol: Protocol) -> bool:
    """Whether it is a port of the container that is said to be."""
    return (number, protocol) == (container.port, "tcp") or any(
        each.protocol == protocol and each.number <= number <= (each.last or each.number)
        for each in container.ports
    )


@cache
def _told(port: int, protocol: Protocol, host: int | None, named: Named | None) -> PortMapping:
    if protocol == "tcp":
        return _plain(port, host, named)
    return PortMapping(ContainerPort=port, Protocol=protocol, **given(HostPort=host))


@cache
def _plain(port: int, host: int | None, named: Named | None) -> PortMapping:
    called = named if named is not None and named.number == port else None
    return PortMapping(
        ContainerPort=port,
        **given(
            HostPort=host,
            Name=called.name if called else None,
            AppProtocol=called.spoken if called else None,
        ),
    )


@cache
def _said(port: Port, host: int | None, named: Named | None) -> PortMapping:
    if port.last is not None:
        return PortMapping(ContainerPortRange=f"{port.number}-{port.last}", Protocol=port.protocol)
    called = named if named is not None and named.number == port.number else None
    return PortMapping(
        ContainerPort=port.number,
        Protocol=port.protocol,
        **given(
            HostPort=host if port.host is None else port.host,
            Name=called.name if called else port.name,
            AppProtocol=port.application or (called.spoken if called else None),
        ),
    )


def is_usable(port: Port) -> bool:
    """Whether all of its numbers are ports."""
    return all(is_port(n) for n in (port.number, port.last, port.host) if n is not None)


def unfit_ports(scope: Scope[Workload], container: Container, field: str) -> Iterator[Refusal]:
    """Why not all of a container's ports can be had."""
    if container.port is not None and not is_port(container.port):
        yield no_port(container.port, f"{field}.port")
    seen = set()
    for index, port in enumerate(container.ports):
        here = f"{field}.ports.{index}"
        yield from _unfit(port, here)
        if port.last is not None:
            yield from _unfit_range(scope, port, here)
        if (said := (port.number, port.protocol, port.host)) in seen:
            yield Refusal(what=f"port {port.number} twice", fix="remove one of them", field=here)
        seen.add(said)


def _unfit(port: Port, field: str) -> Iterator[Refusal]:
    for part in ("number", "last", "host"):
        number = getattr(port, part)
        if number is not None and not is_port(number):
            yield no_port(number, f"{field}.{part}")
    if port.application is not None and port.protocol != "tcp":
        yield Refusal(
            what=f"{port.application} is spoken on TCP, and port {port.number} is for {port.protocol}",
            fix="remove application=, or protocol=",
            field=f"{field}.application",
        )


def _unfit_range(scope: Scope[Workload], port: Port, field: str) -> Iterator[Refusal]:
    for part in ("name", "application", "host"):
        if getattr(port, part) is not None:
            yield Refusal(
                what=f"the ports {port.number} to {port.last} are a range, which has no {part}",
                fix=f"remove {part}=, or write the ports one by one",
                field=f"{field}.{part}",
            )
    if scope.launch.network_mode.host_port(port.number) == port.number:
        yield Refusal(
            what="tasks that share their host's network have no ranges of ports",
            fix="write the ports one by one, or another network mode",
            field=field,
        )
