"""Listeners of a service's own, on the load balancer of its environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroupIngress

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import entrance, taken_ports
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
            yield from _listener(scope, route, route.http.listener)


def _listener(scope: Scope[Exposed], route: Route, wanted: Listener) -> Iterator[Made]:
    field = f"{route.field}.listener"
    yield from unfit_port(scope, wanted, field)
    yield from _unasked(route)
    door = entrance(scope, route)
    certificate = [elb.Certificate(CertificateArn=Ref(ids.CERTIFICATE))]
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
    yield from admitting(scope, wanted, ingress, door.group, field)


def unfit_port(scope: Scope[Exposed], wanted: Listener, field: str) -> Iterator[Refusal]:
    """Why nothing can listen there. Raises Unbuildable where it is no port at all."""
    if not is_port(wanted.port):
        raise Unbuildable(no_port(wanted.port, f"{field}.port"))
    if wanted.port in taken_ports(scope.environment):
        yield _taken(wanted.port, f"{field}.port")


def admitting(
    scope: Scope[Exposed], wanted: Listener, name: str, group: str, field: str
) -> Iterator[Made]:
    """The load balancer opened on the listener's port, to those that it admits. name: begins the logical ids."""
    balancer = scope.environment.load_balancer
    admitted = wanted.admit or (balancer.admit if balancer else ())
    odd = [block for block in admitted if not is_block(block)]
    yield from (no_block(block, f"{field}.admit") for block in odd)
    fine = tuple(dict.fromkeys(block for block in admitted if block not in odd))
    yield from _admitting(name, group, wanted.port, fine)


_RULED = (
    "path",
    "host",
    "methods",
    "headers",
    "queries",
    "sources",
    "priority",
    "sign_in",
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
