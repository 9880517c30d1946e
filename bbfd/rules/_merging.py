"""Findings of several validators about the same thing, said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bbfd.rules._rule import Finding, Level


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
    """Ours is about the same property, or about one that the other says is missing right above it."""
    if mine.resource != other.resource or mine.document != other.document:
        return False
    if mine.level is Level.WARNING and other.level is Level.ERROR:
        return False
    named = other.rule in mine.also
    return mine.path == other.path or (named and mine.path[: len(other.path)] == other.path)


def _keep(kept: list[Finding], each: Finding) -> None:
    """Two validators number alike: E3012 and F3012 at one place are one finding, the graver is kept."""
    for index, other in enumerate(kept):
        if _key(other) == _key(each) and other.source != each.source:
            if each.level is Level.ERROR and other.level is Level.WARNING:
                kept[index] = each
            return
    kept.append(each)


def _key(each: Finding) -> Sequence[object]:
    return (each.document, each.resource, each.path, each.rule[1:])
