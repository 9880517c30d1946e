"""Findings of several validators about the same thing, said once."""

from __future__ import annotations

from collections.abc import Iterable

from bbfd.rules._rule import Finding, Level
from bbfd.template.document import Path

# About a task's Cpu and Memory together: which of the two is wrong, one validator sees so and another so.
_OF_A_PAIR = frozenset({"E3047"})

# What cfn-lint numbers in another way than cloudformation-validate: names, attributes, sections and how many there are.
_ALIKE = {
    "1001": "0005",
    "1010": "9004",
    "1019": "1018",
    "1155": "3031",
    "3001": "0006",
    "3010": "0007",
    "6010": "0004",
}


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each matter once: ours before that of others, an error before a warning; else in the order given."""
    every = tuple(findings)
    ours = [each for each in every if each.source == "bbfd"]
    kept: list[Finding] = list(ours)
    for each in every:
        if each.source != "bbfd" and not any(_says_as_much(mine, each) for mine in ours):
            _keep(kept, each)
    return tuple(kept)


def _says_as_much(mine: Finding, other: Finding) -> bool:
    """Ours is about the same property; or about one above or below it, where ours says that this is the same."""
    if mine.resource != other.resource or mine.document != other.document:
        return False
    if mine.level is Level.WARNING and other.level is Level.ERROR:
        return False
    named = other.rule[1:] in {each[1:] for each in mine.also}
    if named and other.rule in _OF_A_PAIR:
        return True
    path = _bare(other.path)
    short = min(len(path), len(mine.path))
    return mine.path == path or (named and mine.path[:short] == path[:short])


def _keep(kept: list[Finding], each: Finding) -> None:
    """Two validators number alike: E3012 and F3012 about one thing are one finding, the graver is kept."""
    for index, other in enumerate(kept):
        if other.source != each.source and _is_the_same(other, each):
            if each.level is Level.ERROR and other.level is Level.WARNING:
                kept[index] = each
            return
    kept.append(each)


def _is_the_same(other: Finding, each: Finding) -> bool:
    if (other.document, other.resource) != (each.document, each.resource):
        return False
    if not are_alike(other.rule, each.rule):
        return False
    first, second = _bare(other.path), _bare(each.path)
    return _is_within(first, second) or _is_within(second, first)


def are_alike(one: str, other: str) -> bool:
    """Whether two ids of other validators are one matter: E3012 and F3012, E1010 and E9004."""
    return _number(one) == _number(other)


def _number(id: str) -> str:
    return _ALIKE.get(id[1:], id[1:])


def _bare(path: Path) -> Path:
    """Without the functions, which one validator names and another does not."""
    return tuple(step for step in path if step != "Ref" and not str(step).startswith("Fn::"))


def _is_within(short: Path, long: Path) -> bool:
    """Whether one path names the steps of the other, leaving some out."""
    steps = iter(long)
    return all(step in steps for step in short)
