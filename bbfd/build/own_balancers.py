"""Load balancers of a service's own: which ways share one, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Ref

from bbfd.build import ids
from bbfd.build.address import Entrance, default_certificate
from bbfd.build.assemble import Made
from bbfd.build.balancers import Balanced, Names, balancer_with_listeners
from bbfd.build.environment.ipv6 import has_ipv6
from bbfd.build.onto_instances import onto_instances
from bbfd.build.ports import Protocol
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.model.balancers import OwnLoadBalancer
from bbfd.model.http import Match
from bbfd.model.naming import stack_name
from bbfd.model.network import Side
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed

_PLAIN = Match()
_ASKING = (
    "path",
    "host",
    "methods",
    "headers",
    "queries",
    "sources",
    "priority",
    "sign_in",
    "rewrite",
)


def own_entrance(scope: Scope[Exposed], route: Route) -> Entrance:
    """Where the requests of a way come in that has a load balancer of its own."""
    sharing = _sharing(scope, route)
    names, secure = _names(sharing), _is_secure(scope, sharing)
    return Entrance(
        balancer=names.balancer,
        group=names.group,
        dns=GetAtt(names.balancer, "DNSName"),
        listener=names.https if secure else names.http,
        secure=secure,
        certificate=default_certificate(scope, sharing),
        port=None,
        made=True,
        own=_is_whole(sharing),
        taken=(),
        admits=sharing[0].http.balancer.admit if sharing[0].http.balancer else (),
    )


def balancers(scope: Scope[Exposed]) -> Iterator[Made]:
    """Each of them, with its listeners."""
    for route in routes(scope):
        sharing = _sharing(scope, route)
        if route.http.balancer is not None and sharing[0] == route:
            yield from balancer_with_listeners(_balanced(scope, route.http.balancer, sharing))
            ports: list[tuple[int, Protocol]] = [(way.port, "tcp") for way in sharing]
            title, group = f"{ids.INSTANCE_INGRESS}{route.key}", _names(sharing).group
            yield from onto_instances(scope, title, group, ports)


def _sharing(scope: Scope[Exposed], route: Route) -> tuple[Route, ...]:
    """The ways that say the same load balancer."""
    return tuple(each for each in routes(scope) if each.http.balancer == route.http.balancer)


def _names(sharing: tuple[Route, ...]) -> Names:
    key = sharing[0].key
    return Names(
        balancer=ids.OWN_BALANCER + key,
        group=ids.OWN_GROUP + key,
        http=ids.OWN_HTTP_LISTENER + key,
        https=ids.OWN_HTTPS_LISTENER + key,
        logs=f"{ids.OWN_BALANCER}AccessLogs{key}",
        logs_policy=f"{ids.OWN_BALANCER}AccessLogsPolicy{key}",
        acl=f"{ids.OWN_BALANCER}WebAcl{key}",
        association=f"{ids.OWN_BALANCER}WebAclAssociation{key}",
    )


def _is_secure(scope: Scope[Exposed], sharing: tuple[Route, ...]) -> bool:
    """With the environment's certificate, or one of the ways' own."""
    own = any(route.http.certificate is not None for route in sharing)
    return own or scope.environment.certificate is not None


def _is_whole(sharing: tuple[Route, ...]) -> bool:
    """Whether all that comes in goes one way: then the listener sends it there by itself."""
    usual = [route.http for route in sharing if route.http.listener is None]
    if len(usual) != 1 or usual[0].rules:
        return False
    return all(getattr(usual[0], name) == getattr(_PLAIN, name) for name in _ASKING)


def _balanced(scope: Scope[Exposed], said: OwnLoadBalancer, sharing: tuple[Route, ...]) -> Balanced:
    environment, field = scope.environment, f"{sharing[0].field}.balancer"
    usual = [route for route in sharing if route.http.listener is None]
    return Balanced(
        names=_names(sharing),
        said=said,
        admit=said.admit,
        field=field,
        whose=f"{scope.name} in {scope.place.name}, its load balancer",
        short=stack_name(scope.place.name, scope.name),
        internal=said.internal,
        subnets=Ref(subnets_of(scope, said.internal, field)),
        dual_stack=has_ipv6(environment.network),
        certificate=default_certificate(scope, sharing) if _is_secure(scope, sharing) else None,
        protected=environment.protected,
        usual=bool(usual),
        target=usual[0].targets if _is_whole(sharing) else None,
    )


def subnets_of(scope: Scope[Exposed], internal: bool, field: str) -> str:
    """Public ones for the internet; private ones, where there are any, for what is internal."""
    sides = scope.environment.network.sides
    if internal and Side.PRIVATE in sides:
        return ids.PRIVATE_SUBNETS
    if Side.PUBLIC not in sides:
        raise Unbuildable(_no_public_subnets(field))
    return ids.PUBLIC_SUBNETS


def _no_public_subnets(field: str) -> Refusal:
    return Refusal(
        what="an internet-facing load balancer needs public subnets, and the network names none",
        fix="write internal=True, or name public subnets in the environment",
        field=field,
    )
