"""Security groups that let the instances in: tasks have a group of their own, and stand outside."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._bystanders import STARTS, bystanders
from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"


def _look(template: Template) -> Iterator[Note]:
    if not template.launched:
        return
    groups = set(_of_instances(template))
    for part in template.resources("AWS::EC2::SecurityGroupIngress"):
        yield from _note(template, part, groups)
    for part in template.resources("AWS::EC2::SecurityGroup"):
        for rule in part.parts("SecurityGroupIngress"):
            yield from _note(template, rule, groups - {part.id})


def _of_instances(template: Template) -> Iterator[str]:
    """The security groups of what starts instances of the cluster."""
    for kind in STARTS:
        for part in template.resources(kind):
            if part.id not in bystanders(template):
                yield from _named(template, part, "SecurityGroups")
                for inner in (part, *part.parts("LaunchTemplateData")):
                    yield from _named(template, inner, "SecurityGroupIds")


def _named(template: Template, part: Part, name: str) -> Iterator[str]:
    for _, raw in part.written(name):
        for each in raw if isinstance(raw, list) else []:
            yield template.refers(each)


def _note(template: Template, rule: Part, groups: set[str]) -> Iterator[Note]:
    source = template.refers(rule.body.get("SourceSecurityGroupId"))
    if source and source in groups:
        yield Note(
            path=rule.at("SourceSecurityGroupId"),
            what=f"{rule.id} lets {source} in, the instances: the tasks are not among them any more",
            fix="add the same rule for the security group of each service that connects there",
        )


STEP = Step(title="who was let in as an instance", doc=_DOC, look=_look)
