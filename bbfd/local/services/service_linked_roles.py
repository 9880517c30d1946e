"""IAM: service-linked roles under the names that AWS gives them, refused the way AWS refuses."""

from __future__ import annotations

from typing import Any

from ministack.services import iam

Response = tuple[int, dict[str, str], bytes]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
_NAMES = {
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "ecs.application-autoscaling.amazonaws.com": (
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    ),
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
}


def _create(params: dict[str, Any]) -> Response:
    service = iam._p(params, "AWSServiceName")
    name = _NAMES.get(service) or f"AWSServiceRoleFor{service.partition('.')[0].capitalize()}"
    if name in iam._roles:
        said = f"Service role name {name} has been taken in this account, please try a different suffix."
        refused: Response = iam._error(400, "InvalidInput", said, ns="iam")
        return refused
    before = set(iam._roles)
    iam._create_service_linked_role(params)
    (made,) = set(iam._roles) - before
    arn = iam._roles[made]["Arn"].replace(made, name)
    iam._roles[name] = {**iam._roles.pop(made), "RoleName": name, "Arn": arn}
    inner = f"<Role>{iam._role_xml(name)}</Role>"
    answer: Response = iam._xml(
        200,
        "CreateServiceLinkedRoleResponse",
        f"<CreateServiceLinkedRoleResult>{inner}</CreateServiceLinkedRoleResult>",
        ns="iam",
    )
    return answer


ACTIONS = {"CreateServiceLinkedRole": _create}
