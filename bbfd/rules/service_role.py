"""Role of a service: the one ECS registered targets with before it had a service-linked role."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import ON_EC2, WEB
from bbfd.rules._rule import Found, Level, Rule, When, nothing
from bbfd.rules._subjects import needs_awsvpc, services
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DOC = f"{_GUIDE}/service_definition_parameters.html"
_ROLE = "      Role: arn:aws:iam::123456789012:role/ecsServiceRole\n"


def _with_awsvpc(document: Document) -> Iterator[Found]:
    for service in services(document):
        role = document.value(service.body.get("Role"))
        if role is not None and needs_awsvpc(document, service):
            level = Level.WARNING if role is UNKNOWN else None
            yield Found(
                (*service.path, "Role"),
                "Role is set, and the tasks are in awsvpc mode",
                level=level,
            )


def _without_balancer(document: Document) -> Iterator[Found]:
    for service in services(document):
        role = document.value(service.body.get("Role"))
        if role in (None, UNKNOWN) or needs_awsvpc(document, service):
            continue
        if document.value(service.body.get("LoadBalancers")) in (None, []):
            yield Found((*service.path, "Role"), "Role is set, and there is no load balancer")


RULES = (
    Rule(
        id="SERVICE-ROLE-AWSVPC",
        title="a service in awsvpc mode names no role",
        level=Level.ERROR,
        aws_error="You cannot specify an IAM role for services that require a service linked role.",
        fix="remove Role from the service: AWSServiceRoleForECS is used",
        doc=_DOC,
        wrong=WEB.replace("      LoadBalancers:", f"{_ROLE}      LoadBalancers:"),
        right=WEB,
        look=_with_awsvpc,
        also=("W9013",),
    ),
    Rule(
        id="SERVICE-ROLE-NO-LB",
        title="a service names a role only with a load balancer",
        level=Level.ERROR,
        aws_error="IAM roles are only valid for services configured to use load balancers.",
        fix="remove Role from the service, or add LoadBalancers",
        doc=_DOC,
        wrong=ON_EC2 + _ROLE,
        right=ON_EC2,
        look=_without_balancer,
        also=("W9013",),
    ),
    Rule(
        id="SERVICE-LINKED-ROLE",
        title="the account has the service-linked role of ECS",
        level=Level.ERROR,
        aws_error="Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
        fix="run `aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com`; `bbfd env deploy` does it",
        doc=f"{_GUIDE}/using-service-linked-roles.html",
        wrong="# an account in which no ECS service was ever made\n",
        right="aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com\n",
        look=nothing,
        when=When.PLANNING,
    ),
)
