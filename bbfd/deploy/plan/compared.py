"""Two templates with the values of their parameters -> what differs in a resource, property by property. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bbfd.deploy.records import PropertyChange
from bbfd.template.values import Assumed
from bbfd.template.values import Values as Resolved


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A template, and the values of its parameters as far as they are known; a secret one is not."""

    body: Mapping[str, Any]
    values: Mapping[str, str]

    def resources(self) -> Mapping[str, Any]:
        """Logical id -> the resource as the template has it."""
        found: Mapping[str, Any] = self.body.get("Resources", {})
        return found

    def properties(self, logical_id: str) -> Any:
        """What a resource is made of, with each `Fn::If` decided whose condition is known."""
        known = {name: value for name, value in self.values.items() if not _is_hidden(value)}
        body = {"Conditions": self.body.get("Conditions"), "Parameters": dict.fromkeys(self.values)}
        written = self.resources()[logical_id].get("Properties", {})
        return _decided(written, Resolved(body, known, Assumed(defaults=False)))


_NO_VALUE = {"Ref": "AWS::NoValue"}


def _decided(value: Any, resolved: Resolved) -> Any:
    if isinstance(value, Mapping):
        branches = value.get("Fn::If") if len(value) == 1 else None
        if branches:
            truth = resolved.truth(branches[0])
            return value if truth is None else _decided(branches[1 if truth else 2], resolved)
        decided = {name: _decided(one, resolved) for name, one in value.items()}
        return {name: one for name, one in decided.items() if one != _NO_VALUE}
    if isinstance(value, Sequence) and not isinstance(value, str):
        each = (_decided(one, resolved) for one in value)
        return [one for one in each if one != _NO_VALUE]
    return value


def _is_hidden(value: str) -> bool:
    return value.startswith("****")


def differences(logical_id: str, before: Side, after: Side) -> tuple[PropertyChange, ...]:
    """Tell what differs between the two in one resource that both have."""
    known = {
        name
        for name in before.values.keys() & after.values.keys()
        if not _is_hidden(before.values[name])
    }
    old, new = (
        filled(side.properties(logical_id), {n: side.values[n] for n in known})
        for side in (before, after)
    )
    return tuple(_differ(old, new, ""))


def parted(before: Any, after: Any, path: str) -> tuple[PropertyChange, ...]:
    """Tell what differs between two values of one property, part by part."""
    return tuple(_differ(before, after, path))


_NOTHING = object()


def _differ(before: Any, after: Any, path: str) -> Iterator[PropertyChange]:
    if before == after:
        return
    old, new = _parts(before), _parts(after)
    if old is None or new is None:
        yield PropertyChange(path=path, before=_text(before), after=_text(after))
        return
    for name in dict.fromkeys((*old, *new)):
        below = f"{path}/{name}" if path else name
        yield from _differ(old.get(name, _NOTHING), new.get(name, _NOTHING), below)


def _parts(value: Any) -> dict[str, Any] | None:
    """What can be compared one by one: the fields of a mapping, the elements of a list by name or by place."""
    if isinstance(value, Mapping):
        return None if _is_function(value) else dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        if all(isinstance(one, Mapping) and isinstance(one.get("Name"), str) for one in value):
            named = {one["Name"]: one for one in value}
            return named if len(named) == len(value) else None
        if any(isinstance(one, Mapping) for one in value):
            return {str(number): one for number, one in enumerate(value)}
    return None


def _is_function(value: Mapping[str, Any]) -> bool:
    """Whether it is `{"Ref": ...}` or `{"Fn::...": ...}`: one value, though written as a mapping."""
    name = next(iter(value), "")
    return len(value) == 1 and (name == "Ref" or name.startswith("Fn::"))


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """Put the values of parameters in place of plain references to them."""
    if isinstance(value, Mapping):
        name = value.get("Ref") if len(value) == 1 else None
        if isinstance(name, str) and name in values:
            return values[name]
        return {key: filled(one, values) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [filled(one, values) for one in value]
    return value


def _text(value: Any) -> str | None:
    if value is _NOTHING:
        return None
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
