from __future__ import annotations

from bbfd.build import ids
from bbfd.model.environment import Capacity, Cluster, ExistingCapacity, ExistingCluster

from .definitions import of_type, resources, stack, taken_by

_PROVIDERS = "AWS::ECS::ClusterCapacityProviderAssociations"


def test_a_cluster_has_both_sorts_of_fargate() -> None:
    (providers,) = of_type(resources(), _PROVIDERS).values()
    assert providers["CapacityProviders"] == ["FARGATE", "FARGATE_SPOT"]


def test_a_cluster_has_the_capacity_of_its_environment() -> None:
    for capacity in (Capacity(), ExistingCapacity(provider="mine")):
        (providers,) = of_type(resources(capacity=capacity), _PROVIDERS).values()
        assert providers["CapacityProviders"][2:] == [{"Ref": ids.CAPACITY_PROVIDER}]


def test_a_task_that_does_not_say_runs_as_the_environment_says() -> None:
    for spot, name in ((False, "FARGATE"), (True, "FARGATE_SPOT")):
        (providers,) = of_type(resources(spot=spot), _PROVIDERS).values()
        strategy = [
            item["CapacityProvider"] for item in providers["DefaultCapacityProviderStrategy"]
        ]
        assert strategy == [name]


def test_insights_are_said_even_when_there_are_none() -> None:
    for insights in ("disabled", "enabled", "enhanced"):
        (cluster,) = of_type(
            resources(cluster=Cluster(insights=insights)),
            "AWS::ECS::Cluster",
        ).values()
        assert cluster["ClusterSettings"] == [{"Name": "containerInsights", "Value": insights}]


def test_the_providers_of_an_existing_cluster_are_left_alone() -> None:
    made = stack(cluster=ExistingCluster(name="there"))
    assert of_type(made.body["Resources"], _PROVIDERS) == {}
    assert {p.name: p.default for p in taken_by(made)} == {"Cluster": "there"}
    assert made.body["Outputs"]["Cluster"] == {"Value": {"Ref": "Cluster"}}
