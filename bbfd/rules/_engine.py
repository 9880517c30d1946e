"""Rules over documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from bbfd.rules._choices import with_choices
from bbfd.rules._merging import merged
from bbfd.rules._rule import (
    Across,
    Between,
    Find,
    Finding,
    Found,
    Level,
    Look,
    Rule,
    Share,
    finding,
    nothing,
)
from bbfd.rules._written import Names, names_written, narrowed
from bbfd.rules.allowances import allowances, allowed
from bbfd.template.document import Document
from bbfd.template.macros import unseen
from bbfd.template.scenarios import scenarios, usual

Validator = Callable[[Document], tuple[Finding, ...]]
Allow = Mapping[str, str]

_NONE: Allow = {}
_PLANS = 256


class Plan(NamedTuple):
    """alone: what looks by itself, with its rule. shared: what looks for several, with those by their ids."""

    alone: tuple[tuple[Look, Rule], ...]
    shared: tuple[tuple[Find, Mapping[str, Rule]], ...]


class Rules(tuple[Rule, ...]):
    """Rules to look with, again and again: those that look together are asked once, and only of what is written."""

    @cached_property
    def plan(self) -> Callable[[Names], Plan]:
        """What is to be asked of a template that uses only these names."""
        return lru_cache(maxsize=_PLANS)(self._plan)

    def _plan(self, written: Names) -> Plan:
        alone = [(narrowed(look, written), rule) for look, rule in self._alone]
        shared = [(narrowed(find, written), by_id) for find, by_id in self._shared]
        return Plan(
            tuple((look, rule) for look, rule in alone if look),
            tuple((find, by_id) for find, by_id in shared if find),
        )

    @cached_property
    def _alone(self) -> tuple[tuple[Look, Rule], ...]:
        within = (
            (r.look, r) for r in self if not isinstance(r.look, Share) and r.look is not nothing
        )
        across = ((_across_one(r.look_across), r) for r in self if r.look_across is not None)
        return (*within, *across)

    @cached_property
    def _shared(self) -> tuple[tuple[Find, Mapping[str, Rule]], ...]:
        groups: dict[Find, dict[str, Rule]] = {}
        for rule in self:
            if isinstance(rule.look, Share):
                groups.setdefault(rule.look.find, {})[rule.id] = rule
        return tuple(groups.items())


def _across_one(look: Across) -> Look:
    return lambda document: (between.found for between in look((document,)))


def check(
    document: Document,
    rules: Sequence[Rule],
    allow: Allow = _NONE,
    validators: Sequence[Validator] = (),
) -> tuple[Finding, ...]:
    """Everything that rules and other validators find in one document, nothing twice.

    allow: rule id -> the reason why it may be broken here, besides what the template itself allows; a reason that is
    missing, an id that is not known, and an allowance that no longer applies are findings too.
    """
    every = tuple(with_choices(document, lambda each: _within(each, rules)))
    found = _doubted(document, every)
    beside = tuple(each for validator in validators for each in validator(document))
    if beside:
        found = merged(found + beside)
    given = allowances(document, allow)
    return allowed(found, given, rules, document, others=len(validators)) if given else found


def _doubted(document: Document, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Nothing is an error that a macro may yet mend."""
    if not any(each.level is Level.ERROR for each in found) or not (by := unseen(document)):
        return found
    return tuple(
        replace(each, level=Level.WARNING, detail=f"{each.detail}; {by} may change that")
        if each.level is Level.ERROR
        else each
        for each in found
    )


def check_across(
    documents: Sequence[Document],
    rules: Sequence[Rule],
    allow: Mapping[str, Allow] = {},
    about: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """What only several documents show together, such as two services that want one priority of one listener.

    allow: name of a document -> its allowances. about: names of documents; without a word, of all. What stands in
    another because of one of them is told too.
    """
    told = (
        (between.document, finding(rule, between.document, between.found))
        for rule in rules
        if rule.look_across is not None
        for between in rule.look_across(documents)
        if between.document is not between.other
        and (about is None or {between.document.name, between.other.name} & set(about))
    )
    return tuple(
        each
        for document, each in told
        if not any(
            one.allows(each) for one in allowances(document, allow.get(document.name, _NONE))
        )
    )


def check_all(
    documents: Sequence[Document],
    rules: Sequence[Rule],
    allow: Mapping[str, Allow] = {},
    validators: Sequence[Validator] = (),
) -> tuple[Finding, ...]:
    """`check` of each document, and `check_across` of all."""
    each = (
        finding_
        for document in documents
        for finding_ in check(document, rules, allow.get(document.name, _NONE), validators)
    )
    return (*each, *check_across(documents, rules, allow))


def _within(document: Document, rules: Sequence[Rule]) -> Iterator[Finding]:
    views = scenarios(document)
    if len(views) > 1:
        for rule in rules:
            yield from _under_conditions(rule, views)
        return
    known = rules if isinstance(rules, Rules) else Rules(rules)
    plan = known.plan(names_written(document))
    for look, rule in plan.alone:
        for found in look(document):
            yield finding(rule, document, found)
    for find, by_id in plan.shared:
        for id, found in find(document):
            if id in by_id:
                yield finding(by_id[id], document, found)


def _under_conditions(rule: Rule, views: Sequence[Document]) -> Iterator[Finding]:
    """What a rule finds in any scenario, once. A warning, if a value under a condition is at fault in some only."""
    seen: dict[tuple[object, ...], list[tuple[Document, Found]]] = {}
    for view in views:
        for found in _looks(rule, view):
            seen.setdefault(found.path, []).append((view, found))
    for cases in seen.values():
        view, found = next(((v, f) for v, f in cases if usual(v)), cases[0])
        if len(cases) < len(views):
            found = _sometimes(view, found, _deciding([each for each, _ in cases], views))
        yield finding(rule, view, found)


def _looks(rule: Rule, view: Document) -> Iterator[Found]:
    yield from rule.look(view)
    if rule.look_across is not None:
        yield from (between.found for between in rule.look_across((view,)))


def _deciding(cases: Sequence[Document], views: Sequence[Document]) -> dict[str, str | int]:
    """The parameters with the values that tell these cases from all others, as few as will do."""
    first, *more = (each.assumed.parameters for each in cases)
    fixed = {
        name: value
        for name, value in first.items()
        if isinstance(value, (str, int)) and all(each.get(name) == value for each in more)
    }
    ours = {id(each) for each in cases}
    others = [each.assumed.parameters for each in views if id(each) not in ours]
    found: set[str] = set()
    while others and found != set(fixed):
        left = [name for name in fixed if name not in found]
        name = max(left, key=lambda name: sum(each.get(name) != fixed[name] for each in others))
        alike = [each for each in others if each.get(name) == fixed[name]]
        if len(alike) == len(others):
            break
        found.add(name)
        others = alike
    return {name: value for name, value in fixed.items() if name in found}


_NAMED = 3  # parameters that are read at a glance


def _sometimes(view: Document, found: Found, deciding: Mapping[str, str | int]) -> Found:
    each = [f"{name} is {value!r}" for name, value in deciding.items()]
    named = ", ".join(each[:_NAMED])
    if len(each) > _NAMED:
        named += f" and {len(each) - _NAMED} more"
    detail = (
        f"{found.detail} (when {named})" if named else f"{found.detail} (under some conditions)"
    )
    conditional = view.written(found.path)[1] and not usual(view)
    return found._replace(detail=detail, level=Level.WARNING if conditional else found.level)


__all__ = ["Allow", "Between", "Validator", "check", "check_across", "check_all"]
