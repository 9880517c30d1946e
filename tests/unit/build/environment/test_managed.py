from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.launch.external import External
from bbfd.launch.managed import ManagedInstances
from bbfd.model.environment import Capacity, ExistingCluster
from bbfd.model.managed import ManagedCapacity
from bbfd.model.network import Endpoints, Network

from .definitions import EXISTING_NETWORK, of_type, resources, stack

INSIDE = Network.create(nat="one")


def provider(**said: Any) -> Any:
    made = resources(network=INSIDE, managed=ManagedCapacity(**said))
    return made[ids.MANAGED_PROVIDER]["Properties"]["ManagedInstancesProvider"]


def template(**said: Any) -> Any:
    return provider(**said)["InstanceLaunchTemplate"]


def test_nobody_reaches_the_instances_themselves() -> None:
    made = resources(network=INSIDE, managed=ManagedCapacity())
    assert "SecurityGroupIngress" not in made[inner_ids.MANAGED_GROUP]["Properties"]


def test_there_are_none_unless_asked() -> None:
    assert ids.MANAGED_PROVIDER not in resources(network=INSIDE)


def test_aws_picks_what_suits_the_tasks_unless_told() -> None:
    made = template()
    assert "InstanceRequirements" not in made
    assert (made["CapacityOptionType"], made["Monitoring"]) == ("ON_DEMAND", "BASIC")
    subnets = made["NetworkConfiguration"]["Subnets"]
    assert subnets == [{"Ref": "PrivateSubnet1"}, {"Ref": "PrivateSubnet2"}]


def test_what_is_asked_of_an_instance_is_said() -> None:
    made = template(
        vcpus=(2, 8),
        memory=(4096, None),
        types=("m7g.*",),
        makers=("amazon-web-services",),
        gpus=1,
        storage=100,
        spot=True,
        detailed=True,
    )
    assert made["InstanceRequirements"] == {
        "VCpuCount": {"Min": 2, "Max": 8},
        "MemoryMiB": {"Min": 4096},
        "AllowedInstanceTypes": ["m7g.*"],
        "CpuManufacturers": ["amazon-web-services"],
        "AcceleratorTypes": ["gpu"],
        "AcceleratorManufacturers": ["nvidia"],
        "AcceleratorCount": {"Min": 1},
    }
    assert made["StorageConfiguration"] == {"StorageSizeGiB": 100}
    assert (made["CapacityOptionType"], made["Monitoring"]) == ("SPOT", "DETAILED")


def test_types_alone_are_enough() -> None:
    assert template(types=("m7i.*",))["InstanceRequirements"]["VCpuCount"] == {"Min": 1}


def test_ecs_may_pass_the_role_of_the_instances_and_no_other() -> None:
    made = resources(network=INSIDE, managed=ManagedCapacity())
    role = made[inner_ids.INFRASTRUCTURE_ROLE]["Properties"]
    (policy,) = role["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [{"Fn::GetAtt": [inner_ids.MANAGED_ROLE, "Arn"]}]
    assert statement["Action"] == ["iam:PassRole"]


def test_the_cluster_has_them_beside_all_else() -> None:
    made = resources(network=INSIDE, managed=ManagedCapacity(), capacity=Capacity())
    (providers,) = of_type(made, "AWS::ECS::ClusterCapacityProviderAssociations").values()
    assert providers["CapacityProviders"] == [
        "FARGATE",
        "FARGATE_SPOT",
        {"Ref": ids.CAPACITY_PROVIDER},
        {"Ref": ids.MANAGED_PROVIDER},
    ]


def test_a_task_by_hand_runs_on_what_the_environment_says() -> None:
    for runs_on, name in (
        (ManagedInstances(), {"Ref": ids.MANAGED_PROVIDER}),
        (External(), "FARGATE"),
    ):
        made = resources(network=INSIDE, managed=ManagedCapacity(), runs_on=runs_on)
        (providers,) = of_type(made, "AWS::ECS::ClusterCapacityProviderAssociations").values()
        assert [e["CapacityProvider"] for e in providers["DefaultCapacityProviderStrategy"]] == [
            name
        ]


@pytest.mark.parametrize("network", [EXISTING_NETWORK, Network.create(endpoints=Endpoints())])
def test_they_run_wherever_tasks_are_inside(network: Any) -> None:
    assert ids.MANAGED_PROVIDER in resources(network=network, managed=ManagedCapacity())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"network": Network.create(), "managed": ManagedCapacity()}, "managed"),
        ({"cluster": ExistingCluster(name="there"), "managed": ManagedCapacity()}, "managed"),
        ({"managed": ManagedCapacity(vcpus=(8, 2))}, "managed.vcpus"),
        ({"managed": ManagedCapacity(memory=(0, None))}, "managed.memory"),
        ({"managed": ManagedCapacity(gpus=0)}, "managed.gpus"),
        ({"managed": ManagedCapacity(storage=0)}, "managed.storage"),
    ],
)
def test_what_cannot_be_is_refused(changes: Any, field: str) -> None:
    refused = stack(**{"network": INSIDE, **changes}).refusals
    assert field in [refusal.field for refusal in refused]
