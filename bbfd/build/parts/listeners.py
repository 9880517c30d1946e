"""Listeners of a service's own, and load balancers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroupIngress

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import Entrance, entrance
from bbfd.build.assemble import Made, Origin
from bbfd.build.blocks import is_block, no_block
from bbfd.build.ports import is_port, no_port
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.model.http import Http, Listener
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed


def own_listeners(scope: Scope[Exposed]) -> Iterator[Made]:
    """Where a way asks for one: a listener on a port of its own, and the load balancer opened on that port."""
    for route in routes(scope):
        if route.http.listener is not None:
            yield from _taken_before(scope, route, route.http.listener.port)
            yield from _listener(scope, route, route.http.listener)


def _taken_before(scope: Scope[Exposed], route: Route, port: int) -> Iterator[Refusal]:
    """Another way to the same load balancer listens there."""
    here, every = entrance(scope, route), routes(scope)
    for other in every:
        there = entrance(scope, other)
        if other == route or there.balancer != here.balancer:
            continue
        if port in _listened(other, there, before=every.index(other) < every.index(route)):
            yield Refusal(
                what=f"port {port} of the load balancer is another way's",
                fix=f"write another port than {port}, or tell the two apart by path or host",
                field=f"{route.field}.listener.port",
            )


def _listened(other: Route, there: Entrance, *, before: bool) -> tuple[int, ...]:
    """Where a way is listened for. Of two on one port, it is the later one that is told."""
    if other.http.listener is not None:
        return (other.http.listener.port,) if before else ()
    if not there.made:
        return ()
    return (80, 443) if there.secure else (80,)


def own_balancers(scope: Scope[Exposed]) -> Iterator[Made]:
    """Where ways ask for one: a load balancer of the service's own."""
    if any(route.http.balancer is not None for route in routes(scope)):
        from bbfd.build.own_balancers import balancers  # few services ask

        yield from balancers(scope)


def own_network_balancer(scope: Scope[Exposed]) -> Iterator[Made]:
    """Where the service takes connections: its network load balancer."""
    if scope.workload.network is not None:
        from bbfd.build.network_balancer import network_balancer  # neither do many take those

        yield from network_balancer(scope)


def _listener(scope: Scope[Exposed], route: Route, wanted: Listener) -> Iterator[Made]:
    field = f"{route.field}.listener"
    door = entrance(scope, route)
    yield from unfit_port(door, wanted, field)
    yield from _unasked(route)
    certificate = [elb.Certificate(CertificateArn=Ref(door.certificate))]
    yield elb.Listener(
        route.listener,
        LoadBalancerArn=Ref(door.balancer),
        Port=wanted.port,
        Protocol=wanted.protocol,
        DefaultActions=[elb.Action(Type="forward", TargetGroupArn=Ref(route.targets))],
        **given(Certificates=certificate if door.secure else None),
    )
    yield Origin(route.listener, field)
    ingress = f"{ids.LISTENER_INGRESS}{route.key}"
    yield from admitting(door, wanted, ingress, field)


def unfit_port(door: Entrance, wanted: Listener, field: str) -> Iterator[Refusal]:
    """Why nothing can listen there. Raises Unbuildable where it is no port at all."""
    if not is_port(wanted.port):
        raise Unbuildable(no_port(wanted.port, f"{field}.port"))
    if wanted.port in door.taken:
        yield _taken(wanted.port, f"{field}.port")


def admitting(door: Entrance, wanted: Listener, name: str, field: str) -> Iterator[Made]:
    """The load balancer opened on the listener's port, to those that it admits. name: begins the logical ids."""
    admitted = wanted.admit or door.admits
    odd = [block for block in admitted if not is_block(block)]
    yield from (no_block(block, f"{field}.admit") for block in odd)
    fine = tuple(dict.fromkeys(block for block in admitted if block not in odd))
    yield from _admitting(name, door.group, wanted.port, fine)


_RULED = (
    "path",
    "host",
    "methods",
    "headers",
    "queries",
    "sources",
    "priority",
    "sign_in",
    "rewrite",
    "rules",
)
_PLAIN = Http()


def _unasked(route: Route) -> Iterator[Refusal]:
    """A listener of its own has no rule: it takes every request."""
    for field in _RULED:
        if getattr(route.http, field) != getattr(_PLAIN, field):
            yield Refusal(
                what=f"a listener of its own takes every request, whatever its {field}",
                fix=f"remove {field}=, or listener= to share the environment's",
                field=f"{route.field}.{field}",
            )


def _taken(port: int, field: str) -> Refusal:
    return Refusal(
        what=f"port {port} of the load balancer is the environment's own listener's",
        fix=f"write another port than {port}, or remove listener= to share that one by path or host",
        field=field,
    )


def _admitting(name: str, group: str, port: int, blocks: tuple[str, ...]) -> Iterator[Made]:
    """The load balancer's security group, opened on a port to these CIDR blocks."""
    for number, block in enumerate(blocks):
        yield SecurityGroupIngress(
            f"{name}{number or ''}",
            GroupId=Ref(group),
            Description=f"port {port} of a service's own",
            IpProtocol="tcp",
            FromPort=port,
            ToPort=port,
            **_cidr(block),
        )


def _cidr(block: str) -> dict[str, Any]:
    return {"CidrIpv6" if ":" in block else "CidrIp": block}
