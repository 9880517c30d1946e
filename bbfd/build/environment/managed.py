"""Instances that ECS itself picks, starts, patches and takes away."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import iam as iam_actions
from awacs.aws import Condition, StringEquals
from troposphere import GetAtt, Ref, Sub, Tags, ecs
from troposphere.ec2 import SecurityGroup
from troposphere.iam import InstanceProfile, Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.subnets import pointed_at, ways_out
from bbfd.build.policies import allow, allowing, assumed_by
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingCluster
from bbfd.model.managed import ManagedCapacity
from bbfd.model.network import NewNetwork, Side
from bbfd.model.stack import Refusal

_POLICY = "arn:${AWS::Partition}:iam::aws:policy/"


def managed(place: Definition[Environment]) -> Iterator[Made]:
    """A capacity provider, with the role that ECS manages instances with, and the one that they have themselves.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-capacity-providers-concept.html
    """
    wanted = place.value.managed
    if wanted is None:
        return
    refused = list(_refused(place.value, wanted))
    yield from refused
    if refused:
        return
    yield from _roles()
    yield SecurityGroup(
        inner_ids.MANAGED_GROUP,
        GroupDescription=f"{place.name}: who may reach the EC2 managed instances",
        VpcId=Ref(ids.VPC),
        Tags=Tags(Name=f"{place.name}-managed-instances"),
    )
    yield _provider(place.value, wanted)
    yield Origin(ids.MANAGED_PROVIDER, "managed")


def _roles() -> Iterator[Made]:
    """The policy of AWS lets ECS pass roles of one name alone; ours are passed by a statement of our own.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html
    """
    yield Role(
        inner_ids.MANAGED_ROLE,
        AssumeRolePolicyDocument=assumed_by("ec2.amazonaws.com"),
        ManagedPolicyArns=[Sub(f"{_POLICY}AmazonECSInstanceRolePolicyForManagedInstances")],
    )
    yield InstanceProfile(inner_ids.MANAGED_PROFILE, Roles=[Ref(inner_ids.MANAGED_ROLE)])
    to_instances = Condition(StringEquals({"iam:PassedToService": "ec2.amazonaws.com"}))
    passing = allow([iam_actions.PassRole], [GetAtt(inner_ids.MANAGED_ROLE, "Arn")], to_instances)
    yield Role(
        inner_ids.INFRASTRUCTURE_ROLE,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(f"{_POLICY}AmazonECSInfrastructureRolePolicyForManagedInstances")],
        Policies=[Policy(PolicyName="pass", PolicyDocument=allowing(passing))],
    )
    yield Origin(inner_ids.MANAGED_ROLE, "managed")
    yield Origin(inner_ids.INFRASTRUCTURE_ROLE, "managed")


def _provider(environment: Environment, wanted: ManagedCapacity) -> ecs.CapacityProvider:
    network = environment.network
    template = ecs.InstanceLaunchTemplate(
        Ec2InstanceProfileArn=GetAtt(inner_ids.MANAGED_PROFILE, "Arn"),
        NetworkConfiguration=ecs.ManagedInstancesNetworkConfiguration(
            Subnets=pointed_at(network, network.tasks_in),
            SecurityGroups=[GetAtt(inner_ids.MANAGED_GROUP, "GroupId")],
        ),
        CapacityOptionType="SPOT" if wanted.spot else "ON_DEMAND",
        Monitoring="DETAILED" if wanted.detailed else "BASIC",
        **given(
            StorageConfiguration=_storage(wanted.storage),
            InstanceRequirements=_requirements(wanted),
        ),
    )
    return ecs.CapacityProvider(
        ids.MANAGED_PROVIDER,
        ClusterName=Ref(ids.CLUSTER),
        ManagedInstancesProvider=ecs.ManagedInstancesProvider(
            InfrastructureRoleArn=GetAtt(inner_ids.INFRASTRUCTURE_ROLE, "Arn"),
            InstanceLaunchTemplate=template,
            PropagateTags="CAPACITY_PROVIDER",
        ),
        **given(DependsOn=ways_out(network, network.tasks_in)),
    )


def _storage(size: int | None) -> ecs.ManagedInstancesStorageConfiguration | None:
    return None if size is None else ecs.ManagedInstancesStorageConfiguration(StorageSizeGiB=size)


def _requirements(wanted: ManagedCapacity) -> ecs.InstanceRequirementsRequest | None:
    """None: AWS picks what suits the tasks."""
    if not (wanted.vcpus or wanted.memory or wanted.types or wanted.makers or wanted.gpus):
        return None
    cpus, memory, gpus = wanted.vcpus or (1, None), wanted.memory or (1, None), wanted.gpus
    return ecs.InstanceRequirementsRequest(
        VCpuCount=ecs.VCpuCountRangeRequest(Min=cpus[0], **given(Max=cpus[1])),
        MemoryMiB=ecs.MemoryMiBRequest(Min=memory[0], **given(Max=memory[1])),
        **given(
            AllowedInstanceTypes=list(wanted.types),
            CpuManufacturers=list(wanted.makers),
            AcceleratorTypes=["gpu"] if gpus else None,
            AcceleratorManufacturers=["nvidia"] if gpus else None,
            AcceleratorCount=ecs.AcceleratorCountRequest(Min=gpus) if gpus else None,
        ),
    )


def _refused(environment: Environment, wanted: ManagedCapacity) -> Iterator[Refusal]:
    if isinstance(environment.cluster, ExistingCluster):
        yield Refusal(
            what=f"the cluster {environment.cluster.name} exists, and its capacity providers are its own",
            fix="name one that it has in the service, ManagedInstances(capacity_provider=...), or leave out cluster=",
            field="managed",
        )
    network = environment.network
    if isinstance(network, NewNetwork) and network.tasks_in is Side.PUBLIC:
        yield Refusal(
            what="managed instances get no public address, and reach nothing from a public subnet",
            fix='give them private ones: Network.create(nat="one"), or endpoints=Endpoints()',
            field="managed",
        )
    for field, span in (("vcpus", wanted.vcpus), ("memory", wanted.memory)):
        if span is not None and not 1 <= span[0] <= (span[0] if span[1] is None else span[1]):
            yield _wrong(field, span, "write the least and the most, as (2, 8), or (2, None)")
    if wanted.gpus is not None and wanted.gpus < 1:
        yield _wrong("gpus", wanted.gpus, "write 1 or more, of an instance")
    if wanted.storage is not None and wanted.storage < 1:
        yield _wrong("storage", wanted.storage, "write 1 or more, GiB of each instance")


def _wrong(field: str, said: object, fix: str) -> Refusal:
    return Refusal(what=f"managed.{field} is {said}", fix=fix, field=f"managed.{field}")
