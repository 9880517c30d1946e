"""DependsOn: a service waits for what forwards to its target group, which is a new one now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._step import Append, Change, Edit, Note, Put, Step
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries, forwarders
from bbfd.rules._references import depends_on, names_in

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html"


def _look(template: Template) -> Iterator[Change | Note]:
    for service in template.services:
        groups = tuple(dict.fromkeys(_unwaited(template, service)))
        there = {ids: _there(template, ids, service.part.id) for ids in groups}
        missing = list(dict.fromkeys(filter(None, there.values())))
        yield from (_sometimes(template, service, ids[0]) for ids in groups if not there[ids])
        if missing:
            raw = template.document.values.resources[service.part.id].get("DependsOn")
            yield Change(
                path=("Resources", service.part.id, "DependsOn"),
                what=f"DependsOn names {' and '.join(missing)}",
                why=(
                    "the target group is replaced: the service can start only when a listener "
                    "forwards to the new one"
                ),
                edits=tuple(_edits(raw, service.part.id, missing)),
                avoids="The target group does not have an associated load balancer.",
            )


def _unwaited(template: Template, service: Launched) -> Iterator[tuple[str, ...]]:
    """The listeners and rules of each of its target groups, where it waits for none of them."""
    waits = _waits(template, service.part.id)
    for entry in entries(template):
        if entry.group and entry.service.part.path == service.part.path:
            found = tuple(part.id for part in forwarders(template, entry.group))
            if found and waits.isdisjoint(found):
                yield found


def _waits(template: Template, id: str) -> set[str]:
    """What it names in DependsOn, and what that refers to: a handle may stand there for what a condition leaves out."""
    resources = template.document.values.resources
    named = depends_on(resources[id])
    handles = (each for each in named if _type(resources.get(each)).endswith("ConditionHandle"))
    return named.union(*(names_in(resources[each]) for each in handles))


def _type(resource: Any) -> str:
    return str(resource.get("Type")) if isinstance(resource, dict) else ""


def _sometimes(template: Template, service: Launched, id: str) -> Note:
    """Of a listener or rule that a condition may leave out, which DependsOn cannot name."""
    condition = template.condition(id)["Condition"]
    return Note(
        path=("Resources", service.part.id, "DependsOn"),
        what=(
            f"{service.part.id} does not wait for {id}, which is there under {condition} alone: its target group is "
            "replaced, and it cannot start before something forwards to the new one"
        ),
        fix=(
            f"add an AWS::CloudFormation::WaitConditionHandle with {id}: !If [{condition}, !Ref {id}, ''] in its "
            "Metadata, and name that in DependsOn"
        ),
    )


def _there(template: Template, ids: tuple[str, ...], service: str) -> str:
    """The first that exists wherever the service does; "" if none is certain to."""
    own = template.condition(service)
    return next((id for id in ids if template.condition(id) in ({}, own)), "")


def _edits(raw: Any, id: str, missing: list[str]) -> Iterator[Edit]:
    path = ("Resources", id, "DependsOn")
    if isinstance(raw, list):
        yield from (Append(path, each) for each in missing)
    elif isinstance(raw, str):
        yield Put(path, [raw, *missing])
    else:
        yield Put(path, missing[0] if len(missing) == 1 else missing, after=("Type", "Condition"))


STEP = Step(title="the service waits for its listener", doc=_DOC, look=_look)
