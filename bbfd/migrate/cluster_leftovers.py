"""What only served the instances of the cluster: nothing needs it once no service is left on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bbfd.migrate._bystanders import bystanders
from bbfd.migrate._mentions import Mentioning, mentioning
from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Part, Template
from bbfd.rules._references import names_in

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
    notes = list(_leftovers(template))
    gone = {str(note.path[1]) for note in notes}
    notes += _alarms(template, gone)
    gone |= {str(note.path[1]) for note in notes}
    yield from notes
    for each in mentioning(template, gone):
        yield _mentioned(each)


def _leftovers(template: Template) -> Iterator[Note]:
    for kind, what in _TYPES.items():
        for part in template.resources(kind):
            if part.id not in bystanders(template):
                yield _note(part, what)
    for part in template.resources("AWS::IAM::Role"):
        yield from _role(template, part)


def _alarms(template: Template, gone: Collection[str]) -> Iterator[Note]:
    for part in template.resources("AWS::CloudWatch::Alarm"):
        measured = sorted(
            names_in([part.body.get("Dimensions"), part.body.get("Metrics")]) & {*gone}
        )
        if template.text_of(part.body.get("MetricName")) in _RESERVED:
            yield _note(
                part, "an alarm on what is reserved of the instances, which Fargate does not count"
            )
        elif measured:
            yield _note(part, f"an alarm on {', '.join(measured)}")


def _mentioned(each: Mentioning) -> Note:
    are = "is" if len(each.names) == 1 else "are"
    return Note(
        path=each.path,
        what=f"{each.who} refers to {', '.join(each.names)}, which {are} no longer needed",
        fix=(
            "take that out, or remove it too, before what it refers to: CloudFormation takes no template that refers "
            "to what is not in it (Unresolved resource dependencies). Where it is still needed, keep what it refers to"
        ),
    )


def _role(template: Template, part: Part) -> Iterator[Note]:
    """The role of a service, or of the instances."""
    for service in template.services:
        if template.refers(service.part.body.get("Role")) == part.id:
            yield _note(part, "the role with which ECS registered instances at the load balancer")
    every = template.resources("AWS::IAM::InstanceProfile")
    profiles = (profile for profile in every if profile.id not in bystanders(template))
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
