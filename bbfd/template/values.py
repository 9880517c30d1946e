"""What a value of a template is, as far as that can be known without deploying it. Never a guess: else UNKNOWN.

Known are literals, defaults of parameters, parameters with one allowed value, mappings, references to resources of
the same template, and the functions of known values. AWS::NoValue is absent: None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple


class Unknown:
    """The type of UNKNOWN."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false: ask `is UNKNOWN`")


UNKNOWN: Final = Unknown()


class Reference(NamedTuple):
    """Not a text, but known all the same: which resource (`to`) is meant, here or as an output of another stack."""

    to: str
    attribute: str = ""
    stack: str = ""


class Assumed(NamedTuple):
    """A set of parameter values, to see a template as it is with them.

    parameters: UNKNOWN for "none of those that a condition asks for". truths: comparisons that no parameter decides.
    defaults: whether the other parameters keep theirs (not when one with a default was given another value).
    """

    parameters: Mapping[str, Any] = {}
    truths: Mapping[str, bool] = {}
    defaults: bool = True


class Values:
    """The values of one template under one assumption."""

    def __init__(self, body: Mapping[str, Any], given: Mapping[str, Any], assumed: Assumed) -> None:
        self.resources: Mapping[str, Any] = body.get("Resources") or {}
        self.parameters: Mapping[str, Any] = body.get("Parameters") or {}
        self._mappings: Mapping[str, Any] = body.get("Mappings") or {}
        self._conditions: Mapping[str, Any] = body.get("Conditions") or {}
        self._given = given
        self._assumed = assumed
        self._truths: dict[str, bool | None] = {}

    def of(self, raw: Any) -> Any:
        """A value with its outermost function carried out; what is in a list or mapping stays as written."""
        kind = type(raw)
        if kind is str:
            return UNKNOWN if "{{resolve:" in raw else raw
        if kind is not dict or len(raw) != 1:
            return raw
        (name,) = raw
        function = _FUNCTIONS.get(name)
        if function is not None:
            return function(self, raw[name])
        return UNKNOWN if name.startswith("Fn::") else raw

    def entries(self, raw: Any) -> list[tuple[int, Any]]:
        """Index and value of what is in a list; nothing of a list that is not known, nothing that is absent."""
        items, of = self.of(raw), self.of
        if not isinstance(items, (list, tuple)):
            return []
        return [(at, value) for at, item in enumerate(items) if (value := of(item)) is not None]

    def outline(self, raw: Any) -> str:
        """The text with `…` for what cannot be known: enough to see that an image is of ECR."""
        pieces = self._pieces(raw)
        return "".join("…" if piece is None else piece for piece in pieces)

    def opening(self, raw: Any) -> Any:
        """What a text begins with where that is a value of its own: `${Secret}:password::` with the secret."""
        value = self.of(raw)
        if value is not UNKNOWN or not isinstance(raw, dict) or len(raw) != 1:
            return value
        ((name, inner),) = raw.items()
        if name == "Fn::Sub":
            return self._first(inner)
        items = self.of(inner[1]) if name == "Fn::Join" and _is_pair(inner) else None
        return self.opening(items[0]) if isinstance(items, list) and items else UNKNOWN

    def _first(self, inner: Any) -> Any:
        text, own = inner if _is_pair(inner) else (inner, {})
        found = _VARIABLE.match(text) if isinstance(text, str) else None
        if found is None or not isinstance(own, dict):
            return UNKNOWN
        return self.opening(own[found[1]]) if found[1] in own else self.of(_named(found[1]))

    def truth(self, name: Any) -> bool | None:
        """What a condition of the template comes out as; None: not known."""
        if not isinstance(name, str) or name not in self._conditions:
            return None
        if name not in self._truths:
            self._truths[name] = None  # a condition that asks for itself is never known
            self._truths[name] = self._holds(self._conditions[name])
        return self._truths[name]

    def parameter(self, name: str, *, empty: bool = False) -> Any:
        """The value of a parameter. An empty one stands for "to be given" unless `empty` asks for it."""
        if name in self._assumed.parameters:
            value = self._assumed.parameters[name]
            return UNKNOWN if value == "" and not empty else value
        definition = self.parameters.get(name)
        known = isinstance(definition, dict)
        kind = str(definition.get("Type")) if isinstance(definition, dict) else ""
        if is_name_of_value(kind) or not (known or name in self._given):
            return UNKNOWN
        value = self._given[name] if name in self._given else self._default(self.parameters[name])
        if value is UNKNOWN or (value == "" and not empty):
            return UNKNOWN
        return value.split(",") if "List" in kind and isinstance(value, str) else value

    def _default(self, definition: Mapping[str, Any]) -> Any:
        if self._assumed.defaults and definition.get("Default") is not None:
            return definition["Default"]
        allowed = definition.get("AllowedValues")
        return allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else UNKNOWN

    def _holds(self, raw: Any) -> bool | None:
        if not isinstance(raw, dict) or len(raw) != 1:
            return None
        ((name, inner),) = raw.items()
        if name == "Condition":
            return self.truth(inner)
        if not isinstance(inner, list):
            return None
        return self.equal(inner) if name == "Fn::Equals" else self._combined(name, inner)

    def _combined(self, name: str, inner: list[Any]) -> bool | None:
        truths = [self._holds(each) for each in inner]
        if name == "Fn::Not" and len(truths) == 1:
            return None if truths[0] is None else not truths[0]
        decides = {"Fn::And": False, "Fn::Or": True}.get(name)
        if decides is None or (decides not in truths and None in truths):
            return None
        return decides if decides in truths else not decides

    def equal(self, sides: Sequence[Any]) -> bool | None:
        """Fn: Equals."""
        if len(sides) != 2:
            return None
        if atom(sides) in self._assumed.truths:
            return self._assumed.truths[atom(sides)]
        left, right = (self._compared(side) for side in sides)
        if left is UNKNOWN or right is UNKNOWN:
            return self._other(sides)
        return text_of(left) == text_of(right)

    def _other(self, sides: Sequence[Any]) -> bool | None:
        """A parameter that is assumed to be none of the values that are asked for differs from each literal."""
        for side in sides:
            if self._assumed.parameters.get(parameter_of(side)) is UNKNOWN:
                return False if any(isinstance(each, (str, int)) for each in sides) else None
        return None

    def _compared(self, raw: Any) -> Any:
        name = parameter_of(raw)
        return self.parameter(name, empty=True) if name in self.parameters else self.of(raw)

    def _pieces(self, raw: Any) -> list[str | None]:
        if isinstance(raw, dict) and len(raw) == 1:
            ((name, inner),) = raw.items()
            if name == "Fn::Sub":
                return self._substituted(inner)
            if name == "Fn::Join":
                return self._joined(inner)
        value = self.of(raw)
        return [text_of(value) if isinstance(value, (str, int, float)) else None]

    def _substituted(self, inner: Any) -> list[str | None]:
        text, own = inner if isinstance(inner, list) and len(inner) == 2 else (inner, {})
        if not isinstance(text, str) or not isinstance(own, dict):
            return [None]
        pieces: list[str | None] = []
        for index, part in enumerate(_VARIABLE.split(text)):
            if index % 2 == 0:
                pieces.append(part.replace("${!", "${"))
            else:
                pieces.extend(self._pieces(own[part] if part in own else _named(part)))
        return pieces

    def _joined(self, inner: Any) -> list[str | None]:
        if not isinstance(inner, list) or len(inner) != 2:
            return [None]
        separator, items = inner[0], self.of(inner[1])
        if not isinstance(items, list) or not isinstance(separator, str):
            return [None]
        pieces: list[str | None] = []
        for item in items:
            pieces += [separator] if pieces else []
            pieces += self._pieces(item)
        return pieces

    def ref(self, name: Any) -> Any:
        """Fn: Ref."""
        if name == "AWS::NoValue":
            return None
        if not isinstance(name, str):
            return UNKNOWN
        if name in self.parameters:
            return self.parameter(name)
        return Reference(name) if name in self.resources else UNKNOWN

    def attribute(self, inner: Any) -> Any:
        """Fn: GetAtt."""
        parts = inner.split(".", 1) if isinstance(inner, str) else inner
        if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[1], str):
            return UNKNOWN
        known = isinstance(parts[0], str) and parts[0] in self.resources
        return Reference(*parts) if known else UNKNOWN

    def text(self, inner: Any, name: str) -> Any:
        """Fn: Sub and Join."""
        alone = _VARIABLE.fullmatch(inner) if isinstance(inner, str) and name == "Fn::Sub" else None
        if alone:
            return self.of(_named(alone[1]))
        pieces = self._pieces({name: inner})
        known = [piece for piece in pieces if piece is not None]
        return self.of("".join(known)) if len(known) == len(pieces) else UNKNOWN

    def select(self, inner: Any) -> Any:
        """Fn: Select."""
        if not isinstance(inner, list) or len(inner) != 2:
            return UNKNOWN
        index, items = text_of(self.of(inner[0])), self.of(inner[1])
        if not isinstance(items, list) or not index.isdigit() or int(index) >= len(items):
            return UNKNOWN
        return self.of(items[int(index)])

    def split(self, inner: Any) -> Any:
        """Fn: Split."""
        if not isinstance(inner, list) or len(inner) != 2 or not isinstance(inner[0], str):
            return UNKNOWN
        text = self.of(inner[1])
        return text.split(inner[0]) if isinstance(text, str) and inner[0] else UNKNOWN

    def mapped(self, inner: Any) -> Any:
        """Fn: FindInMap, with a DefaultValue or without."""
        if not isinstance(inner, list) or len(inner) not in (3, 4):
            return UNKNOWN
        keys = [self.of(raw) for raw in inner[:3]]
        if not all(isinstance(key, (str, int)) for key in keys):
            return UNKNOWN
        found: Any = self._mappings
        for key in keys:
            found = found.get(text_of(key), UNKNOWN) if isinstance(found, dict) else UNKNOWN
        if found is UNKNOWN and len(inner) == 4 and isinstance(inner[3], dict):
            return self.of(inner[3].get("DefaultValue", UNKNOWN))
        return found

    def length(self, inner: Any) -> Any:
        """Fn: Length."""
        items = self.of(inner)
        return len(items) if isinstance(items, list) else UNKNOWN

    def chosen(self, inner: Any) -> Any:
        """Fn: If. Where both branches come to the same, the condition need not be known."""
        if not isinstance(inner, list) or len(inner) != 3:
            return UNKNOWN
        truth = self.truth(inner[0])
        if truth is not None:
            return self.of(inner[1] if truth else inner[2])
        first, second = self.of(inner[1]), self.of(inner[2])
        return first if first is not UNKNOWN and first == second else UNKNOWN


