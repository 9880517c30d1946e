"""The network interface of a task's own."""

from __future__ import annotations

from troposphere import GetAtt, Ref, ecs

from bbfd.build import ids
from bbfd.build.scope import Scope
from bbfd.model.workload import Workload


def attached(scope: Scope[Workload]) -> ecs.NetworkConfiguration | None:
    """Its subnets, its security group, and a public address where there is no other way out."""
    if scope.attachment is None:
        return None
    return ecs.NetworkConfiguration(
        AwsvpcConfiguration=ecs.AwsvpcConfiguration(
            Subnets=Ref(scope.subnets),
            SecurityGroups=[GetAtt(ids.TASK_GROUP, "GroupId")],
            AssignPublicIp="ENABLED" if scope.attachment.public_ip else "DISABLED",
        )
    )
