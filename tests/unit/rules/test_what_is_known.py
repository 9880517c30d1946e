"""A rule knows the default of a parameter, and says nothing of a value that nobody gave."""

import copy
from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.rules import Level, Rule, When, all_rules, check
from bbfd.template import document, read
from bbfd.template.document import Document, Path

RULES = all_rules()
IN_TEMPLATES = [rule for rule in RULES if rule.when is When.TEMPLATE]
NAME = "GivenByNobody"

WHATEVER_IT_IS = {"SERVICE-CLASSIC-LB-AWSVPC"}  # that it is there at all is the error
AS_WRITTEN = {
    "ALARMS-UNKNOWN",  # a name that a parameter gives may be that of an alarm elsewhere
    "ENV-PLACEHOLDER",  # what a definition forgot to fill in stands there as text
}


def found(body: Any) -> list[tuple[str, Level]]:
    given = document(body, lambda *_: Place("t.yaml"))
    return [(each.rule, each.level) for each in check(given, RULES)]


def with_parameter(written: Document, path: Path, **definition: Any) -> Any:
    """The body with a parameter at the path, and whatever is missing on the way to it."""
    body = copy.deepcopy(dict(written.body))
    node: Any = body
    for step in path[:-1]:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    node[path[-1]] = {"Ref": NAME}
    body.setdefault("Parameters", {})[NAME] = {"Type": "String", **definition}
    return body


def places(rule: Rule) -> tuple[Document, list[Path]]:
    """Where the wrong example breaks it."""
    written = read(rule.wrong, "t.yaml")
    here = [each for each in check(written, RULES) if each.rule == rule.id]
    return written, [written.written(("Resources", e.resource, *_inside(e.path)))[0] for e in here]


def _inside(path: Path) -> Path:
    return path if path[:1] == ("DependsOn",) else ("Properties", *path)


def at(written: Document, path: Path) -> Any:
    node: Any = written.body
    for step in path:
        node = node.get(step) if isinstance(node, dict) else node[step]
        if node is None:
            return None
    return node


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_it_says_nothing_of_a_value_that_nobody_gave(rule: Rule) -> None:
    written, paths = places(rule)
    for path in paths:
        if path[2] != "DependsOn" and rule.id not in WHATEVER_IT_IS:
            levels = dict(found(with_parameter(written, path)))
            assert levels.get(rule.id) is not Level.ERROR, path


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_it_knows_a_value_by_the_default_of_a_parameter(rule: Rule) -> None:
    written, paths = places(rule)
    for path in paths:
        value = at(written, path)
        text = isinstance(value, str) and value and path[2] != "DependsOn"
        if text and rule.id not in AS_WRITTEN:
            assert rule.id in dict(found(with_parameter(written, path, Default=value))), path
