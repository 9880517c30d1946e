"""What is found in one stack, whole or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bbfd.cli.documents import document_of, refusals_of
from bbfd.cli.project import Project
from bbfd.model.stack import Stack
from bbfd.rules import Finding, Validator, all_rules, check
from bbfd.rules.allowances import UNUSED


def found_in(
    stack: Stack,
    project: Project,
    allow: Mapping[str, str],
    validators: Sequence[Validator] = (),
    region: str = "",
) -> tuple[Finding, ...]:
    """What rules and validators find; of a stack that is not whole, why, and what our rules find in the rest.

    region: where it will be, for the other validators. Of a stack that is not whole they are not asked, and its
    allowances are not held to be needed: what is missing may be what they speak of.
    """
    document = replace(document_of(stack, project), region=region)
    if not stack.refusals:
        return check(document, all_rules(), allow, validators)
    rest = check(document, all_rules())
    left = (each for each in rest if not allow.get(each.rule, "").strip())
    return (*refusals_of(stack, project), *left)


def needless(findings: Iterable[Finding], looks: Mapping[str, int]) -> Iterator[Finding]:
    """The findings, but of allowances that nothing needs only those that no look at their document needs.

    looks: name of a document -> how often it was looked at; a nested template is, with all that is handed over to it.
    """
    every = tuple(findings)
    said = Counter(_matter(each) for each in every if each.rule == UNUSED.id)
    for each in every:
        if each.rule != UNUSED.id or said[_matter(each)] >= looks.get(each.document, 1):
            yield each


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each matter once: what is wrong with an environment, every stack in it may say."""
    return tuple({_matter(each): each for each in findings}.values())


def _matter(each: Finding) -> tuple[object, ...]:
    about = (each.document, each.resource, each.path) if each.resource else str(each.place)
    return each.rule, each.source, each.detail, about
