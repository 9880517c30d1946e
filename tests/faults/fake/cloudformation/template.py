"""Templates: read, and their intrinsic functions worked out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.faults.fake.failure import validation

Json = dict[str, Any]
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
_SUB = re.compile(r"\$\{(!?)([^}]+)\}")
_NOTHING = object()


def parsed(body: str) -> Json:
    """Read a template, JSON or YAML."""
    try:
        found = json.loads(body)
    except ValueError:
        from cfn_flip import load_yaml, to_json

        found = json.loads(to_json(body)) if isinstance(load_yaml(body), Mapping) else None
    if not isinstance(found, dict):
        raise validation("Template format error: unsupported structure.")
    if not found.get("Resources"):
        raise validation("Template format error: At least one Resources member must be defined.")
    return found


def effective(template: Json, given: Mapping[str, str]) -> dict[str, str]:
    """Complete parameters by their defaults. Raises ValidationError as AWS does."""
    declared = template.get("Parameters", {})
    unknown = [name for name in given if name not in declared]
    if unknown:
        raise validation(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    values = {}
    missing = []
    for name, what in declared.items():
        if name in given:
            values[name] = given[name]
        elif "Default" in what:
            values[name] = str(what["Default"])
        else:
            missing.append(name)
    if missing:
        raise validation(f"Parameters: [{', '.join(missing)}] must have values")
    return values


def references(node: Any) -> Iterator[str]:
    """Every name that is referred to in a part of a template."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "Ref" or (key == "Fn::GetAtt" and isinstance(value, str)):
                yield str(value).partition(".")[0]
            elif key == "Fn::GetAtt":
                yield value[0]
            elif key == "Fn::Sub":
                text = value if isinstance(value, str) else value[0]
                yield from (name.partition(".")[0] for _, name in _SUB.findall(text))
            yield from references(value)


def needs(template: Json) -> dict[str, set[str]]:
    """Logical id -> those that have to be there before it."""
    resources = template.get("Resources", {})
    found: dict[str, set[str]] = {}
    for name, what in resources.items():
        depends = what.get("DependsOn", ())
        named = {depends} if isinstance(depends, str) else set(depends)
        named.update(references(what.get("Properties", {})))
        found[name] = {n for n in named if n in resources and n != name}
    return found


def in_order(template: Json) -> list[str]:
    """The logical ids, each after those that it needs."""
    wanted, done, left = needs(template), [], list(template.get("Resources", {}))
    while left:
        ready = [name for name in left if wanted[name] <= set(done)] or left[:1]
        done.extend(ready)
        left = [name for name in left if name not in ready]
    return done


class Resolver:
    """Works values out. ref: logical id -> physical id or None. attribute: (logical id, name) -> value."""

    def __init__(
        self,
        template: Json,
        parameters: Mapping[str, str],
        pseudo: Mapping[str, str],
        ref: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
        exports: Mapping[str, str],
    ) -> None:
        self._template = template
        self._parameters = parameters
        self._pseudo = pseudo
        self._ref = ref
        self._attribute = attribute
        self._exports = exports

    def exists(self, logical: str) -> bool:
        """Whether a resource's condition holds."""
        name = self._template["Resources"][logical].get("Condition")
        return name is None or self.condition({"Condition": name})

    def properties(self, logical: str) -> Json:
        found = self.value(self._template["Resources"][logical].get("Properties", {}))
        return found if isinstance(found, dict) else {}

    def value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [v for item in node if (v := self.value(item)) is not _NOTHING]
        if not isinstance(node, Mapping):
            return node
        if len(node) == 1:
            (name, argument), *_ = node.items()
            if name == "Ref":
                return self._referred(argument)
            if name.startswith("Fn::"):
                return self._function(name[4:], argument)
        return {k: v for k, item in node.items() if (v := self.value(item)) is not _NOTHING}

    def condition(self, node: Any) -> bool:
        (name, argument), *_ = node.items()
        if name == "Condition":
            return self.condition(self._template["Conditions"][argument])
        if name == "Fn::Equals":
            left, right = (self.value(item) for item in argument)
            return str(left) == str(right)
        held = [self.condition(item) for item in argument]
        return {"Fn::Not": not held[0], "Fn::And": all(held), "Fn::Or": any(held)}[name]

    def _referred(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        if name in self._pseudo:
            return self._pseudo[name]
        if name in self._parameters:
            kind = self._template["Parameters"][name].get("Type", "String")
            value = self._parameters[name]
            listed = kind.startswith("List<") or kind == "CommaDelimitedList"
            return [item.strip() for item in value.split(",")] if listed else value
        return self._ref(name)

    def _function(self, name: str, argument: Any) -> Any:
        if name == "If":
            condition, yes, no = argument
            return self.value(yes if self.condition({"Condition": condition}) else no)
        if name == "Sub":
            return self._substituted(argument)
        if name == "GetAtt":
            of = argument.split(".", 1) if isinstance(argument, str) else argument
            return self._attribute(of[0], str(self.value(of[1])))
        if name == "Join":
            separator, items = argument
            return separator.join(str(item) for item in self.value(items))
        return self._rarer(name, self.value(argument))

    def _rarer(self, name: str, argument: Any) -> Any:
        if name == "Select":
            return argument[1][int(argument[0])]
        if name == "Split":
            return str(argument[1]).split(argument[0])
        if name == "FindInMap":
            return self._template["Mappings"][argument[0]][argument[1]][argument[2]]
        if name == "ImportValue":
            return self._imported(argument)
        if name == "GetAZs":
            return [f"{self._pseudo['AWS::Region']}{letter}" for letter in "abc"]
        return argument

    def _imported(self, name: str) -> str:
        if name not in self._exports:
            raise validation(f"No export named {name} found.")
        return self._exports[name]

    def _substituted(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def put(found: re.Match[str]) -> str:
            if found[1]:
                return f"${{{found[2]}}}"
            name = found[2].strip()
            if name in own:
                return str(self.value(own[name]))
            if "." in name and not name.startswith("AWS::"):
                return str(self._attribute(*name.split(".", 1)))
            return str(self._referred(name))

        return _SUB.sub(put, text)
