"""DependsOn: a service waits for what forwards to its target group, which is a new one now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._step import Append, Change, Edit, Put, Step
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries, forwarders

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html"


def _look(template: Template) -> Iterator[Change]:
    for service in template.services:
        missing = _missing(template, service)
        if missing:
            yield Change(
                path=("Resources", service.part.id, "DependsOn"),
                what=f"DependsOn names {missing}",
                why=(
                    "the target group is replaced: the service can start only when a listener "
                    "forwards to the new one"
                ),
                edits=(_edit(_resource(template, service), service.part.id, missing),),
                avoids="The target group does not have an associated load balancer.",
            )


def _resource(template: Template, service: Launched) -> Any:
    return template.document.values.resources[service.part.id].get("DependsOn")


def _missing(template: Template, service: Launched) -> str:
    """A listener or rule that it does not wait for; "" if it waits for one that forwards to each target group."""
    raw = _resource(template, service)
    listed = raw if isinstance(raw, list) else [raw]
    waits = {each for each in listed if isinstance(each, str)}
    for entry in entries(template):
        if entry.group and entry.service.part.path == service.part.path:
            found = forwarders(template, entry.group)
            if waits & {part.id for part in found}:
                continue
            always = (part.id for part in found if _there(template, part.id, service.part.id))
            return next(always, "")
    return ""


def _there(template: Template, id: str, service: str) -> bool:
    """Whether it exists wherever the service does."""
    return template.condition(id) in ({}, template.condition(service))


def _edit(raw: Any, id: str, missing: str) -> Edit:
    path = ("Resources", id, "DependsOn")
    if isinstance(raw, list):
        return Append(path, missing)
    if isinstance(raw, str):
        return Put(path, [raw, missing])
    return Put(path, missing, after=("Type", "Condition"))


STEP = Step(title="the service waits for its listener", doc=_DOC, look=_look)
