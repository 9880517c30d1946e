"""EC2 Auto Scaling: protection from scale-in, put on and taken off instance by instance."""

from __future__ import annotations

from typing import Any

from ministack.services import autoscaling

Response = tuple[int, dict[str, str], bytes]


def _set(params: dict[str, Any]) -> Response:
    group = autoscaling._asgs.get(autoscaling._p(params, "AutoScalingGroupName"))
    wanted = set(autoscaling._parse_member_list(params, "InstanceIds"))
    instances = {one["InstanceId"]: one for one in (group or {}).get("Instances", ())}
    if group is None or not wanted <= instances.keys():
        refused: Response = autoscaling._error(
            "ValidationError", "The instances are not part of an Auto Scaling group of this name"
        )
        return refused
    for name in wanted:
        instances[name]["ProtectedFromScaleIn"] = (
            autoscaling._p(params, "ProtectedFromScaleIn") == "true"
        )
    answer: Response = autoscaling._xml(
        200, "SetInstanceProtectionResponse", "<SetInstanceProtectionResult/>"
    )
    return answer


ACTIONS = {"SetInstanceProtection": _set}
