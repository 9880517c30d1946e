"""The network interface of a task's own."""

from __future__ import annotations

from functools import cache

from troposphere import GetAtt, Ref, ecs

from bbfd.build import ids
from bbfd.build.scope import Scope
from bbfd.model.launch import Attachment
from bbfd.model.workload import Workload


def attached(scope: Scope[Workload]) -> ecs.NetworkConfiguration | None:
    """Its subnets, its security group, and a public address where there is no other way out."""
    attachment = scope.attachment
    return None if attachment is None else _interface(scope.subnets, attachment)


@cache
def _interface(subnets: str, attachment: Attachment) -> ecs.NetworkConfiguration:
    return ecs.NetworkConfiguration(
        AwsvpcConfiguration=ecs.AwsvpcConfiguration(
            Subnets=Ref(subnets),
            SecurityGroups=[GetAtt(ids.TASK_GROUP, "GroupId")],
            AssignPublicIp="ENABLED" if attachment.public_ip else "DISABLED",
        )
    )
