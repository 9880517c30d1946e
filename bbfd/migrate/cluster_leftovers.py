"""What only served the instances of the cluster: nothing needs it once no service is left on them."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ECS_instances.html"
_TYPES = {
    "AWS::AutoScaling::AutoScalingGroup": "the instances",
    "AWS::AutoScaling::LaunchConfiguration": "how instances start",
    "AWS::EC2::LaunchTemplate": "how instances start",
    "AWS::AutoScaling::LifecycleHook": "what happens to instances",
    "AWS::AutoScaling::ScalingPolicy": "how many instances there are",
    "AWS::AutoScaling::ScheduledAction": "how many instances there are",
    "AWS::ECS::CapacityProvider": "instances as capacity",
    "AWS::IAM::InstanceProfile": "the role of the instances",
    "AWS::EC2::Instance": "an instance",
    "AWS::EC2::SpotFleet": "the instances",
}
_RESERVED = ("CPUReservation", "MemoryReservation")


def _look(template: Template) -> Iterator[Note]:
    if not template.launched or template.staying:
        return
    for kind, what in _TYPES.items():
        for part in template.resources(kind):
            yield _note(part, what)
    for part in template.resources("AWS::IAM::Role"):
        yield from _role(template, part)
    for part in template.resources("AWS::CloudWatch::Alarm"):
        if template.text_of(part.body.get("MetricName")) in _RESERVED:
            yield _note(
                part, "an alarm on what is reserved of the instances, which Fargate does not count"
            )


def _role(template: Template, part: Part) -> Iterator[Note]:
    """The role of a service, or of the instances."""
    for service in template.services:
        if template.refers(service.part.body.get("Role")) == part.id:
            yield _note(part, "the role with which ECS registered instances at the load balancer")
    profiles = template.resources("AWS::IAM::InstanceProfile")
    if any(part.id in _roles(template, profile) for profile in profiles):
        yield Note(
            path=part.path[:2],
            what=f"{part.id} is the role of the instances, and no longer needed",
            fix="move what its policies allow the containers to a TaskRoleArn, then remove it",
        )


def _roles(template: Template, profile: Part) -> set[str]:
    return {
        template.refers(raw)
        for _, listed in profile.written("Roles")
        if isinstance(listed, list)
        for raw in listed
    }


def _note(part: Part, what: str) -> Note:
    return Note(
        path=part.path[:2],
        what=f"{part.id} is no longer needed: {what}",
        fix="remove it once all tasks run on Fargate, and nothing else uses it",
    )


STEP = Step(title="what only served the instances", doc=_DOC, look=_look)
