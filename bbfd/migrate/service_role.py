"""Role of a service: with network interfaces of their own, ECS registers tasks with its service-linked role."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html"


def _look(template: Template) -> Iterator[Change]:
    for each in template.services:
        if "Role" in each.part.body:
            yield Change(
                path=each.part.at("Role"),
                what="Role is removed",
                why=(
                    "ECS registers such tasks at the load balancer with its own AWSServiceRoleForECS"
                ),
                edits=(Drop(each.part.at("Role")),),
                avoids=(
                    "You cannot specify an IAM role for services that require a service linked role."
                ),
                replaces=(each.part.id,),
            )


STEP = Step(title="the service needs no role", doc=_DOC, look=_look)