# A name has at most 255 characters, and an attribute as many: texts full of beginnings take no time.
_VARIABLE = re.compile(r"\$\{([^!}][^}]{0,511})\}")

_FUNCTIONS: dict[str, Callable[[Values, Any], Any]] = {
    "Ref": Values.ref,
    "Fn::GetAtt": Values.attribute,
    "Fn::Sub": lambda values, inner: values.text(inner, "Fn::Sub"),
    "Fn::Join": lambda values, inner: values.text(inner, "Fn::Join"),
    "Fn::Select": Values.select,
    "Fn::Split": Values.split,
    "Fn::FindInMap": Values.mapped,
    "Fn::If": Values.chosen,
    "Fn::Length": Values.length,
}


def _is_pair(inner: Any) -> bool:
    return isinstance(inner, list) and len(inner) == 2


def _named(name: str) -> dict[str, Any]:
    """What `${name}` in a Sub stands for."""
    return {"Fn::GetAtt": name.strip()} if "." in name else {"Ref": name.strip()}


def is_name_of_value(kind: str) -> bool:
    """Whether what is given for a parameter of this type, its default too, only names the value: in Systems Manager."""
    return kind.startswith("AWS::SSM::Parameter::Value")


def parameter_of(raw: Any) -> str:
    """The name in a plain `Ref`; "" of anything else."""
    if isinstance(raw, dict) and len(raw) == 1 and isinstance(raw.get("Ref"), str):
        return str(raw["Ref"])
    return ""


def atom(sides: Sequence[Any]) -> str:
    """What names a comparison that no parameter decides: equal text, equal comparison."""
    return repr(sides)


def text_of(value: Any) -> str:
    """A value as CloudFormation compares and joins it: true, 1 and "1" are texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
