"""Checks that are not asked, because a name they need is nowhere in the template, would have found nothing."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.rules import Found, Rule, When, all_rules
from bbfd.rules._rule import Share
from bbfd.rules._written import names_written, narrowed, where_written
from bbfd.template import Document, document, read

RULES = all_rules()
IN_TEMPLATES = [rule for rule in RULES if rule.when is When.TEMPLATE]


def asked(seen: Document) -> set[tuple[str, Found]]:
    """What is found by those checks that are left for the names of a template."""
    plan = RULES.plan(names_written(seen))
    alone = {(rule.id, found) for look, rule in plan.alone for found in look(seen)}
    return alone | {
        (id, found) for find, by_id in plan.shared for id, found in find(seen) if id in by_id
    }


def asked_alone(rule: Rule, seen: Document) -> set[Found]:
    """The same of one rule."""
    written = names_written(seen)
    if isinstance(rule.look, Share):
        find = narrowed(rule.look.find, written)
        return {found for id, found in find(seen) if id == rule.id} if find else set()
    look = narrowed(rule.look, written)
    return set(look(seen)) if look else set()


def every(seen: Document) -> set[tuple[str, Found]]:
    """What is found when all are asked."""
    within = {(rule.id, found) for rule in RULES for found in rule.look(seen)}
    return within | {
        (rule.id, between.found)
        for rule in RULES
        if rule.look_across is not None
        for between in rule.look_across((seen,))
    }


def without_each(node: Any, whole: Any) -> Iterator[Any]:
    """The template without one of its properties, for each of them."""
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        kept = node[key]
        if isinstance(node, dict):
            del node[key]
            yield copy.deepcopy(whole)
            node[key] = kept
        if isinstance(kept, (dict, list)):
            yield from without_each(kept, whole)


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_what_is_not_asked_would_have_found_nothing(rule: Rule) -> None:
    for text in (rule.wrong, rule.right):
        seen = read(text, "t.yaml")
        assert asked(seen) == every(seen)


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_nor_when_a_property_is_missing(rule: Rule) -> None:
    body = copy.deepcopy(dict(read(rule.wrong, "t.yaml").body))
    for less in without_each(body["Resources"], body):
        seen = document(less, lambda *_: Place("t.yaml"))
        assert asked_alone(rule, seen) == set(rule.look(seen))


def test_most_checks_are_not_asked() -> None:
    whole = RULES.plan(frozenset().union(*(names_written(read(r.wrong, "")) for r in IN_TEMPLATES)))
    plan = RULES.plan(names_written(read("Resources: {Q: {Type: 'AWS::SQS::Queue'}}", "t.yaml")))
    assert len(plan.shared) < len(whole.shared) / 2


def test_a_check_is_asked_where_all_of_its_names_are() -> None:
    check = where_written("Cpu", "Memory")(len)
    assert narrowed(check, frozenset({"Cpu", "Memory", "Family"})) is len
    assert narrowed(check, frozenset({"Cpu"})) is None
    assert narrowed(len, frozenset()) is len
