"""What a way to the tasks cannot be, and no template would show: told by the part that owns the target group."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.address import entrance, matched_hosts
from bbfd.build.routes import Route, ruled
from bbfd.build.scope import Scope
from bbfd.model.http import HealthCheck, Http
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed

_PLAIN = Http()
_WEEK = 604800


def unreachable(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """Why requests would not come to the tasks as is said."""
    http = route.http
    if http.version != _PLAIN.version or http.algorithm is not None:
        from bbfd.build.unspoken import unspoken  # few services say so much

        yield from unspoken(http, route.field)
    if http.health.codes == "":
        yield _no_codes(f"{route.field}.health.codes")
    if http.health.port is not None:
        yield from _checked_elsewhere(scope, route, http.health)
    if http.version != _PLAIN.version:
        yield from _versioned(scope, route)
    if http.stickiness is not None:
        yield from _sticky(http, route.field)
    if http.balancer is not None:
        yield from _of_its_own(route)
    yield from _balanced(http, route.field)


def _of_its_own(route: Route) -> Iterator[Refusal]:
    if route.http.internal:
        yield Refusal(
            what="internal= is of the environment's load balancers, and this way has one of its own",
            fix="write balancer=OwnLoadBalancer(internal=True), or remove balancer=",
            field=f"{route.field}.internal",
        )


def unruled(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """What no rule of its listener can do."""
    for match, field in ruled(route):
        if match.public or match.headers or match.queries or match.methods == "":
            from bbfd.build.unasked import in_vain, unmatched  # nor do many rules

            yield from unmatched(match, field)
            yield from in_vain(route, match, field)
        if match is not route.http and isinstance(match, Http):
            yield _no_rule(field)
        if match.rewrite is not None:
            from bbfd.build.rewriting import unwritten

            yield from unwritten(match, field)
        if not match.forwards:
            from bbfd.build.answers import unanswerable  # few rules answer by themselves

            hosts = matched_hosts(scope, match, field) or matched_hosts(
                scope, route.http, route.field
            )
            secure = entrance(scope, route).secure
            yield from unanswerable(match, field, hosts, scope.placeholders, secure=secure)
        if match.sign_in is not None:
            from bbfd.build.sign_in import unfit_sign_in  # and few ask who is there

            yield from _unsafe(scope, route, f"{field}.sign_in")
            yield from unfit_sign_in(match.sign_in, scope.placeholders, f"{field}.sign_in")


def _no_rule(field: str) -> Refusal:
    """Its port and the like would be of no account."""
    return Refusal(
        what="a rule of a way is no way of its own",
        fix="write Match(...), or put it beside the other: http=(Http(...), Http(...))",
        field=field,
    )


def _unsafe(scope: Scope[Exposed], route: Route, field: str) -> Iterator[Refusal]:
    secure = entrance(scope, route).secure
    if not secure:
        yield Refusal(
            what="who signs in does so over HTTPS alone, and the listener speaks HTTP",
            fix="give the environment a certificate: certificate=Certificate.lookup(DOMAIN)",
            field=field,
        )
    if secure and route.http.version != _PLAIN.version:
        yield Refusal(
            what=f"nobody can sign in where {route.http.version} is spoken with the tasks",
            fix="remove version=, or sign_in=",
            field=field,
        )


def _checked_elsewhere(
    scope: Scope[Exposed], route: Route, health: HealthCheck
) -> Iterator[Refusal]:
    """Where the host gives each task another port, nobody knows the one that is checked."""
    port = health.port or 0
    if port != route.port and scope.launch.network_mode.host_port(port) == 0:
        yield Refusal(
            what=f"health is asked for on port {port}, and each task has another one on its host",
            fix="remove port=, or give the tasks addresses of their own: EC2(network_mode=Awsvpc())",
            field=f"{route.field}.health.port",
        )


def _no_codes(field: str) -> Refusal:
    return Refusal(
        what="no answer says that a task is well",
        fix='write its codes, as "200", or remove codes=',
        field=field,
    )


def _versioned(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html"""
    if not entrance(scope, route).secure:
        yield Refusal(
            what=f"{route.http.version} is spoken over HTTPS alone, and the listener speaks HTTP",
            fix='give the environment a certificate, or remove version="'
            + route.http.version
            + '"',
            field=f"{route.field}.version",
        )


def _sticky(http: Http, field: str) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html"""
    sticky = http.stickiness
    if sticky is None:
        return
    from bbfd.build.unspoken import COOKIE

    if not 1 <= sticky.seconds <= _WEEK:
        yield Refusal(
            what=f"a client stays with its task for {sticky.seconds} seconds",
            fix=f"write 1 to {_WEEK}, which is a week",
            field=f"{field}.stickiness.seconds",
        )
    if sticky.cookie is not None and (
        not COOKIE.fullmatch(sticky.cookie) or sticky.cookie.startswith("AWSALB")
    ):
        yield Refusal(
            what=f"{sticky.cookie!r} cannot be the name of the application's cookie",
            fix="write a name without spaces that does not begin with AWSALB: those are the load balancer's own",
            field=f"{field}.stickiness.cookie",
        )


def _balanced(http: Http, field: str) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html"""
    if http.anomaly_mitigation and http.algorithm != "weighted_random":
        yield Refusal(
            what="anomalies are mitigated with the algorithm weighted_random alone",
            fix='write algorithm="weighted_random", or remove anomaly_mitigation=',
            field=f"{field}.anomaly_mitigation",
        )
    if http.stickiness is not None and http.cross_zone is False:
        yield Refusal(
            what="clients stay with their task only where tasks of other zones get requests, too",
            fix="remove cross_zone=, or stickiness=",
            field=f"{field}.cross_zone",
        )
    if http.slow_start is not None and http.algorithm not in (None, "round_robin"):
        yield Refusal(
            what=f"a slow start goes with requests in turn alone, not with {http.algorithm}",
            fix="remove slow_start=, or algorithm=",
            field=f"{field}.slow_start",
        )
