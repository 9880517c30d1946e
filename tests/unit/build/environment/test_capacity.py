from __future__ import annotations

from typing import Any

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
