"""Instances that no cluster has, a bastion or a database, and what there is for them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bbfd.migrate._subjects import Part, Template
from bbfd.rules._references import names_in

_INSTANCE = "AWS::EC2::Instance"
STARTS = ("AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::LaunchTemplate", _INSTANCE)
_GROUP = "AWS::AutoScaling::AutoScalingGroup"
_OF_GROUPS = (
    "AWS::AutoScaling::LifecycleHook",
    "AWS::AutoScaling::ScalingPolicy",
    "AWS::AutoScaling::ScheduledAction",
)
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
_AGENT = re.compile(r"ECS_CLUSTER|/etc/ecs|ecs\.config|ECSAgent|ecs-agent|ecs-init")
_ECS = re.compile(r"ECS|Ecs|(?<![A-Za-z])ecs(?![a-z])")
_ALLOWED = re.compile(
    r"AmazonEC2ContainerServiceforEC2Role|ecs:(?:RegisterContainerInstance|Poll|\*)"
)


def bystanders(template: Template) -> frozenset[str]:
    """What serves no cluster: single instances that do not join one, others where some are known to, and theirs.

    How an instance joins: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    """
    return template.once(_bystanders)


def _bystanders(template: Template) -> frozenset[str]:
    starts = {part.id: kind for kind in STARTS for part in template.resources(kind)}
    joining = _joining(template, starts)
    off = {
        id for id, kind in starts.items() if id not in joining and (joining or kind == _INSTANCE)
    }
    kept = starts.keys() - off
    profiles = {part.id for part in template.resources("AWS::IAM::InstanceProfile")}
    off |= profiles & _named_by(template, off) - _named_by(template, kept)
    for kind in (_GROUP, *_OF_GROUPS):
        for part in template.resources(kind):
            named = names_in(part.body)
            if named & off and not named & kept:
                off.add(part.id)
    return frozenset(off)


def _named_by(template: Template, ids: set[str]) -> set[str]:
    return set().union(*(names_in(template.document.values.resources[id]) for id in ids))


def _joining(template: Template, starts: dict[str, str]) -> set[str]:
    """What starts instances that join a cluster: by what it has itself, by its template, or by what names its group."""
    clusters = set(_clusters(template))
    parts = [part for kind in STARTS for part in template.resources(kind)]
    found = {part.id for part in parts if _joins(template, part, clusters)}
    found |= {part.id for part in parts if names_in(part.body) & found}
    providers = set().union(
        *(names_in(part.body) for part in template.resources("AWS::ECS::CapacityProvider"))
    )
    for group in template.resources(_GROUP):
        if group.id in providers:
            found |= names_in(group.body) & starts.keys()
    return found


def _clusters(template: Template) -> Iterator[str]:
    """The clusters of the template, and the parameters that the services take theirs from."""
    yield from (part.id for part in template.resources("AWS::ECS::Cluster"))
    for service in template.resources("AWS::ECS::Service"):
        yield from names_in(service.body.get("Cluster"))


def _joins(template: Template, part: Part, clusters: set[str]) -> bool:
    """Whether it names the cluster or the agent when it starts, has an image of ECS, or a role that joins clusters."""
    resource = template.document.values.resources[part.id]
    bodies = [part.body, *(inner.body for inner in part.parts("LaunchTemplateData"))]
    at_start = [resource.get("Metadata"), *(body.get("UserData") for body in bodies)]
    if _AGENT.search(str(at_start)) or names_in(at_start) & clusters:
        return True
    return any(
        _is_of_ecs(template, body.get("ImageId"))
        or _is_of_ecs(template, body.get("IamInstanceProfile"))
        or _may_join(template, names_in(body.get("IamInstanceProfile")))
        for body in bodies
    )


def _is_of_ecs(template: Template, raw: Any) -> bool:
    """Whether the name of an image or a profile, or of where it is taken from, says so."""
    parameters = template.document.values.parameters
    defaults = [parameters[name] for name in names_in(raw) if name in parameters]
    return _ECS.search(f"{raw} {template.document.outline(raw)} {defaults}") is not None


def _may_join(template: Template, profiles: set[str]) -> bool:
    """Whether a role of these profiles is allowed to join a cluster."""
    roles = set().union(
        *(
            names_in(part.body.get("Roles"))
            for part in template.resources("AWS::IAM::InstanceProfile")
            if part.id in profiles
        )
    )
    of_roles = [part for part in template.resources("AWS::IAM::Role") if part.id in roles]
    attached = (part for kind in _POLICIES for part in template.resources(kind))
    of_roles += [part for part in attached if names_in(part.body.get("Roles")) & roles]
    return any(_ALLOWED.search(str(part.body)) for part in of_roles)
