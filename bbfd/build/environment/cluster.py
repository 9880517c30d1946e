"""The ECS cluster, and what may carry tasks in it."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere.ecs import (
    CapacityProviderStrategy,
    ClusterCapacityProviderAssociations,
    ClusterSetting,
)
from troposphere.ecs import Cluster as ClusterResource

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.sessions import configured
from bbfd.build.providers import named
from bbfd.launch.usual import USUAL
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingCluster


def cluster(place: Definition[Environment]) -> Iterator[Made]:
    """The cluster, with FARGATE, FARGATE_SPOT and the environment's own capacity.

    The providers are a resource of their own: instances must know the cluster's name and the cluster its
    provider of instances, which in one resource would be a circle. It also goes first when the stack is deleted:
    AWS deletes no capacity provider that a cluster still has.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-clustercapacityproviderassociations.html
    """
    environment = place.value
    if isinstance(environment.cluster, ExistingCluster):
        return
    yield ClusterResource(
        ids.CLUSTER,
        ClusterSettings=[
            ClusterSetting(Name="containerInsights", Value=environment.cluster.insights)
        ],
        **given(Configuration=configured(environment)),
    )
    own = [] if environment.capacity is None else [Ref(ids.CAPACITY_PROVIDER)]
    managed = [] if environment.managed is None else [Ref(ids.MANAGED_PROVIDER)]
    yield ClusterCapacityProviderAssociations(
        inner_ids.PROVIDERS,
        Cluster=Ref(ids.CLUSTER),
        CapacityProviders=["FARGATE", "FARGATE_SPOT", *own, *managed],
        DefaultCapacityProviderStrategy=_unsaid(environment),
    )
    yield Origin(ids.CLUSTER, "cluster")
    yield Origin(ids.CLUSTER, "cluster.insights", "ClusterSettings")
    yield Origin(ids.CLUSTER, "cluster.audit", "Configuration")
    yield Origin(inner_ids.PROVIDERS, "capacity", "CapacityProviders")
    yield Origin(inner_ids.PROVIDERS, "spot", "DefaultCapacityProviderStrategy")


def _unsaid(environment: Environment) -> list[CapacityProviderStrategy]:
    """Services always say what carries them; this is for a task that somebody starts by hand."""
    launch = USUAL if environment.runs_on is None else environment.runs_on
    return [
        CapacityProviderStrategy(
            CapacityProvider=named(each), Weight=each.weight, **given(Base=each.base or None)
        )
        for each in launch.providers(spot=environment.spot) or USUAL.providers(spot=False)
    ]
