"""The ECS service: how many tasks run, where, and how new ones take the place of old ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from troposphere import Equals, If, Not, NoValue, Output, Ref, ecs

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Condition, Made, Origin
from bbfd.build.attachment import interface
from bbfd.build.connect import calls_others, found, joined, reached
from bbfd.build.deployment import (
    deployed,
    early_in_vain,
    never_given_up,
    shifted_in_vain,
    wanted,
)
from bbfd.build.entered import can_be_entered
from bbfd.build.gates import connectors, lattices
from bbfd.build.parts.rules import ties
from bbfd.build.providers import named
from bbfd.build.routes import Route, routes
from bbfd.build.same import same
from bbfd.build.scaled import scaling_of
from bbfd.build.scope import Scope
from bbfd.build.shims.service import Service
from bbfd.build.unfit import counted_in_vain, out_of_reach, tuned_in_vain
from bbfd.model.deployment import Deployment, Shifting
from bbfd.model.facts import Gate, Registered, Volume
from bbfd.model.launch import Attachment, Placed, Placement, Provider
from bbfd.model.stack import FromLive, Parameter, Refusal
from bbfd.model.value import value
from bbfd.model.workload import Exposed, LongRunning

if TYPE_CHECKING:
    from bbfd.build.connected import Found, Joined
    from bbfd.build.connections import Connection
    from bbfd.build.shifting import Shift


def service(scope: Scope[LongRunning]) -> Iterator[Made]:
    """A service behind no load balancer."""
    yield _served(_kept_running(scope), None)
    yield from _beginning(scope)
    yield _OUTPUT
    yield from counted_in_vain(scope)
    yield from tuned_in_vain(scope, "grace_period")
    yield from shifted_in_vain(scope)
    yield from _alarms(scope)
    yield from _ORIGINS


def service_everywhere(scope: Scope[LongRunning]) -> Iterator[Made]:
    """A service with one task on each instance: nothing counts or places them, and no capacity provider.

    Where neither is said, the cluster's own strategy would hold: the launch type is said.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    kept = _kept_running(scope)
    placement = replace(kept.placement, strategies=())
    launch_type = scope.launch.compatibility
    yield _service(replace(kept, providers=(), placement=placement, everywhere=launch_type), None)
    yield _OUTPUT
    yield from tuned_in_vain(scope, "grace_period", "count", "minimum", "maximum", "scaling")
    yield from shifted_in_vain(scope)
    yield from _alarms(scope)
    yield from _ORIGINS


def balanced_service(scope: Scope[Exposed]) -> Iterator[Made]:
    """A service behind the load balancer: not before its rule or listener, which ties its targets to one."""
    workload, tuned = scope.workload, scope.tuning.grace_period
    ways = routes(scope)
    shifts = tuple(_shift(scope, way) for way in ways)
    connected = _connected(scope)
    balanced = _Balanced(
        after=(*_ties(scope, shifts), *(each.listener for each in connected)),
        to=(
            *(
                (way.container, way.port, way.targets, shift)
                for way, shift in zip(ways, shifts, strict=True)
            ),
            *((each.container, each.port, each.targets, None) for each in connected),
        ),
        grace_period=workload.grace_period if tuned is None else tuned,
    )
    yield _served(_kept_running(scope), balanced if balanced.to else None)
    yield from _beginning(scope)
    yield _OUTPUT
    yield from counted_in_vain(scope)
    for way in ways:
        if way.http.balancer is None:
            yield from out_of_reach(scope, way.port)
    if not ways:
        yield from shifted_in_vain(scope)
    if not balanced.to:
        yield from _forgiven_in_vain(scope)
    yield from _alarms(scope)
    yield from _ORIGINS
    yield from _BALANCED_ORIGINS


def _forgiven_in_vain(scope: Scope[Exposed]) -> Iterator[Refusal]:
    """Failed health checks of a load balancer, where there is none."""
    yield from tuned_in_vain(scope, "grace_period")
    if scope.workload.grace_period != Exposed.grace_period:
        yield Refusal(
            what="grace_period forgives the health checks of a load balancer, and no way leads here through one",
            fix="remove grace_period=, or write http= or network=",
            field="grace_period",
        )


