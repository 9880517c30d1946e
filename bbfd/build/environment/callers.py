"""Who may call the services of the environment that are there to be called."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupIngress

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Capacity, Environment, ExistingCluster
from bbfd.model.launch import PICKED


def callers(place: Definition[Environment]) -> Iterator[Made]:
    """A security group that callers carry and the called admit: nobody need know who calls whom.

    Instances carry it, too: tasks in bridge mode have no group but their instance's.
    """
    environment = place.value
    if environment.discovery is None:
        return
    yield SecurityGroup(
        ids.CALLERS,
        GroupDescription=f"{place.name}: services that call others",
        VpcId=Ref(ids.VPC),
        Tags=Tags(Name=f"{place.name}-callers"),
    )
    yield Origin(ids.CALLERS, "discovery")
    if carries_callers(environment):
        yield SecurityGroupIngress(
            inner_ids.CALLERS_INGRESS,
            GroupId=Ref(ids.INSTANCE_GROUP),
            Description="services that call others, to the host ports of bridge tasks",
            IpProtocol="tcp",
            FromPort=PICKED.start,
            ToPort=PICKED.stop - 1,
            SourceSecurityGroupId=Ref(ids.CALLERS),
        )


def carries_callers(environment: Environment) -> bool:
    """Whether there are instances of its own whose tasks may call others."""
    own = isinstance(environment.capacity, Capacity)
    there = isinstance(environment.cluster, ExistingCluster)
    return own and not there and environment.discovery is not None
