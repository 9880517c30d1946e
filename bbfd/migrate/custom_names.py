"""Fixed names: what is replaced is made anew before the old one goes, and two cannot have one name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Part, Template
from bbfd.migrate._traffic import entries

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html"
_SAID = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
    "Rename it and update the stack again."
)


def _look(template: Template) -> Iterator[Note]:
    for service in template.services:
        if service.kind == "service" and (not service.on_fargate or "Role" in service.part.body):
            yield from _named(template, service.part, "ServiceName", "the service")
    groups = {entry.group for entry in entries(template)}
    for part in template.resources("AWS::ElasticLoadBalancingV2::TargetGroup"):
        moved = any(kind != "ip" for kind in template.values(part, "TargetType"))
        if part.id in groups and moved:
            yield from _named(template, part, "Name", "the target group")


def _named(template: Template, part: Part, name: str, what: str) -> Iterator[Note]:
    for _, raw in part.written(name):
        yield Note(
            path=part.at(name),
            what=(
                f"{what} {part.id} is replaced, and its {name}{_shown(template, raw)} is fixed: a"
                f" stack that has it already fails to update with: {_SAID}"
            ),
            fix=(
                f"remove {name} or give another one in the same update; or do it in two steps: "
                "first deploy with a new resource beside the old one, then remove that. A new "
                "stack needs neither"
            ),
        )


def _shown(template: Template, raw: Any) -> str:
    known = template.text_of(raw)
    return f" {known}" if known else ""


STEP = Step(title="fixed names of what is replaced", doc=_DOC, look=_look)
