"""DependsOn: a service waits for what forwards to its target group, which is a new one now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from bbfd.migrate._step import Append, Change, Edit, Put, Step
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries, forwarders

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html"


def _look(template: Template) -> Iterator[Change]:
    for service in template.services:
        missing = list(dict.fromkeys(_missing(template, service)))
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


def _missing(template: Template, service: Launched) -> Iterator[str]:
    """Listeners or rules that it does not wait for: one for each target group that nothing else forwards to."""
    raw = template.document.values.resources[service.part.id].get("DependsOn")
    waits = {each for each in (raw if isinstance(raw, list) else [raw]) if isinstance(each, str)}
    for entry in entries(template):
        if entry.group and entry.service.part.path == service.part.path:
            found = [part.id for part in forwarders(template, entry.group)]
            if waits.isdisjoint(found):
                yield from islice((id for id in found if _there(template, id, service.part.id)), 1)


def _there(template: Template, id: str, service: str) -> bool:
    """Whether it exists wherever the service does."""
    return template.condition(id) in ({}, template.condition(service))


def _edits(raw: Any, id: str, missing: list[str]) -> Iterator[Edit]:
    path = ("Resources", id, "DependsOn")
    if isinstance(raw, list):
        yield from (Append(path, each) for each in missing)
    elif isinstance(raw, str):
        yield Put(path, [raw, *missing])
    else:
        yield Put(path, missing[0] if len(missing) == 1 else missing, after=("Type", "Condition"))


STEP = Step(title="the service waits for its listener", doc=_DOC, look=_look)
