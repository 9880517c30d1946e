"""What a template comes to with the values of its parameters: a property as text, or nothing where it is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bbfd.template.values import Assumed, Reference, text_of
from bbfd.template.values import Values as Resolved

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.model.stack import Stack

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (partitions)
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


class Template:
    """A stack's template, with the values of its parameters as far as they are known."""

    def __init__(self, stack: Stack, values: Mapping[str, str], aws: Aws) -> None:
        body = json.loads(json.dumps(stack.body, default=dict))
        pseudo = _pseudo(stack.name, aws)
        declared = {**body.get("Parameters", {}), **{name: {} for name in pseudo}}
        lists = {p.name for p in stack.parameters if "List" in p.type}
        looked_up = {p.name for p in stack.parameters if p.type.startswith("AWS::SSM::")}
        given: dict[str, Any] = {
            name: value.split(",") if name in lists else value
            for name, value in values.items()
            if name not in looked_up  # what is sent is where the value stands
        }
        self._values = Resolved({**body, "Parameters": declared}, {**given, **pseudo}, _AS_GIVEN)

    def of_type(self, *types: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Logical id and properties, as written, of each resource of these types."""
        for name, resource in self._values.resources.items():
            if resource.get("Type") in types:
                yield name, resource.get("Properties", {})

    def properties(self, logical_id: str) -> Mapping[str, Any]:
        """The properties of a resource, as written; none where there is no such resource."""
        found: Mapping[str, Any] = self._values.resources.get(logical_id, {}).get("Properties", {})
        return found

    def fields(self, raw: Any) -> Mapping[str, Any]:
        """The fields of what should be a mapping, as written; none where it is not one that is known."""
        found = self._values.of(raw)
        return found if isinstance(found, dict) else {}

    def entries(self, raw: Any) -> list[Mapping[str, Any]]:
        """The mappings of a list, as written."""
        return [one for _, one in self._values.entries(raw) if isinstance(one, dict)]

    def text(self, raw: Any) -> str:
        """A value as text; "" where it is absent, not known, or refers to a resource."""
        found = self._values.of(raw)
        return text_of(found) if isinstance(found, (str, int, float)) else ""

    def texts(self, raw: Any) -> tuple[str, ...]:
        """The texts of a list; none of them where one is not known."""
        found = tuple(self.text(one) for _, one in self._values.entries(raw))
        return found if all(found) else ()

    def number(self, raw: Any) -> int | None:
        """A whole number; None where it is absent or not known."""
        found = self.text(raw)
        return int(found) if found.isdigit() else None

    def referred(self, raw: Any) -> str:
        """The logical id of the resource that a value refers to; "" where it refers to none."""
        found = self._values.of(raw)
        return found.to if isinstance(found, Reference) else ""


_AS_GIVEN = Assumed(defaults=False)


def _pseudo(stack: str, aws: Aws) -> Mapping[str, str]:
    region = aws.region
    partition = next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "")
    return {
        "AWS::AccountId": aws.account,
        "AWS::Partition": partition or "aws",
        "AWS::Region": region,
        "AWS::StackName": stack,
    }
