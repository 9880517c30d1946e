"""What a change set shows: the difference between a stack and what it is to become, property by property."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.replacing import ALWAYS, MAYBE, NEVER, recreates
from tests.faults.fake.cloudformation.template import UNKNOWN, Resolver, in_order, references

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Goal, Json, Resource, Stack
    from tests.faults.fake.cloudformation.service import CloudFormation

_REPLACEMENT = {ALWAYS: "True", MAYBE: "Conditional", NEVER: "False"}


class Difference:
    """changes: as DescribeChangeSet gives them. outputs: as they will be, as far as is known before."""

    def __init__(self, service: CloudFormation, stack: Stack, goal: Goal) -> None:
        self._stack = stack
        self._goal = goal
        self._replaced: set[str] = set()
        self._service = service
        self._live = stack.live()
        self._after = service.resolver(stack, goal, self._ref, self._attribute)
        self.changes = list(self._changes())
        self.outputs = service.outputs(goal.template, self._after)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do: the same resources, outputs, parameters and tags."""
        stack, goal = self._stack, self._goal
        return (
            not self.changes
            and goal.tags == stack.tags
            and goal.parameters == stack.parameters
            and self.outputs == stack.outputs
        )

    def _ref(self, logical: str) -> Any:
        held = self._live.get(logical)
        return UNKNOWN if held is None or logical in self._replaced else held.physical

    def _attribute(self, logical: str, name: str) -> Any:
        held = self._live.get(logical)
        if held is None or logical in self._replaced:
            return UNKNOWN
        return self._service.attribute(held, name)

    def _changes(self) -> Iterator[Json]:
        template = self._goal.template
        there = [name for name in in_order(template) if self._after.exists(name)]
        for name in there:
            kind = template["Resources"][name]["Type"]
            held = self._live.get(name)
            if held is None or held.type != kind:
                yield _change("Add", name, kind, "", after=self._after.properties(name))
            else:
                yield from self._modified(name, held)
        for name, held in self._live.items():
            if name not in there:
                yield self._removed(name, held)

    def _removed(self, name: str, held: Resource) -> Json:
        policy = self._stack.template.get("Resources", {}).get(name, {}).get("DeletionPolicy")
        change = _change("Remove", name, held.type, held.physical, before=held.properties)
        if policy in ("Retain", "RetainExceptOnCreate"):
            change["ResourceChange"]["PolicyAction"] = "Retain"
        return change

    def _modified(self, name: str, held: Resource) -> Iterator[Json]:
        after = self._after.properties(name)
        details = [
            detail
            for key in sorted({*held.properties, *after})
            for detail in self._details(name, held, key, after)
        ]
        if self._goal.tags != self._stack.tags and held.type in _TAGGED:
            details.append(_tags_detail())
        if not details:
            return
        worst = min(
            (d["Target"]["RequiresRecreation"] for d in details), key=[ALWAYS, MAYBE, NEVER].index
        )
        if worst == ALWAYS:
            self._replaced.add(name)
        change = _change(
            "Modify", name, held.type, held.physical, before=held.properties, after=after
        )
        resource = change["ResourceChange"]
        resource["Replacement"] = _REPLACEMENT[worst]
        resource["Scope"] = sorted({d["Target"]["Attribute"] for d in details})
        resource["Details"] = details
        if worst == ALWAYS:
            resource["PolicyAction"] = self._policy(name)
        yield change

    def _policy(self, name: str) -> str:
        policy = self._goal.template["Resources"][name].get("UpdateReplacePolicy", "Delete")
        return "ReplaceAndRetain" if policy == "Retain" else "ReplaceAndDelete"

    def _details(self, logical: str, held: Resource, key: str, after: Json) -> Iterator[Json]:
        node = self._goal.template["Resources"][logical].get("Properties", {}).get(key)
        for path, old, new in _leaves(held.properties.get(key), after.get(key), key):
            source, cause = self._source(node)
            detail: Json = {
                "Target": {
                    "Attribute": "Properties",
                    "Name": key,
                    "Path": f"/Properties/{path}",
                    "RequiresRecreation": recreates(held.type, key),
                    "AttributeChangeType": _kind(old, new),
                },
                "Evaluation": "Dynamic" if new is UNKNOWN else "Static",
                "ChangeSource": source,
            }
            if old is not None:
                detail["Target"]["BeforeValue"] = _text(old)
            if new is not None:
                detail["Target"]["AfterValue"] = _text(new)
            if cause:
                detail["CausingEntity"] = cause
            yield detail

    def _source(self, node: Any) -> tuple[str, str]:
        """Where a change of a property comes from."""
        named = list(references(node))
        for name in named:
            changed = self._goal.parameters.get(name) != self._stack.parameters.get(name)
            if name in self._goal.parameters and changed:
                return "ParameterReference", name
        for name in named:
            if name in self._replaced:
                attribute = isinstance(node, Mapping) and "Fn::GetAtt" in node
                return ("ResourceAttribute" if attribute else "ResourceReference"), name
        return "DirectModification", ""


_TAGGED = (
    "AWS::ECS::Service",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::EC2::SecurityGroup",
)


def _tags_detail() -> Json:
    target = {"Attribute": "Tags", "RequiresRecreation": NEVER}
    return {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _change(
    action: str, name: str, kind: str, physical: str, *, before: Any = None, after: Any = None
) -> Json:
    found: Json = {
        "Action": action,
        "LogicalResourceId": name,
        "ResourceType": kind,
        "Scope": [],
        "Details": [],
    }
    if physical:
        found["PhysicalResourceId"] = physical
    if before is not None:
        found["BeforeContext"] = json.dumps({"Properties": before})
    if after is not None:
        found["AfterContext"] = json.dumps({"Properties": after})
    return {"Type": "Resource", "ResourceChange": found}


def _leaves(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The places where two values differ."""
    if old == new or str(old) == str(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from _leaves(old.get(key), new.get(key), f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _leaves(one, other, f"{path}/{number}")
    else:
        yield path, old, new


def _kind(old: Any, new: Any) -> str:
    if old is None:
        return "Add"
    return "Remove" if new is None else "Modify"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def resolved(resolver: Resolver, template: Json) -> dict[str, Json]:
    """Every resource's properties."""
    return {n: resolver.properties(n) for n in in_order(template) if resolver.exists(n)}
