"""Application Auto Scaling: targets and policies are kept and shown; nothing is measured, nothing scales."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)

# Keyed "namespace|resource id|dimension", and that with "|policy name".
targets = AccountRegionScopedDict()
policies = AccountRegionScopedDict()

Response = tuple[int, dict[str, str], bytes]
_TARGET_KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_TARGET_FIELDS = (*_TARGET_KEY, "MinCapacity", "MaxCapacity", "RoleARN", "SuspendedState")
_POLICY_FIELDS = (
    *_TARGET_KEY,
    "PolicyName",
    "PolicyType",
    "StepScalingPolicyConfiguration",
    "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScalingPolicyConfiguration",
)


def target_key(fields: dict[str, Any]) -> str:
    """What a scalable target is known by."""
    return "|".join(str(fields.get(name, "")) for name in _TARGET_KEY)


def arn(kind: str, identity: str) -> str:
    """The ARN of a target or a policy."""
    service = "autoscaling" if kind == "scalingPolicy" else "application-autoscaling"
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{kind}/{identity}"


def register(fields: dict[str, Any]) -> str:
    """RegisterScalableTarget: make it, or change what is given."""
    key = target_key(fields)
    found = targets.get(key) or {
        "CreationTime": time.time(),
        "RoleARN": f"arn:aws:iam::{get_account_id()}:role/aws-service-role/"
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
        "ScalableTargetARN": arn("scalable-target", new_uuid()),
    }
    targets[key] = {**found, **{n: fields[n] for n in _TARGET_FIELDS if fields.get(n) is not None}}
    return str(targets[key]["ScalableTargetARN"])


def put_policy(fields: dict[str, Any]) -> str:
    """PutScalingPolicy: make it, or replace it. ValueError where its target is not registered."""
    key = target_key(fields)
    if key not in targets:
        raise ValueError(f"No scalable target registered for {key}")
    name = f"{key}|{fields['PolicyName']}"
    found = policies.get(name) or {
        "CreationTime": time.time(),
        "PolicyARN": arn("scalingPolicy", f"{new_uuid()}:policyName/{fields['PolicyName']}"),
        "Alarms": [],
    }
    policies[name] = {
        **found,
        **{n: fields[n] for n in _POLICY_FIELDS if fields.get(n) is not None},
    }
    return str(policies[name]["PolicyARN"])


def deregister(fields: dict[str, Any]) -> bool:
    """DeregisterScalableTarget: away with it and its policies. False where there is none."""
    key = target_key(fields)
    for name in [name for name in policies if name.startswith(f"{key}|")]:
        policies.pop(name)
    return targets.pop(key, None) is not None


def _register(fields: dict[str, Any]) -> Response:
    return _json({"ScalableTargetARN": register(fields)})


def _put(fields: dict[str, Any]) -> Response:
    try:
        return _json({"PolicyARN": put_policy(fields), "Alarms": []})
    except ValueError as error:
        return _gone(str(error))


def _deregister(fields: dict[str, Any]) -> Response:
    return (
        _json({})
        if deregister(fields)
        else _gone(f"No scalable target found for {target_key(fields)}")
    )


def _delete_policy(fields: dict[str, Any]) -> Response:
    name = f"{target_key(fields)}|{fields.get('PolicyName')}"
    return _json({}) if policies.pop(name, None) else _gone(f"No scaling policy found for {name}")


def _targets(fields: dict[str, Any]) -> Response:
    wanted = fields.get("ResourceIds") or []
    found = [
        t
        for t in targets.values()
        if _fits(t, fields) and t["ResourceId"] in (wanted or [t["ResourceId"]])
    ]
    return _json({"ScalableTargets": found})


def _policies(fields: dict[str, Any]) -> Response:
    wanted = fields.get("PolicyNames") or []
    found = [
        p
        for p in policies.values()
        if _fits(p, fields) and p["PolicyName"] in (wanted or [p["PolicyName"]])
    ]
    return _json({"ScalingPolicies": found})


def _none(member: str, nothing: Any) -> Callable[[dict[str, Any]], Response]:
    return lambda _: _json({member: nothing})


def _fits(found: dict[str, Any], fields: dict[str, Any]) -> bool:
    return all(found[name] == fields[name] for name in _TARGET_KEY if fields.get(name))


def _json(fields: dict[str, Any]) -> Response:
    answer: Response = json_response(fields)
    return answer


def _gone(message: str) -> Response:
    answer: Response = error_response_json("ObjectNotFoundException", message, 400)
    return answer


ACTIONS: dict[str, Callable[[dict[str, Any]], Response]] = {
    "RegisterScalableTarget": _register,
    "DeregisterScalableTarget": _deregister,
    "DescribeScalableTargets": _targets,
    "PutScalingPolicy": _put,
    "DeleteScalingPolicy": _delete_policy,
    "DescribeScalingPolicies": _policies,
    "DescribeScalingActivities": _none("ScalingActivities", []),
    "DescribeScheduledActions": _none("ScheduledActions", []),
    "ListTagsForResource": _none("Tags", {}),
}


async def handle_request(
    _method: str, _path: str, headers: dict[str, str], body: bytes, _query: dict[str, Any]
) -> Response:
    """The entry of a ministack service module."""
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if action not in ACTIONS:
        refused: Response = error_response_json(
            "UnknownOperationException", f"Unknown action: {action}", 400
        )
        return refused
    return ACTIONS[action](json.loads(body or b"{}"))


def get_state() -> dict[str, Any]:
    """What is saved."""
    return {"targets": copy.deepcopy(targets), "policies": copy.deepcopy(policies)}


def load_persisted_state(data: dict[str, Any]) -> None:
    """Take up what was saved."""
    targets.update(data["targets"])
    policies.update(data["policies"])


def reset() -> None:
    """Forget everything."""
    targets.clear()
    policies.clear()
