"""EC2 Auto Scaling: the protection of instances from scale-in.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking

# Of SetInstanceProtection. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html
_AT_ONCE = 50
# In any other state the call is refused for all of the instances that it names.
_SETTLED = ("InService", "EnteringStandby", "Standby")


class AutoScaling:
    """The calls about a group's instances."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def protected(self, group: str) -> tuple[str, ...]:
        """Give the instances that are protected from scale-in; none where there is no such group."""
        with asking(f"read the instances of the Auto Scaling group {group}"):
            pages = self._client.get_paginator("describe_auto_scaling_groups").paginate(
                AutoScalingGroupNames=[group]
            )
            groups = [raw for page in pages for raw in page["AutoScalingGroups"]]
        instances = [raw for group in groups for raw in group.get("Instances", ())]
        return tuple(
            raw["InstanceId"]
            for raw in instances
            if raw["ProtectedFromScaleIn"] and raw["LifecycleState"] in _SETTLED
        )

    def unprotect(self, group: str) -> None:
        """Take the protection off, as of now: instances come and go while a person thinks."""
        ids = self.protected(group)
        with asking(f"take the protection from scale-in off the instances of {group}"):
            for first in range(0, len(ids), _AT_ONCE):
                self._client.set_instance_protection(
                    AutoScalingGroupName=group,
                    InstanceIds=list(ids[first : first + _AT_ONCE]),
                    ProtectedFromScaleIn=False,
                )