def _alarms(scope: Scope[LongRunning]) -> Iterator[Made]:
    yield from early_in_vain(scope.workload.deployment)
    yield from never_given_up(scope.workload.deployment)
    if scope.workload.deployment.alarms:
        from bbfd.build.parts.alarms import deployment_alarms  # few services have any

        yield from deployment_alarms(scope)


def _ties(scope: Scope[Exposed], shifts: tuple[Shift | None, ...]) -> tuple[str, ...]:
    """What ties its targets to a load balancer, but rules that it refers to, which says enough."""
    referred = {shift.rule for shift in shifts if shift}
    return tuple(tie for tie in ties(scope) if tie not in referred)


_OUTPUT = Output(ids.SERVICE, Value=Ref(ids.SERVICE))


@value
class _KeptRunning:
    """All that makes one service differ from another. count: None where it scales.

    everywhere: the launch type, where a task is to run on each instance.
    """

    count: int | None
    deployment: Deployment
    providers: tuple[Provider, ...]
    platform_version: str | None
    placement: Placement
    subnets: str
    attachment: Attachment | None
    volumes: tuple[Volume, ...]
    after: tuple[str, ...]
    entered: bool
    launch_type: str | None
    joined: Joined | None
    found: Found | None
    calls: bool
    gates: tuple[Gate, ...]
    registered: tuple[Registered, ...]
    everywhere: str | None = None


@value
class _Balanced:
    """What load balancers add to it. to: containers and ports, each with its target group and what is shifted."""

    after: tuple[str, ...]
    to: tuple[tuple[str, int, str, Shift | None], ...]
    grace_period: int


def _kept_running(scope: Scope[LongRunning]) -> _KeptRunning:
    launch = scope.launch
    return _KeptRunning(
        count=_count(scope),
        deployment=wanted(scope),
        providers=launch.providers(spot=scope.environment.spot),
        platform_version=launch.platform_version,
        placement=launch.placement,
        subnets=scope.subnets,
        attachment=scope.attachment,
        volumes=tuple(each for each in scope.facts.volumes if each.source is not None),
        after=scope.facts.ready,
        entered=can_be_entered(scope.workload, scope.environment),
        launch_type=launch.launch_type,
        joined=joined(scope),
        found=found(scope),
        calls=calls_others(scope.workload),
        gates=scope.facts.gates,
        registered=scope.facts.registered,
    )


def _disks(volumes: tuple[Volume, ...]) -> list[ecs.ServiceVolumeConfiguration]:
    if not volumes:
        return []
    from bbfd.build.volumes import disks  # few services have any

    return disks(volumes)


def _connected(scope: Scope[Exposed]) -> tuple[Connection, ...]:
    if scope.workload.network is None:
        return ()
    from bbfd.build.connections import connections  # few services have any

    return connections(scope)


def _shift(scope: Scope[Exposed], way: Route) -> Shift | None:
    if not way.shifted:
        return None
    from bbfd.build.shifting import shift_of

    return shift_of(scope, way)


def _served(kept: _KeptRunning, balanced: _Balanced | None) -> Service:
    """Those that hooks are asked of, by what they are told, are not made once for all."""
    make = _made if isinstance(kept.deployment, Shifting) else _service
    return make(kept, balanced)


def _made(kept: _KeptRunning, balanced: _Balanced | None) -> Service:
    return Service(
        ids.SERVICE,
        Cluster=Ref(ids.CLUSTER),
        TaskDefinition=Ref(ids.TASK),
        DeploymentConfiguration=deployed(kept.deployment),
        EnableECSManagedTags=True,
        PropagateTags="SERVICE",
        **given(
            DesiredCount=_wanted_count(kept),
            SchedulingStrategy="DAEMON" if kept.everywhere else None,
            LaunchType=kept.everywhere or kept.launch_type,
            CapacityProviderStrategy=_carried_by(kept.providers),
            PlatformVersion=kept.platform_version,
            PlacementStrategies=[_strategy(placed) for placed in kept.placement.strategies],
            PlacementConstraints=[_constraint(placed) for placed in kept.placement.constraints],
            NetworkConfiguration=interface(kept.subnets, kept.attachment, calls=kept.calls),
            EnableExecuteCommand=kept.entered or None,
            **reached(kept.joined, kept.found),
            GatewayConnectors=connectors(kept.gates),
            VpcLatticeConfigurations=lattices(kept.registered),
            VolumeConfigurations=_disks(kept.volumes),
            DependsOn=_after(kept.after, balanced),
        ),
        **(_behind(balanced) if balanced else {}),
    )


