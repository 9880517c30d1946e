"""The network interface of a task's own."""

from __future__ import annotations

from troposphere import GetAtt, Ref, ecs

from bbfd.build import ids
from bbfd.model.launch import Attachment


def interface(subnets: str, attachment: Attachment | None) -> ecs.NetworkConfiguration | None:
    """Its subnets (the parameter's name), its security group, a public address where there is no other way out."""
    if attachment is None:
        return None
    return ecs.NetworkConfiguration(
        AwsvpcConfiguration=ecs.AwsvpcConfiguration(
            Subnets=Ref(subnets),
            SecurityGroups=[GetAtt(ids.TASK_GROUP, "GroupId")],
            AssignPublicIp="ENABLED" if attachment.public_ip else "DISABLED",
        )
    )
