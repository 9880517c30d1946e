"""ECS: the deployments of a service, and the revision each of them is to run."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import json_response
from ministack.services import ecs

Response = tuple[int, dict[str, str], bytes]
_STATUS = {"COMPLETED": "SUCCESSFUL", "FAILED": "STOPPED", "IN_PROGRESS": "IN_PROGRESS"}


def _list(fields: dict[str, Any]) -> Response:
    name = str(fields.get("service", "")).rpartition("/")[2]
    cluster = ecs._resolve_cluster_name(fields.get("cluster", "default"))
    service = ecs._services.get(f"{cluster}/{name}") or {}
    found = [_deployment(service, item) for item in service.get("deployments", [])]
    return _json({"serviceDeployments": found})


def _describe(fields: dict[str, Any]) -> Response:
    wanted = fields.get("serviceDeploymentArns", [])
    known = {d["serviceDeploymentArn"]: d for s in _services() for d in _deployments(s)}
    missing = [{"arn": arn, "reason": "MISSING"} for arn in wanted if arn not in known]
    found = [known[arn] for arn in wanted if arn in known]
    return _json({"serviceDeployments": found, "failures": missing})


def _revisions(fields: dict[str, Any]) -> Response:
    wanted = fields.get("serviceRevisionArns", [])
    known = {r["serviceRevisionArn"]: r for s in _services() for r in _service_revisions(s)}
    missing = [{"arn": arn, "reason": "MISSING"} for arn in wanted if arn not in known]
    found = [known[arn] for arn in wanted if arn in known]
    return _json({"serviceRevisions": found, "failures": missing})


def _services() -> list[dict[str, Any]]:
    return list(ecs._services.values())


def _deployments(service: dict[str, Any]) -> list[dict[str, Any]]:
    return [_deployment(service, item) for item in service.get("deployments", [])]


def _deployment(service: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    revision = _arn(service, "service-revision", item)
    return {
        "serviceDeploymentArn": _arn(service, "service-deployment", item),
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "status": _STATUS.get(item.get("rolloutState", ""), "IN_PROGRESS"),
        "statusReason": item.get("rolloutStateReason", ""),
        "targetServiceRevisionArn": revision,
        "targetServiceRevision": {
            "arn": revision,
            "requestedTaskCount": item.get("desiredCount", 0),
            "runningTaskCount": item.get("runningCount", 0),
            "pendingTaskCount": item.get("pendingCount", 0),
        },
        "createdAt": item.get("createdAt"),
        "startedAt": item.get("createdAt"),
        "updatedAt": item.get("updatedAt"),
        "deploymentConfiguration": service.get("deploymentConfiguration", {}),
    }


def _service_revisions(service: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "serviceRevisionArn": _arn(service, "service-revision", item),
            "serviceArn": service["serviceArn"],
            "clusterArn": service["clusterArn"],
            "taskDefinition": item["taskDefinition"],
            "launchType": item.get("launchType"),
            "capacityProviderStrategy": item.get("capacityProviderStrategy"),
            "loadBalancers": service.get("loadBalancers", []),
            "networkConfiguration": service.get("networkConfiguration") or None,
            "createdAt": item.get("createdAt"),
        }
        for item in service.get("deployments", [])
    ]


def _arn(service: dict[str, Any], kind: str, item: dict[str, Any]) -> str:
    head, _, path = str(service["serviceArn"]).partition(":service/")
    return f"{head}:{kind}/{path}/{str(item['id']).rpartition('/')[2]}"


def _json(fields: dict[str, Any]) -> Response:
    answer: Response = json_response(ecs._sanitize(fields))
    return answer


ACTIONS = {
    "ListServiceDeployments": _list,
    "DescribeServiceDeployments": _describe,
    "DescribeServiceRevisions": _revisions,
}