_service = same(_made)


def _after(ready: tuple[str, ...], balanced: _Balanced | None) -> str | list[str] | None:
    """What must be there before a task starts, and nothing else says so."""
    first = list(dict.fromkeys((*(balanced.after if balanced else ()), *ready)))
    return first[0] if len(first) == 1 else first


def _behind(balanced: _Balanced) -> dict[str, Any]:
    return {
        "LoadBalancers": [
            ecs.LoadBalancer(
                ContainerName=name,
                ContainerPort=port,
                TargetGroupArn=Ref(targets),
                **_shifted(shift),
            )
            for name, port, targets, shift in balanced.to
        ],
        "HealthCheckGracePeriodSeconds": balanced.grace_period,
    }


def _shifted(shift: Shift | None) -> dict[str, Any]:
    if shift is None:
        return {}
    from bbfd.build.shifting import advanced

    return {"AdvancedConfiguration": advanced(shift)}


_BALANCED_ORIGINS = (
    Origin(ids.SERVICE, "http", "LoadBalancers"),
    Origin(ids.SERVICE, "grace_period", "HealthCheckGracePeriodSeconds"),
)
_ORIGINS = (
    Origin(ids.SERVICE, ""),
    Origin(ids.SERVICE, "count", "DesiredCount"),
    Origin(ids.SERVICE, "deployment", "DeploymentConfiguration"),
    Origin(ids.SERVICE, "runs_on", "CapacityProviderStrategy"),
    Origin(ids.SERVICE, "runs_on.strategies", "PlacementStrategies"),
    Origin(ids.SERVICE, "runs_on.constraints", "PlacementConstraints"),
    Origin(ids.SERVICE, "runs_on.network_mode", "NetworkConfiguration"),
    Origin(ids.SERVICE, "exec", "EnableExecuteCommand"),
    Origin(ids.SERVICE, "uses", "GatewayConnectors"),
    Origin(ids.SERVICE, "uses", "VpcLatticeConfigurations"),
    Origin(ids.SERVICE, "runs_on", "LaunchType"),
)


def _wanted_count(kept: _KeptRunning) -> Any:
    if kept.everywhere:
        return None
    return _LEFT_TO_SCALING if kept.count is None else kept.count


def _count(scope: Scope[LongRunning]) -> int | None:
    """None where it scales: a deploy must not reset what the load has asked for."""
    if scaling_of(scope) is not None:
        return None
    tuned = scope.tuning.count
    return scope.workload.count if tuned is None else tuned


# A new service that is told no count begins with one task; one that is there keeps what runs.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
_LEFT_TO_SCALING = If(ids.COUNTED, Ref(ids.START_COUNT), NoValue)
_BEGINNING: tuple[Made, ...] = (
    Parameter(
        name=ids.START_COUNT, type="String", default="", source=FromLive(service=ids.SERVICE)
    ),
    Condition(name=ids.COUNTED, holds=Not(Equals(Ref(ids.START_COUNT), ""))),
)


def _beginning(scope: Scope[LongRunning]) -> tuple[Made, ...]:
    """What lets a service that scales begin with more than one task, where a deploy replaces it."""
    return () if _count(scope) is not None else _BEGINNING


def _carried_by(providers: tuple[Provider, ...]) -> list[ecs.CapacityProviderStrategyItem]:
    """What carries the tasks, in shares; the environment's own capacity comes as a parameter."""
    return [
        ecs.CapacityProviderStrategyItem(
            CapacityProvider=named(each),
            Base=each.base,
            Weight=each.weight,
        )
        for each in providers
    ]


def _strategy(placed: Placed) -> ecs.PlacementStrategy:
    return ecs.PlacementStrategy(Type=placed.type, **given(Field=placed.by))


def _constraint(placed: Placed) -> ecs.PlacementConstraint:
    return ecs.PlacementConstraint(Type=placed.type, **given(Expression=placed.by))
