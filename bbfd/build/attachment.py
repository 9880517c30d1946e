"""The network interface of a task's own."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, ecs

from bbfd.build import ids
from bbfd.model.launch import Attachment


def interface(
    subnets: str, attachment: Attachment | None, *, calls: bool
) -> ecs.NetworkConfiguration | None:
    """Its subnets (the parameter's name), its security groups, a public address where there is no other way out."""
    if attachment is None:
        return None
    return ecs.NetworkConfiguration(
        AwsvpcConfiguration=ecs.AwsvpcConfiguration(
            Subnets=Ref(subnets),
            SecurityGroups=groups(calls=calls),
            AssignPublicIp="ENABLED" if attachment.public_ip else "DISABLED",
        )
    )


def groups(*, calls: bool) -> list[Any]:
    """The security groups of a task: its own, and what callers of other services carry."""
    return [GetAtt(ids.TASK_GROUP, "GroupId"), *([Ref(ids.CALLERS)] if calls else [])]
