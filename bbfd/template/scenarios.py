"""The sets of parameter values under which the conditions of a template come out differently.

A template with both launch types behind a condition is right if each of its two forms is; a rule that looked at
`Fn::If` property by property would mix them. So rules look at the document once for every scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Any

from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Assumed, atom, is_name_of_value, parameter_of, text_of

# A parameter (True) or a comparison that none decides (False) -> the values to look at, or one of them.
Choices = dict[tuple[str, bool], list[Any]]
Assignment = dict[tuple[str, bool], Any]

# Above it, only the plain case and those that differ from it in one parameter are looked at.
_MOST = 64
# The most resources that AWS takes. Of a template with more, fewer scenarios are looked at.
_RESOURCES = 500
# The most values that are tried of parameters that no condition asks for, in a template of so many resources.
_VALUES, _USUAL = 24, 50


def scenarios(document: Document) -> tuple[Document, ...]:
    """The document as it is under each set of values that its conditions ask for; itself if it has none."""
    if not document.body.get("Conditions"):
        return (document,)
    choices = _choices(document)
    if not choices:
        return (document,)
    most = _most(document)
    assignments = _all(choices) if _size(choices) <= most else islice(_deviations(choices), most)
    return tuple(replace(document, assumed=_assumed(document, each)) for each in assignments)


def is_complete(document: Document) -> bool:
    """Whether `scenarios` has every way in which the conditions come out."""
    return not document.body.get("Conditions") or _size(_choices(document)) <= _most(document)


def _most(document: Document) -> int:
    return max(2, min(_MOST, _MOST * _RESOURCES // max(len(document.values.resources), 1)))


def open_choices(document: Document) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """Parameters that must be given one of a few values, and the document as it is with each; as many as are worth it.

    Not those that a condition asks for: `scenarios` has them.
    """
    asked = _choices(document) if document.body.get("Conditions") else {}
    names = [name for name in document.values.parameters if (name, True) not in asked]
    choices = {name: values for name in names if len(values := _to_choose(document, name)) > 1}
    if not choices:
        return
    left = (
        _VALUES * _USUAL // (max(len(document.values.resources), _USUAL) * len(scenarios(document)))
    )
    for name, values in choices.items():
        if len(values) <= left:
            left -= len(values)
            yield name, tuple(_with(document, name, value) for value in values)


def _to_choose(document: Document, name: str) -> tuple[Any, ...]:
    definition = document.values.parameters[name]
    known = isinstance(definition, dict) and definition.get("Type") in ("String", "Number")
    if not known or definition.get("Default") is not None or name in document.given:
        return ()
    values = _allowed(document.values.parameters, name) or ()
    return tuple(values) if all(isinstance(value, (str, int, float)) for value in values) else ()


def _with(document: Document, name: str, value: Any) -> Document:
    return replace(document, given={**document.given, name: value})


def usual(document: Document) -> bool:
    """Whether nothing but defaults and literals decides this scenario: what happens if nobody says anything."""
    definitions = document.values.parameters
    return not document.assumed.truths and all(
        _default(definitions, name) == value for name, value in document.assumed.parameters.items()
    )


def _choices(document: Document) -> Choices:
    """The values to look at, the usual one first."""
    asked: Choices = {}
    for sides in _comparisons(document.body["Conditions"]):
        name, literal = _asked(document, sides)
        if name:
            values = asked.setdefault((name, True), [])
            values += [literal] if literal not in values else []
        elif document.values.equal(sides) is None:
            asked[(atom(sides), False)] = [True, False]
    definitions = document.values.parameters
    return {
        key: _candidates(definitions, key[0], values) if key[1] else values
        for key, values in asked.items()
        if not (key[1] and key[0] in document.given)
    }


def _candidates(definitions: Mapping[str, Any], name: str, literals: list[Any]) -> list[Any]:
    default, allowed = _default(definitions, name), _allowed(definitions, name)
    values = literals if allowed is None else allowed
    if default is None:
        return [*values, UNKNOWN] if allowed is None else values
    others = [value for value in values if text_of(value) != text_of(default)]
    # A default that no condition names stands for every other value.
    spare = [UNKNOWN] if len(others) < len(values) and allowed is None else []
    return [default, *others, *spare]


def _asked(document: Document, sides: list[Any]) -> tuple[str, Any]:
    """A parameter that is compared with a literal, and that literal; "" if the comparison is another one."""
    if len(sides) == 2:
        for side, other in (sides, sides[::-1]):
            name = parameter_of(side)
            if isinstance(document.values.parameters.get(name), dict) and isinstance(
                other, (str, int, float)
            ):
                return name, other
    return "", None


def _comparisons(raw: Any) -> Iterator[list[Any]]:
    if isinstance(raw, dict):
        for name, inner in raw.items():
            if name == "Fn::Equals" and isinstance(inner, list):
                yield inner
            else:
                yield from _comparisons(inner)
    elif isinstance(raw, list):
        for each in raw:
            yield from _comparisons(each)


def _all(choices: Choices) -> Iterator[Assignment]:
    for combined in product(*choices.values()):
        yield dict(zip(choices, combined, strict=True))


def _deviations(choices: Choices) -> Iterator[Assignment]:
    plain = {key: values[0] for key, values in choices.items()}
    yield plain
    for key, values in choices.items():
        yield from ({**plain, key: value} for value in values[1:])


def _size(choices: Choices) -> int:
    size = 1
    for values in choices.values():
        size *= max(len(values), 1)
    return size


def _assumed(document: Document, assignment: Assignment) -> Assumed:
    parameters = {name: value for (name, named), value in assignment.items() if named}
    truths = {name: value for (name, named), value in assignment.items() if not named}
    definitions = document.values.parameters
    defaults = {name: _default(definitions, name) for name in parameters}
    deviates = any(
        defaults[name] is not None and defaults[name] != value for name, value in parameters.items()
    )
    return Assumed(parameters=parameters, truths=truths, defaults=not deviates)


def _default(definitions: Mapping[str, Any], name: str) -> Any:
    definition = definitions[name]
    return None if is_name_of_value(str(definition.get("Type"))) else definition.get("Default")


def _allowed(definitions: Mapping[str, Any], name: str) -> list[Any] | None:
    definition = definitions[name]
    allowed = definition.get("AllowedValues")
    named = is_name_of_value(str(definition.get("Type")))
    return list(allowed) if isinstance(allowed, list) and allowed and not named else None
