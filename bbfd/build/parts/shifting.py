"""Blue/green: a second target group, the rules whose weights ECS moves, and the roles that it acts in."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref, Sub
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.model.deployment import Hook, Shifting, is_shiftable
from bbfd.model.workload import Exposed, LongRunning


def shifting(scope: Scope[Exposed]) -> Iterator[Made]:
    """Nothing, where tasks are replaced in place."""
    if not is_shiftable(scope.workload.deployment):
        return
    from bbfd.build.parts.trial import trial
    from bbfd.build.unshifted import unshifted

    for route in routes(scope):
        yield from unshifted(scope, route)
        yield from _beside(scope, route)
        yield from trial(scope, route)
    yield _shift_role(scope)
    yield Origin(ids.SHIFT_ROLE, "deployment")
    yield from asked_on_the_way(scope)


def _beside(scope: Scope[Exposed], route: Route) -> Iterator[Made]:
    from bbfd.build.address import entrance
    from bbfd.build.parts.targets import target_group
    from bbfd.build.shifting import forwarding, weighted, weights

    yield target_group(scope, route, route.other)
    yield Origin(route.other, route.field)
    door = entrance(scope, route)
    own = door.own
    rule = f"{ids.RULE}{route.key}" if own else forwarding(scope, route).rule
    yield from weights(rule, route.targets, route.other)
    if own:
        yield everything(rule, door.listener, weighted(rule, route.targets, route.other), 2)
        yield Origin(rule, f"{route.field}.listener")


def everything(name: str, listener: str, to: elb.ForwardConfig, priority: int) -> elb.ListenerRule:
    """A rule that takes every request of a listener: what a listener does by itself, ECS does not shift."""
    return elb.ListenerRule(
        name,
        ListenerArn=Ref(listener),
        Priority=priority,
        Conditions=[
            elb.Condition(
                Field="path-pattern", PathPatternConfig=elb.PathPatternConfig(Values=["/*"])
            )
        ],
        Actions=[elb.ListenerRuleAction(Type="forward", ForwardConfig=to)],
    )


_POLICY = "arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"


def _shift_role(scope: Scope[Exposed]) -> Made:
    """AWS's own policy, which it amends as ECS learns; of rules and listeners, those of the service alone.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    from awacs import elasticloadbalancing as actions
    from awacs.aws import Deny, Statement
    from troposphere.iam import Policy, Role

    from bbfd.build.address import entrance
    from bbfd.build.policies import allowing, assumed_by
    from bbfd.build.shifting import shift_of

    ways = routes(scope)
    found = [shift for shift in (shift_of(scope, route) for route in ways) if shift]
    doors = dict.fromkeys(entrance(scope, route).listener for route in ways)
    own = [name for shift in found for name in (shift.rule, shift.test) if name]
    elsewhere = Statement(
        Effect=Deny,
        Action=[actions.ModifyListener, actions.ModifyRule],
        NotResource=[Ref(name) for name in (*own, *doors)],
    )
    return Role(
        ids.SHIFT_ROLE,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(_POLICY)],
        Policies=[Policy(PolicyName="nobody-elses", PolicyDocument=allowing(elsewhere))],
    )


def asked_on_the_way(scope: Scope[LongRunning]) -> Iterator[Made]:
    """The role that functions are called in, where there are any."""
    from awacs import awslambda as actions
    from troposphere.iam import Policy, Role

    from bbfd.build.deployment import wanted
    from bbfd.build.policies import allow, allowing, assumed_by

    deployment = wanted(scope)
    hooks = deployment.hooks if isinstance(deployment, Shifting) else ()
    functions = dict.fromkeys(hook.function for hook in hooks if isinstance(hook, Hook))
    if not functions:
        return
    called = allowing(allow([actions.InvokeFunction], list(functions)))
    yield Role(
        ids.HOOK_ROLE,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        Policies=[Policy(PolicyName="ask", PolicyDocument=called)],
    )
    yield Origin(ids.HOOK_ROLE, "deployment.hooks")
