"""What changes in a container is called by the container's name, and a variable by its own. Pure.

A change set counts: `ContainerDefinitions/0/Environment/3/Value`. One more variable before it, and the same number
means another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bbfd.deploy.plan.compared import parted
from bbfd.deploy.records import Change, PropertyChange

if TYPE_CHECKING:
    from bbfd.deploy.plan.compared import Side

TASK = "AWS::ECS::TaskDefinition"
CONTAINERS = "ContainerDefinitions"


def by_name(change: Change, after: Side) -> Change:
    """Name what a change set counts, by the template that is deployed; lists that come whole are taken apart."""
    if change.type != TASK or change.action != "modify":
        return change
    properties = after.resources().get(change.logical_id, {}).get("Properties", {})
    found = [
        replace(named, cause=cause_of(named, one, after.values))
        for one in change.properties
        for named in _named(one, properties)
    ]
    return replace(change, properties=tuple(dict.fromkeys(found)))


def cause_of(part: PropertyChange, whole: PropertyChange, values: Mapping[str, str]) -> str:
    """A parameter is the cause of the part that has its value, not of what differs beside it."""
    return whole.cause if values.get(whole.cause, part.after) == part.after else ""


def is_shifted(change: Change) -> bool:
    """Whether something was put in, taken out or moved, so that a number may mean two things."""
    inside = [p for p in change.properties if p.path.startswith(f"{CONTAINERS}/")]
    return change.type == TASK and any(
        p.path.endswith("/Name") or (p.before is None) != (p.after is None) for p in inside
    )


def whole(change: Change) -> Change:
    """Put all that changes in containers into one property without values: they are to be looked up."""
    inside = [p for p in change.properties if p.path.partition("/")[0] == CONTAINERS]
    if not inside:
        return change
    one = replace(inside[0], path=CONTAINERS, before=None, after=None)
    rest = (p for p in change.properties if p not in inside)
    return replace(change, properties=(one, *rest))


def _named(one: PropertyChange, properties: Mapping[str, Any]) -> Iterator[PropertyChange]:
    if one.path == CONTAINERS and one.before and one.after:
        sides = _listed(one.before), _listed(one.after)
        if sides[0] is not None and sides[1] is not None:
            for part in parted(*sides, one.path):
                yield replace(part, recreates=one.recreates)
            return
    yield replace(one, path="/".join(_steps(one.path.split("/"), properties)))


def _steps(steps: Sequence[str], value: Any) -> Iterator[str]:
    """The same path, with the name of an element in place of its number, where it has one."""
    for step in steps:
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            name = value.get("Name") if isinstance(value, Mapping) else None
            yield name if isinstance(name, str) else step
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
            yield step


def _listed(text: str) -> list[Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None
