"""Laws that every rule keeps, tried on its own examples: it sees through what is known, and never guesses."""

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.rules import Finding, Level, Rule, When, all_rules, check
from bbfd.template import Document, document, read
from bbfd.template.document import Path
from bbfd.template.values import text_of

RULES = all_rules()
IN_TEMPLATES = [rule for rule in RULES if rule.when is When.TEMPLATE]
PARAMETER = "LawParameter"
# Sure whatever the value is, and why.
SURE = {
    "SERVICE-TG-NO-LISTENER": "a parameter cannot be given the ARN of what its own stack is about to make",
    "SC-PORT-UNNAMED": "no port has a name, so none has this one",
}


def findings(body: Mapping[str, Any]) -> list[Finding]:
    return list(check(document(body, lambda *_: Place("t.yaml")), RULES))


def path_of(found: Finding) -> Path:
    return ("Resources", found.resource, "Properties", *found.path)


def at(body: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        try:
            body = body[step]
        except (LookupError, TypeError):
            return None
    return body


def put(node: Any, path: Path, value: Any) -> Any:
    """The same with a value at a path; what is beside the path is shared."""
    if not path:
        return value
    new = dict(node) if isinstance(node, dict) else list(node)
    new[path[0]] = put(node[path[0]], path[1:], value)
    return new


def changed(body: Mapping[str, Any], path: Path, parameter: Mapping[str, Any]) -> dict[str, Any]:
    """The template with a parameter in place of what stands at a path."""
    new: dict[str, Any] = put(body, path, {"Ref": PARAMETER})
    return {**new, "Parameters": {**new.get("Parameters", {}), PARAMETER: parameter}}


@cache
def broken(rule: Rule) -> tuple[tuple[Document, Path, Any], ...]:
    """What `_broken` finds, once."""
    return tuple(_broken(rule))


def _broken(rule: Rule) -> Iterator[tuple[Document, Path, Any]]:
    """Where the wrong example breaks the rule with an error by what is written there, and what that is."""
    wrong, right = read(rule.wrong, "wrong.yaml"), read(rule.right, "right.yaml")
    for found in findings(wrong.body):
        path = path_of(found)
        written = at(wrong.body, path)
        matters = at(right.body, path) is not None  # else it is wrong that anything stands there
        if found.rule == rule.id and found.level is Level.ERROR and written is not None and matters:
            yield wrong, path, written


def same(found: list[Finding], rule: Rule, path: Path) -> list[Finding]:
    return [each for each in found if each.rule == rule.id and path_of(each) == path]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_a_value_that_cannot_be_known_is_no_error(rule: Rule) -> None:
    for wrong, path, _ in broken(rule) if rule.id not in SURE else ():
        found = findings(changed(wrong.body, path, {"Type": "String"}))
        assert [each.detail for each in same(found, rule, path) if each.level is Level.ERROR] == []


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_a_value_is_seen_through_the_default_of_a_parameter(rule: Rule) -> None:
    for wrong, path, written in broken(rule):
        if isinstance(written, (str, int, float)) and written != "":
            body = changed(wrong.body, path, {"Type": "String", "Default": text_of(written)})
            assert same(findings(body), rule, path) != []


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_a_value_that_may_be_chosen_beside_the_right_one_is_a_warning(rule: Rule) -> None:
    for wrong, path, written in broken(rule) if rule.id not in SURE else ():
        right = at(read(rule.right, "right.yaml").body, path)
        plain = all(isinstance(each, (str, int, float)) and each != "" for each in (written, right))
        if plain and not findings(put(wrong.body, path, right)):  # else there is more that is wrong
            allowed = {"Type": "String", "AllowedValues": [text_of(written), text_of(right)]}
            found = same(findings(changed(wrong.body, path, allowed)), rule, path)
            assert [each.level for each in found] == [Level.WARNING]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_without_the_defaults_of_parameters_nothing_of_theirs_is_an_error(rule: Rule) -> None:
    body = copy.deepcopy(dict(read(rule.wrong, "wrong.yaml").body))
    defaults = [
        each.pop("Default") for each in body.get("Parameters", {}).values() if "Default" in each
    ]
    errors = [each for each in findings(body) if each.level is Level.ERROR]
    assert {each.rule for each in errors} <= {rule.id}
    if defaults:
        by_value = [path for _, path, written in broken(rule) if isinstance(written, dict)]
        assert [each.detail for each in errors if path_of(each) in by_value] == []


def nodes(value: Any, path: Path = ()) -> Iterator[Path]:
    """Everything in a value, but not what is in a function."""
    yield path
    if isinstance(value, dict) and not (
        len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
    ):
        for key, inner in value.items():
            yield from nodes(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from nodes(inner, (*path, index))


@cache
def first_with() -> Mapping[str, str]:
    """Of every resource in right examples, the first rule whose example has it: examples vary a few templates."""
    first: dict[str, str] = {}
    for rule in IN_TEMPLATES:
        for each in read(rule.right, "t.yaml").body["Resources"].items():
            first.setdefault(repr(each), rule.id)
    return first


def hidden(rule: Rule) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The template with one thing after the other in a parameter of which nothing is known."""
    body = read(rule.right, "t.yaml").body
    for logical_id, resource in body["Resources"].items():
        top: Path = ("Resources", logical_id, "Properties")
        if first_with()[repr((logical_id, resource))] != rule.id:
            continue
        for path in nodes(resource.get("Properties", {}), top):
            if path != top:
                yield path, changed(body, path, {"Type": "String"})


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_nothing_becomes_an_error_by_being_unknown(rule: Rule) -> None:
    for path, body in hidden(rule):
        wrong = {each.rule for each in findings(body) if each.level is Level.ERROR}
        wrong -= {*SURE}
        assert (path, wrong) == (path, set())


def test_the_laws_are_tried_on_most_rules() -> None:
    assert sum(any(broken(rule)) for rule in IN_TEMPLATES) > len(IN_TEMPLATES) / 3


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_whatever_stands_where_it_looks_it_does_not_stumble(rule: Rule) -> None:
    wrong = read(rule.wrong, "wrong.yaml").body
    for parent in {path_of(found)[:-1] for found in findings(wrong) if found.path}:
        inside = at(wrong, parent)
        for key in inside if isinstance(inside, dict) else ():
            for junk in ({}, [{}], 1.5):
                assert findings(put(wrong, (*parent, key), junk)) is not None
