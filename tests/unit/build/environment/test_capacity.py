from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.model.environment import Capacity, ExistingCluster
from bbfd.model.network import Network

from .definitions import EXISTING_NETWORK, of_type, resources, stack

_GROUP = "AWS::AutoScaling::AutoScalingGroup"


def template(**changes: Any) -> dict[str, Any]:
    changes.setdefault("capacity", Capacity())
    (found,) = of_type(resources(**changes), "AWS::EC2::LaunchTemplate").values()
    return found["LaunchTemplateData"]


def test_the_image_is_resolved_by_cloudformation_for_the_architecture() -> None:
    path = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
    assert template()["ImageId"] == f"{{{{resolve:ssm:{path}/recommended/image_id}}}}"
    arm = Capacity(instance_type="t4g.small", architecture="ARM64")
    assert template(capacity=arm)["ImageId"] == (
        f"{{{{resolve:ssm:{path}/arm64/recommended/image_id}}}}"
    )


def test_instances_join_the_cluster_with_task_roles_enabled() -> None:
    text, values = template()["UserData"]["Fn::Base64"]["Fn::Sub"]
    assert values == {"cluster": {"Ref": ids.CLUSTER}}
    assert text.startswith("#!/bin/bash\n")
    assert {"ECS_CLUSTER=${cluster}", "ECS_ENABLE_TASK_IAM_ROLE=true"} <= set(text.splitlines())


