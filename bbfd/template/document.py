"""A template as a value: what is in it, where it stands, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from bbfd.errors import Place
from bbfd.template.remarks import Remark
from bbfd.template.values import Assumed, Reference, Unknown, Values

Path = tuple[str | int, ...]
T = TypeVar("T")

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Document:
    """A CloudFormation template, ours or a stranger's.

    name: the file it was read from, or the stack. body: with functions in their long form.
    where: the place of a path in `body`, or of what is nearest above it; asked only when something is printed.
    given: what is known of parameters besides their defaults: values, or a Reference to another stack's output.
    assumed: the parameter values under which it is looked at.
    region: where a stack of our own will be; "" for a template that may be for any region.
    remarks: the comments in it that speak to BBFD.
    """

    name: str
    body: Mapping[str, Any]
    where: Callable[[Path], Place]
    given: Mapping[str, Any] = field(default_factory=dict)
    assumed: Assumed = Assumed()
    region: str = ""
    remarks: tuple[Remark, ...] = ()

    def resources(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Logical id -> properties, of the resources of one type that exist under the assumption."""
        return self._by_type.get(kind, _NOTHING)

    # The two that rules ask most are the methods of the values themselves.
    @cached_property
    def value(self) -> Callable[[Any], Any]:
        """What a raw value comes to: a plain value, a Reference, None if absent, UNKNOWN if that cannot be known."""
        return self.values.of

    @cached_property
    def entries(self) -> Callable[[Any], list[tuple[int, Any]]]:
        """(index, value) of a list's items."""
        return self.values.entries

    def outline(self, raw: Any) -> str:
        """A text with `…` in place of what cannot be known."""
        return self.values.outline(raw)

    def opening(self, raw: Any) -> Any:
        """What a text begins with, where that is a value of its own such as a Reference; UNKNOWN where it is not."""
        return self.values.opening(raw)

    def same(self, left: Any, right: Any) -> bool | None:
        """Whether two raw values come to the same; None: not known."""
        if left == right:
            return True
        first, second = self.values.of(left), self.values.of(right)
        if isinstance(first, Reference) and isinstance(second, Reference):
            return (first.to, first.stack) == (second.to, second.stack)
        if any(isinstance(value, (Unknown, Reference, dict, list)) for value in (first, second)):
            return None
        return str(first) == str(second)

    def place(self, path: Path) -> Place:
        """The place of a path; a path need not name the Fn::If that it goes through."""
        return self.where(self.written(path)[0])

    def written(self, path: Path) -> tuple[Path, bool]:
        """The path as it is written, with every Fn::If that it goes through or ends at, and whether there is one."""
        node: Any = self.body
        steps: list[str | int] = []
        conditional = False
        for step in path:
            while isinstance(branches := _branches(node), list) and step != "Fn::If":
                branch = 2 if self.values.truth(branches[0]) is False else 1
                steps += ["Fn::If", branch]
                node, conditional = branches[branch], True
            steps.append(step)
            node = _into(node, step)
        return tuple(steps), conditional or _branches(node) is not None

    def raw(self, path: Path) -> Any:
        """What is written at a path; None where nothing is."""
        node: Any = self.body
        for step in self.written(path)[0]:
            node = _into(node, step)
        return node

    def once(self, make: Callable[[Document], T]) -> T:
        """What `make` finds in the document, found once."""
        known = self._found
        if make not in known:
            known[make] = make(self)
        found: T = known[make]
        return found

    @cached_property
    def values(self) -> Values:
        """The values under the assumption."""
        return Values(self.body, self.given, self.assumed)

    @cached_property
    def _found(self) -> dict[Callable[[Document], Any], Any]:
        return {}

    @cached_property
    def _by_type(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        index: dict[str, dict[str, Mapping[str, Any]]] = {}
        for logical_id, resource in self.values.resources.items():
            if isinstance(resource, dict) and self._exists(resource):
                properties = resource.get("Properties")
                known = properties if isinstance(properties, dict) else {}
                index.setdefault(str(resource.get("Type")), {})[logical_id] = known
        return index

    def _exists(self, resource: dict[str, Any]) -> bool:
        return "Condition" not in resource or self.values.truth(resource["Condition"]) is not False


def document(
    body: Mapping[str, Any],
    places: Callable[[str, Path], Place],
    *,
    name: str = "",
    parameters: Mapping[str, Any] = _NOTHING,
) -> Document:
    """The document of a stack of our own; costs nothing until it is looked at.

    places: (logical id, path in its properties) -> place in the definition; called only when a finding is printed.
    parameters: what is known of parameters besides defaults, such as `Reference("HttpListener", stack="env-prod")`.
    """

    def where(path: Path) -> Place:
        inside = path[3:] if path[2:3] == ("Properties",) else path[2:]
        return places(str(path[1]) if len(path) > 1 else "", inside)

    return Document(name=name, body=body, where=where, given=parameters)


def _branches(node: Any) -> list[Any] | None:
    """The condition and the two branches of a node that is an Fn::If."""
    if isinstance(node, dict) and len(node) == 1:
        branches = node.get("Fn::If")
        if isinstance(branches, list) and len(branches) == 3:
            return branches
    return None


def _into(node: Any, step: str | int) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None
