"""Patterns of a load balancer: `*` stands for any text, `?` for one character."""

from __future__ import annotations

from functools import lru_cache

_WILD = "*?"
# A rule of a load balancer takes no more; what has more is refused, and would take long to compare.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
_MOST = 6


@lru_cache(maxsize=4096)
def covers(wide: str, narrow: str) -> bool:
    """Whether everything that `narrow` matches is matched by `wide`. Never wrongly so; it may miss a rare case.

    `narrow` is read as a text in which only a `*` of `wide` takes in a `*`: then whatever it stands for is matched too.
    """
    if wide.count("*") > _MOST:
        return wide == narrow
    # Positions in `wide` that can be reached after each character of `narrow`.
    reached = _skipping(wide, {0})
    for sign in narrow:
        stepped = set()
        for at in reached:
            if at < len(wide):
                if wide[at] == "*":
                    stepped.add(at)
                elif wide[at] == sign or (wide[at] == "?" and sign != "*"):
                    stepped.add(at + 1)
        reached = _skipping(wide, stepped)
    return len(wide) in reached


def _skipping(wide: str, reached: set[int]) -> set[int]:
    """A `*` may also stand for nothing."""
    ahead = list(reached)
    while ahead:
        at = ahead.pop()
        if at < len(wide) and wide[at] == "*" and at + 1 not in reached:
            reached.add(at + 1)
            ahead.append(at + 1)
    return reached


def stem(pattern: str) -> str:
    """What every text that the pattern matches begins with."""
    for index, sign in enumerate(pattern):
        if sign in _WILD:
            return pattern[:index]
    return pattern


def stems_of(patterns: tuple[str, ...] | None, known: set[str]) -> tuple[str | None, ...]:
    """The known stems that a pattern covering the first of these may have; None for no condition at all."""
    found: list[str | None] = [None]
    if patterns:
        first = stem(patterns[0])
        found += [first[:end] for end in range(len(first) + 1) if first[:end] in known]
    return tuple(found)
