"""Rules of a listener: which requests go to the service, and where it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from troposphere import Join, Output, Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.actions import actions, sign_in
from bbfd.build.address import Entrance, entrance, url
from bbfd.build.assemble import Made, Origin
from bbfd.build.conditions import condition
from bbfd.build.matching import Asked, asked
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.build.unreachable import unruled
from bbfd.model.environment import FoundCertificate
from bbfd.model.stack import FromListener, Parameter
from bbfd.model.workload import Exposed


def rules(scope: Scope[Exposed]) -> Iterator[Made]:
    """What makes listeners send requests here, and the URL of each way."""
    for number, route in enumerate(routes(scope)):
        yield from unruled(scope, route)
        door = entrance(scope, route)
        if not door.own:
            for each in asked(scope, route):
                yield from _rule(scope, route, door, each)
        # The first one is what people are told of after a deploy.
        yield Output(
            f"Url{(route.key or route.port) if number else ''}", Value=Join("", url(scope, route))
        )


def ties(scope: Scope[Exposed]) -> tuple[str, ...]:
    """The logical ids of what ties the service's target groups to a load balancer."""
    return tuple(tie for route in routes(scope) for tie in _ties(scope, route))


def _ties(scope: Scope[Exposed], route: Route) -> Iterator[str]:
    door = entrance(scope, route)
    if door.own:
        yield door.listener
        return
    for each in asked(scope, route):
        if each.match.forwards:
            yield each.rule


def _rule(scope: Scope[Exposed], route: Route, door: Entrance, each: Asked) -> Iterator[Made]:
    priority = f"{ids.PRIORITY}{each.key}"
    yield elb.ListenerRule(
        each.rule,
        ListenerArn=Ref(door.listener),
        # Of a listener that is the stack's own, nobody else has priorities.
        Priority=each.wanted if door.made else Ref(priority),
        Conditions=[condition(said) for said in each.conditions],
        Actions=actions(scope, route, each),
        **given(Transforms=_transforms(each)),
    )
    if not door.made:
        yield _priority(priority, door, each, _looked_up_by(scope, route, door))
    yield from _origins_of(each.rule, each.field)
    if sign_in(route, each) is not None:
        said = each.field if each.match.sign_in is not None else route.field
        yield Origin(each.rule, f"{said}.sign_in", "Actions")


@cache
def _origins_of(rule: str, field: str) -> tuple[Origin, ...]:
    return (
        Origin(rule, field),
        Origin(rule, f"{field}.path", "Conditions"),
        Origin(rule, f"{field}.priority", "Priority"),
    )


def _transforms(each: Asked) -> list[elb.Transform]:
    if each.match.rewrite is None:
        return []
    from bbfd.build.rewriting import transforms  # few rules do

    return transforms(each.match.rewrite)


def _looked_up_by(scope: Scope[Exposed], route: Route, door: Entrance) -> str:
    """The domain by which the listener's only certificate is looked up: which hosts it has is known when planning."""
    found = scope.environment.certificate
    if not door.secure or not isinstance(found, FoundCertificate):
        return ""
    from bbfd.build.uncovered import others

    return "" if others(scope, route) else found.domain


def _priority(name: str, door: Entrance, each: Asked, certificate: str) -> Parameter:
    return Parameter(
        name=name,
        type="Number",
        default=str(each.wanted),
        source=FromListener(
            listener=door.listener,
            first=each.band.first,
            last=each.band.last,
            conditions=each.conditions,
            certificate=certificate,
        ),
    )