def test_tasks_cannot_become_the_instance() -> None:
    assert "ECS_AWSVPC_BLOCK_IMDS=true" in template()["UserData"]["Fn::Base64"]["Fn::Sub"][0]
    options = template()["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 1)


def test_disks_are_encrypted_and_go_with_their_instance() -> None:
    ((disk,),) = [template(capacity=Capacity(volume=50))["BlockDeviceMappings"]]
    assert disk["Ebs"] == {
        "VolumeSize": 50,
        "VolumeType": "gp3",
        "Encrypted": True,
        "DeleteOnTermination": True,
    }


def test_instances_have_public_addresses_only_where_there_is_no_other_way_out() -> None:
    for network, public in (
        (Network.create(), True),
        (Network.create(nat="one"), False),
        (EXISTING_NETWORK, False),
    ):
        (interface,) = template(network=network)["NetworkInterfaces"]
        assert interface["AssociatePublicIpAddress"] is public


def test_ecs_alone_decides_how_many_instances_run_and_which_go() -> None:
    found = resources(capacity=Capacity(minimum=1, maximum=9, target=80))
    (group,) = of_type(found, _GROUP).values()
    assert (group["MinSize"], group["MaxSize"]) == ("1", "9")
    assert "DesiredCapacity" not in group
    assert group["NewInstancesProtectedFromScaleIn"] is True
    assert {tag["Key"] for tag in group["Tags"] if tag["PropagateAtLaunch"]} == {
        "Name",
        "AmazonECSManaged",
    }
    (provider,) = of_type(found, "AWS::ECS::CapacityProvider").values()
    asked = provider["AutoScalingGroupProvider"]
    assert asked["ManagedScaling"] == {"Status": "ENABLED", "TargetCapacity": 80}
    assert asked["ManagedDraining"] == asked["ManagedTerminationProtection"] == "ENABLED"


def test_a_rolling_update_never_has_to_scale_in() -> None:
    found = resources(capacity=Capacity())
    (rolling,) = found["Instances"]["UpdatePolicy"].values()
    assert (rolling["MinInstancesInService"], rolling["MaxBatchSize"]) == (0, 1)


def test_instances_wait_for_their_way_out_and_go_before_it() -> None:
    public = resources(capacity=Capacity())["Instances"]["DependsOn"]
    assert public == ["PublicRoute", "PublicSubnet1Routes", "PublicSubnet2Routes"]
    private = resources(capacity=Capacity(), network=Network.create(nat="one"))
    assert "PrivateRoute1" in private["Instances"]["DependsOn"]
    assert "DependsOn" not in resources(capacity=Capacity(), network=EXISTING_NETWORK)["Instances"]


def test_instances_admit_the_load_balancer_alone_on_the_ports_of_bridge_tasks() -> None:
    (rule,) = resources(capacity=Capacity())["InstanceSecurityGroup"]["Properties"][
        "SecurityGroupIngress"
    ]
    assert (rule["FromPort"], rule["ToPort"]) == (32768, 65535)
    assert rule["SourceSecurityGroupId"] == {"Ref": ids.LOAD_BALANCER_GROUP}


def test_instances_admit_nobody_where_there_is_no_load_balancer() -> None:
    found = resources(capacity=Capacity(), load_balancer=None)
    assert "SecurityGroupIngress" not in found["InstanceSecurityGroup"]["Properties"]


def test_instances_may_do_what_the_agent_does_and_no_more() -> None:
    role = resources(capacity=Capacity())["InstanceRole"]["Properties"]
    ((policy,),) = [role["ManagedPolicyArns"]]
    assert policy["Fn::Sub"].endswith("/AmazonEC2ContainerServiceforEC2Role")
    assert "Policies" not in role


def test_capacity_of_its_own_in_an_existing_cluster_is_refused() -> None:
    made = stack(cluster=ExistingCluster(name="there"), capacity=Capacity())
    (refusal,) = made.refusals
    assert "ExistingCapacity" in refusal.fix
    assert of_type(made.body["Resources"], _GROUP) == {}


def group(**said: Any) -> dict[str, Any]:
    (found,) = of_type(resources(capacity=Capacity(**said)), _GROUP).values()
    return found


def test_one_type_on_demand_is_no_mix() -> None:
    assert "MixedInstancesPolicy" not in group()
    assert "LaunchTemplate" not in group(spot=10)


def test_several_types_will_do_and_some_of_them_on_spot() -> None:
    mix = group(instance_type="m7i.large", also=("m6i.large", "m7i.large"), spot=70, on_demand=1)
    types = mix["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]
    assert [each["InstanceType"] for each in types] == ["m7i.large", "m6i.large"]
    shares = mix["MixedInstancesPolicy"]["InstancesDistribution"]
    assert shares["OnDemandBaseCapacity"] == 1
    assert shares["OnDemandPercentageAboveBaseCapacity"] == 30
    assert shares["SpotAllocationStrategy"] == "price-capacity-optimized"


def boot(**said: Any) -> str:
    text, _ = template(capacity=Capacity(**said))["UserData"]["Fn::Base64"]["Fn::Sub"]
    return str(text)


def test_instances_with_gpus_have_their_drivers() -> None:
    said = {"instance_type": "g6.xlarge", "gpu": True}
    image = template(capacity=Capacity(**said))["ImageId"]
    assert image.endswith("/amazon-linux-2023/gpu/recommended/image_id}}")
    assert "\nECS_ENABLE_GPU_SUPPORT=true\nEND\n" in boot(**said)


def test_an_image_of_ones_own_is_taken() -> None:
    assert template(capacity=Capacity(image="ami-0a1b2c3d4e5f60718"))["ImageId"] == (
        "ami-0a1b2c3d4e5f60718"
    )


def test_the_agent_is_told_what_was_said_and_nothing_is_filled_in() -> None:
    text = boot(agent={"ECS_IMAGE_PULL_BEHAVIOR": "prefer-cached", "ECS_X": "${HOME}"})
    assert text.endswith("ECS_IMAGE_PULL_BEHAVIOR=prefer-cached\nECS_X=${!HOME}\nEND\n")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"spot": 101}, "spot"),
        ({"on_demand": -1}, "on_demand"),
        ({"on_demand": 1}, "on_demand"),
        ({"also": ("m7g.large",)}, "architecture"),
        ({"gpu": True, "architecture": "ARM64", "instance_type": "g5g.xlarge"}, "gpu"),
        ({"agent": {"ECS_CLUSTER": "x"}}, "agent.ECS_CLUSTER"),
        ({"agent": {"a b": "x"}}, "agent.a b"),
        ({"agent": {"ECS_X": "1\nEND\nrm -r /"}}, "agent.ECS_X"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], field: str) -> None:
    (refusal,) = stack(capacity=Capacity(**said)).refusals
    assert refusal.field == f"capacity.{field}"
