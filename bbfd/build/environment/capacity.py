"""How many EC2 instances there are: an Auto Scaling group that ECS grows and shrinks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref
from troposphere.autoscaling import (
    AutoScalingGroup,
    InstancesDistribution,
    LaunchTemplate,
    LaunchTemplateOverrides,
    LaunchTemplateSpecification,
    MixedInstancesPolicy,
)
from troposphere.ecs import AutoScalingGroupProvider, CapacityProvider, ManagedScaling
from troposphere.policies import AutoScalingRollingUpdate, UpdatePolicy

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.settings import usable_target
from bbfd.build.environment.subnets import pointed_at, ways_out
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment, ExistingCluster
from bbfd.model.stack import Refusal

# One by one, each drained by ECS before it goes. No instance is added for the time (MinInstancesInService 0): taking an
# added one away again is scale-in, which the protection of instances forbids, and the update would hang.
# Auto Scaling's own hands off meanwhile: https://repost.aws/knowledge-center/auto-scaling-group-rolling-updates
_ROLLING = UpdatePolicy(
    AutoScalingRollingUpdate=AutoScalingRollingUpdate(
        MaxBatchSize=1,
        MinInstancesInService=0,
        PauseTime="PT2M",  # until a new instance has joined the cluster
        SuspendProcesses=[
            "AZRebalance",
            "AlarmNotification",
            "HealthCheck",
            "ReplaceUnhealthy",
            "ScheduledActions",
        ],
    )
)


def capacity(place: Definition[Environment]) -> Iterator[Made]:
    """The group, without a desired count, which is ECS's to set; and the provider that sets it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """
    wanted = place.value.capacity
    if not isinstance(wanted, Capacity):
        return
    if isinstance(place.value.cluster, ExistingCluster):
        yield _taken_over(place.value.cluster.name)
        return
    yield _group(place, wanted)
    yield CapacityProvider(
        ids.CAPACITY_PROVIDER,
        AutoScalingGroupProvider=AutoScalingGroupProvider(
            AutoScalingGroupArn=Ref(inner_ids.INSTANCES),
            ManagedScaling=ManagedScaling(
                Status="ENABLED", **given(TargetCapacity=usable_target(wanted))
            ),
            ManagedTerminationProtection="ENABLED",
            ManagedDraining="ENABLED",
        ),
    )
    yield Origin(inner_ids.INSTANCES, "capacity")
    yield Origin(inner_ids.INSTANCES, "capacity.minimum", "MinSize")
    yield Origin(inner_ids.INSTANCES, "capacity.maximum", "MaxSize")
    yield Origin(inner_ids.INSTANCES, "capacity.also", "MixedInstancesPolicy")
    yield Origin(ids.CAPACITY_PROVIDER, "capacity")
    yield Origin(ids.CAPACITY_PROVIDER, "capacity.target", "AutoScalingGroupProvider")


def _group(place: Definition[Environment], wanted: Capacity) -> AutoScalingGroup:
    network = place.value.network
    return AutoScalingGroup(
        inner_ids.INSTANCES,
        MinSize=wanted.minimum,
        MaxSize=wanted.maximum,
        **_launched(wanted),
        VPCZoneIdentifier=pointed_at(network, network.tasks_in),
        NewInstancesProtectedFromScaleIn=True,  # ECS takes it off an instance that has no task left
        # Without the tag in the template CloudFormation would take away the one that ECS needs there.
        Tags=[_on_instances("Name", place.name), _on_instances("AmazonECSManaged", "true")],
        UpdatePolicy=_ROLLING,
        **given(DependsOn=ways_out(network, network.tasks_in)),
    )


def _launched(wanted: Capacity) -> dict[str, Any]:
    """One sort of instances, or a mix of several types and ways to pay.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    template = LaunchTemplateSpecification(
        LaunchTemplateId=Ref(inner_ids.INSTANCE_TEMPLATE),
        Version=GetAtt(inner_ids.INSTANCE_TEMPLATE, "LatestVersionNumber"),
    )
    if not is_mixed(wanted):
        return {"LaunchTemplate": template}
    types = dict.fromkeys((wanted.instance_type, *wanted.also))
    mix = MixedInstancesPolicy(
        LaunchTemplate=LaunchTemplate(
            LaunchTemplateSpecification=template,
            Overrides=[LaunchTemplateOverrides(InstanceType=each) for each in types],
        ),
        InstancesDistribution=InstancesDistribution(
            OnDemandAllocationStrategy="prioritized",
            OnDemandBaseCapacity=wanted.on_demand,
            OnDemandPercentageAboveBaseCapacity=100 - wanted.spot,
            SpotAllocationStrategy="price-capacity-optimized",
        ),
    )
    return {"MixedInstancesPolicy": mix}


def is_mixed(wanted: Capacity) -> bool:
    """Whether there is more than one type of instances, or way to pay."""
    return bool(wanted.also or wanted.spot)


def _on_instances(key: str, value: str) -> dict[str, str | bool]:
    return {"Key": key, "Value": value, "PropagateAtLaunch": True}


def _taken_over(name: str) -> Refusal:
    """The list of a cluster's providers is one resource: adding to another's would take over all of it."""
    return Refusal(
        what=f"the cluster {name} exists, and capacity of this environment's own would replace its capacity providers",
        fix="use one that it has: capacity=ExistingCapacity(provider=...), or leave out cluster= for one of its own",
        field="capacity",
    )
