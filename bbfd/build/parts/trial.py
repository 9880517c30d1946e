"""Where new tasks are reached before anybody else is sent to them: a listener of its own, or requests with a header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import entrance
from bbfd.build.assemble import Made, Origin
from bbfd.build.conditions import condition
from bbfd.build.matching import Asked, asked_by
from bbfd.build.parts.listeners import admitting, unfit_port
from bbfd.build.parts.shifting import everything
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.build.shifting import tested, weighted, weights
from bbfd.model.deployment import TestHeader
from bbfd.model.http import Listener
from bbfd.model.priority import Band
from bbfd.model.stack import FromListener, Parameter, Refusal, Unbuildable
from bbfd.model.workload import Exposed

_FIELD = "deployment.test"


def trial(scope: Scope[Exposed], route: Route) -> Iterator[Made]:
    """The rule of test traffic, whose weights ECS moves as well."""
    wanted = tested(scope, route)
    if wanted is None:
        return
    yield from weights(ids.TEST_RULE, route.targets, route.other)
    if isinstance(wanted, Listener):
        yield from _listener(scope, route, wanted)
    else:
        yield from _with_header(scope, route, wanted)
    yield Origin(ids.TEST_RULE, _FIELD)


def _listener(scope: Scope[Exposed], route: Route, wanted: Listener) -> Iterator[Made]:
    door, secure = entrance(scope, route), wanted.protocol == "HTTPS"
    certificate = door.certificate or ids.CERTIFICATE
    yield from unfit_port(door, wanted, _FIELD)
    own = route.http.listener
    if own is not None and own.port == wanted.port:
        what = f"port {own.port} is where everybody is served"
        yield Refusal(what=what, fix="write another port for the test", field=f"{_FIELD}.port")
    yield elb.Listener(
        ids.TEST_LISTENER,
        LoadBalancerArn=Ref(door.balancer),
        Port=wanted.port,
        Protocol=wanted.protocol,
        DefaultActions=[elb.Action(Type="forward", TargetGroupArn=Ref(route.targets))],
        **given(
            Certificates=[elb.Certificate(CertificateArn=Ref(certificate))] if secure else None
        ),
    )
    yield Origin(ids.TEST_LISTENER, _FIELD)
    yield everything(ids.TEST_RULE, ids.TEST_LISTENER, _both(route), 1)
    yield from admitting(door, wanted, ids.TEST_INGRESS, _FIELD)


def _with_header(scope: Scope[Exposed], route: Route, wanted: TestHeader) -> Iterator[Made]:
    """Beside the rule of everybody, and asked before it."""
    yield from _unfit(route, wanted)
    each, door = _asked(scope, route, wanted), entrance(scope, route)
    own = 1 if door.own else each.wanted
    yield elb.ListenerRule(
        ids.TEST_RULE,
        ListenerArn=Ref(door.listener),
        Priority=own if door.made else Ref(ids.TEST_PRIORITY),
        Conditions=[condition(said) for said in each.conditions],
        Actions=[elb.ListenerRuleAction(Type="forward", ForwardConfig=_both(route))],
    )
    if not door.made:
        said = route.http.priority
        band = each.band if said is None else Band(1, max(1, said - 1))
        yield Parameter(
            name=ids.TEST_PRIORITY,
            type="Number",
            default=str(each.wanted if said is None else band.last),
            source=FromListener(
                listener=door.listener,
                first=band.first,
                last=band.last,
                conditions=each.conditions,
            ),
        )


def _unfit(route: Route, wanted: TestHeader) -> Iterator[Refusal]:
    from bbfd.build.unasked import unfit_headers

    yield from unfit_headers({wanted.name: wanted.values}, _FIELD)
    if wanted.name.lower() in (name.lower() for name in route.http.headers):
        yield Refusal(
            what=f"the header {wanted.name} says which requests are the service's, and cannot say which are for a test",
            fix='write another, as TestHeader(name="X-Test", values=("yes",))',
            field=_FIELD,
        )


def _asked(scope: Scope[Exposed], route: Route, wanted: TestHeader) -> Asked:
    headers = {**route.http.headers, wanted.name: wanted.values}
    http = replace(route.http, headers=headers, rules=(), priority=None)
    found = asked_by(scope, replace(route, http=http)) if wanted.values else ()
    if len(found) == 1:
        return found[0]
    raise Unbuildable(
        Refusal(
            what=f"the header {wanted.name} has {len(wanted.values)} values, and a rule takes one to five in all",
            fix='write fewer, as TestHeader(name="X-Test", values=("yes",))',
            field=_FIELD,
        )
    )


def _both(route: Route) -> elb.ForwardConfig:
    return weighted(ids.TEST_RULE, route.targets, route.other)
