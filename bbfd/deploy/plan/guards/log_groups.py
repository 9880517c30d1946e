"""A log group that a container writes to, that the stack does not make, and that does not exist: no task would start.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, together, unseen
from bbfd.deploy.plan.resolved import Template
from bbfd.deploy.unknown import Unknown, or_unknown

_TYPE = "AWS::ECS::TaskDefinition"


def guard(case: Case) -> Verdict:
    """Refuse a task definition that writes to what is not there."""
    made = {
        case.template.text(properties.get("LogGroupName"))
        for _, properties in case.template.of_type("AWS::Logs::LogGroup")
    }
    wanted = dict.fromkeys(group for group in _groups(case) if group not in made)
    return together(_looked_up(case, group) for group in wanted)


def _groups(case: Case) -> Iterator[str]:
    template = case.template
    for change in case.touched(_TYPE):
        definition = template.properties(change.logical_id)
        for container in template.entries(definition.get("ContainerDefinitions")):
            log = template.fields(container.get("LogConfiguration"))
            if template.text(log.get("LogDriver")) == "awslogs":
                yield from _group(template, template.fields(log.get("Options")), case.aws.region)


def _group(template: Template, options: Any, region: str) -> Iterator[str]:
    makes_it = template.text(options.get("awslogs-create-group")) == "true"
    name = template.text(options.get("awslogs-group"))
    here = template.text(options.get("awslogs-region")) in ("", region)
    if name and here and not makes_it:
        yield name


def _looked_up(case: Case, group: str) -> Verdict:
    there = or_unknown(lambda: case.aws.logs.exists(group))
    if isinstance(there, Unknown):
        return unseen(f"whether the log group {group} exists", there)
    if there:
        return Verdict()
    objection = Objection(
        what=f"the log group {group} does not exist, and this stack does not make it",
        fix=f"aws logs create-log-group --log-group-name {group}",
    )
    return case.missing((objection,))
