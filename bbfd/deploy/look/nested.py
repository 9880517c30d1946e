"""Failures inside nested stacks: the parent's event says only that the nested one was not updated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bbfd.deploy.look.failures import failures
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import Event
    from bbfd.diagnose import Failure

_NESTED = "AWS::CloudFormation::Stack"
_DEEPEST = 5  # a stack that nests deeper hides its mistakes from everybody


def all_failures(events: Iterable[Event], aws: Aws, since: datetime | None) -> tuple[Failure, ...]:
    """List the failures of an operation, with those inside nested stacks in place of the parent's."""
    return tuple(_opened(failures(events), aws, since, 0))


def _opened(
    found: Iterable[Failure], aws: Aws, since: datetime | None, depth: int
) -> Iterator[Failure]:
    for failure in found:
        inner = tuple(_inner(failure, aws, since, depth))
        yield from inner or (failure,)


def _inner(failure: Failure, aws: Aws, since: datetime | None, depth: int) -> Iterator[Failure]:
    nested = failure.type == _NESTED and not failure.of_stack
    if not nested or not failure.physical_id.startswith("arn:") or depth >= _DEEPEST:
        return
    events = or_unknown(lambda: aws.stacks.events(failure.physical_id, after="", since=since))
    if isinstance(events, Unknown):
        return
    name = failure.physical_id.split("/")[1] if "/" in failure.physical_id else failure.logical_id
    own = (replace(one, stack=one.stack or name) for one in failures(events) if not one.of_stack)
    yield from _opened(own, aws, since, depth + 1)
