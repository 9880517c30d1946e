"""The ECS service: how many tasks run, where, and how new ones take the place of old ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from troposphere import Ref, ecs

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.attachment import attached
from bbfd.build.ports import reached_port
from bbfd.build.scope import Scope
from bbfd.build.unfit import counted_in_vain, out_of_reach, tuned_in_vain
from bbfd.model.launch import Placed, Provider
from bbfd.model.workload import Exposed, LongRunning, Rolling


def service(scope: Scope[LongRunning]) -> Iterator[Made]:
    """A service that nobody calls."""
    yield from _service(scope)
    yield from tuned_in_vain(scope, "grace_period")


def balanced_service(scope: Scope[Exposed]) -> Iterator[Made]:
    """A service behind the load balancer: not before its rule or listener, which ties its targets to one."""
    http = scope.workload.http
    tuned = scope.tuning.grace_period
    port = reached_port(scope)
    balancer = ecs.LoadBalancer(
        ContainerName=scope.workload.container.name,
        ContainerPort=port,
        TargetGroupArn=Ref(ids.TARGETS),
    )
    yield from _service(
        scope,
        DependsOn=ids.RULE if http.listener is None else ids.LISTENER,
        LoadBalancers=[balancer],
        HealthCheckGracePeriodSeconds=scope.workload.grace_period if tuned is None else tuned,
    )
    yield from out_of_reach(scope, port)
    yield Origin(ids.SERVICE, "http", "LoadBalancers")
    yield Origin(ids.SERVICE, "grace_period", "HealthCheckGracePeriodSeconds")


def _service(scope: Scope[LongRunning], **more: Any) -> Iterator[Made]:
    workload, launch, spot = scope.workload, scope.launch, scope.environment.spot
    yield ecs.Service(
        ids.SERVICE,
        Cluster=Ref(ids.CLUSTER),
        TaskDefinition=Ref(ids.TASK),
        DeploymentConfiguration=_rolling(workload.rolling),
        EnableECSManagedTags=True,
        PropagateTags="SERVICE",
        **given(
            DesiredCount=_count(scope),
            CapacityProviderStrategy=_carried_by(launch.providers(spot=spot)),
            PlatformVersion=launch.platform_version,
            PlacementStrategies=[_strategy(placed) for placed in launch.placement.strategies],
            PlacementConstraints=[_constraint(placed) for placed in launch.placement.constraints],
            NetworkConfiguration=attached(scope),
        ),
        **more,
    )
    yield from counted_in_vain(scope)
    yield from _ORIGINS


_ORIGINS = (
    Origin(ids.SERVICE, ""),
    Origin(ids.SERVICE, "count", "DesiredCount"),
    Origin(ids.SERVICE, "rolling", "DeploymentConfiguration"),
    Origin(ids.SERVICE, "runs_on", "CapacityProviderStrategy"),
    Origin(ids.SERVICE, "runs_on.strategies", "PlacementStrategies"),
    Origin(ids.SERVICE, "runs_on.constraints", "PlacementConstraints"),
    Origin(ids.SERVICE, "runs_on.network_mode", "NetworkConfiguration"),
)


def _count(scope: Scope[LongRunning]) -> int | None:
    """None where it scales: a deploy must not reset what the load has asked for."""
    if scope.workload.scaling is not None:
        return None
    tuned = scope.tuning.count
    return scope.workload.count if tuned is None else tuned


@cache
def _rolling(rolling: Rolling) -> ecs.DeploymentConfiguration:
    threshold = ecs.ThresholdConfiguration(Type="COUNT", Value=rolling.failures)
    return ecs.DeploymentConfiguration(
        MinimumHealthyPercent=rolling.minimum_healthy,
        MaximumPercent=rolling.maximum,
        DeploymentCircuitBreaker=ecs.DeploymentCircuitBreaker(
            Enable=True, Rollback=True, ThresholdConfiguration=threshold
        ),
    )


@cache
def _carried_by(providers: tuple[Provider, ...]) -> list[ecs.CapacityProviderStrategyItem]:
    """What carries the tasks, in shares; the environment's own capacity comes as a parameter."""
    return [
        ecs.CapacityProviderStrategyItem(
            CapacityProvider=Ref(ids.CAPACITY_PROVIDER) if each.name is None else each.name,
            Base=each.base,
            Weight=each.weight,
        )
        for each in providers
    ]


def _strategy(placed: Placed) -> ecs.PlacementStrategy:
    return ecs.PlacementStrategy(Type=placed.type, **given(Field=placed.by))


def _constraint(placed: Placed) -> ecs.PlacementConstraint:
    return ecs.PlacementConstraint(Type=placed.type, **given(Expression=placed.by))
