"""How traffic is shifted between two target groups: what stands beside each way to the tasks, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Ref, ecs
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.address import entrance
from bbfd.build.matching import Asked, asked
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.model.deployment import Shifting, TestHeader
from bbfd.model.http import Listener
from bbfd.model.stack import FromWeights, Parameter, Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed

_ALL, _NOTHING = "100", "0"  # on first creation; from then on ECS shifts them


@value
class Shift:
    """What is shifted for one way, by logical ids: a rule forwards to two groups. test: the rule of test traffic."""

    targets: str
    other: str
    rule: str
    test: str | None


def shift_of(scope: Scope[Exposed], route: Route) -> Shift | None:
    """None where the service's deployments shift no traffic. Test traffic is that of the usual way."""
    if not route.shifted:
        return None
    return Shift(
        targets=route.targets,
        other=route.other,
        rule=f"{ids.RULE}{route.key}"
        if entrance(scope, route).own
        else forwarding(scope, route).rule,
        test=ids.TEST_RULE if tested(scope, route) is not None else None,
    )


def tested(scope: Scope[Exposed], route: Route) -> Listener | TestHeader | None:
    """Where new tasks are reached first."""
    deployment = scope.workload.deployment
    first = route.field in ("http", "http.0")
    return deployment.test if first and isinstance(deployment, Shifting) else None


def forwarding(scope: Scope[Exposed], route: Route) -> Asked:
    """The one rule of a way that sends requests to the tasks: ECS shifts the traffic of no more than one."""
    found = [each for each in asked(scope, route) if each.match.forwards]
    if len(found) == 1:
        return found[0]
    raise Unbuildable(
        Refusal(
            what=f"{len(found)} rules send requests to the tasks, and ECS shifts the traffic of one",
            fix="ask for at most five values in one rule, or give each its own: http=(Http(name=...), ...)",
            field=route.field,
        )
    )


def advanced(shift: Shift) -> ecs.AdvancedConfiguration:
    """What ECS is told of it."""
    return ecs.AdvancedConfiguration(
        AlternateTargetGroupArn=Ref(shift.other),
        ProductionListenerRule=Ref(shift.rule),
        RoleArn=GetAtt(ids.SHIFT_ROLE, "Arn"),
        **given(TestListenerRule=Ref(shift.test) if shift.test else None),
    )


def weighted(rule: str, targets: str, other: str) -> elb.ForwardConfig:
    """Forward to both groups, as the stack was told."""
    groups = (
        elb.TargetGroupTuple(TargetGroupArn=Ref(group), Weight=Ref(_weight(rule, group)))
        for group in (targets, other)
    )
    return elb.ForwardConfig(TargetGroups=list(groups))


def weights(rule: str, targets: str, other: str) -> Iterator[Parameter]:
    """What carries the weights of a rule: read live where it changes, for ECS moves them."""
    for group, share in ((targets, _ALL), (other, _NOTHING)):
        yield Parameter(
            name=_weight(rule, group),
            type="Number",
            default=share,
            source=FromWeights(rule=rule, group=group),
        )


def _weight(rule: str, group: str) -> str:
    return f"{rule}{group}Weight"
