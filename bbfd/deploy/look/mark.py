"""What a stop writes on an ECS service, so that a start brings back what was: one tag. Pure.

    bbfd:stopped = COUNT[/SUSPENDED...]

COUNT: what was asked for before. SUSPENDED: what of its autoscaling was held before already. A tag is no part of the
template, so that nothing of it is drift; CloudFormation leaves tags alone that it did not write.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bbfd.deploy.gauges import SUSPENDED

STOPPED = "bbfd:stopped"
_DIGITS = 6  # of a count: ECS runs far fewer tasks in a service


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What was before a stop. suspended: of `gauges.SUSPENDED`."""

    count: int
    suspended: tuple[str, ...] = ()


def written(mark: Mark) -> str:
    """Write a mark as the value of its tag."""
    return "/".join((str(mark.count), *mark.suspended))


def read(tags: Mapping[str, str]) -> Mark | None:
    """Read it from the tags of a service; None where there is none, or none that we wrote."""
    count, *suspended = tags.get(STOPPED, "").split("/")
    if not (count.isascii() and count.isdecimal() and len(count) <= _DIGITS):
        return None
    if not set(suspended) <= set(SUSPENDED):
        return None
    return Mark(count=int(count), suspended=tuple(suspended))
