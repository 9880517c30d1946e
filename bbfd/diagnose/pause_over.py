"""A deployment waited for a word, nobody gave it, and its time ran out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import SERVICE, quoted, service_id

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure, Rolling, Waited

# `lifecycleHookDetails` of DescribeServiceDeployments: targetType PAUSE, status TIMED_OUT, timeoutAction ROLLBACK;
# or it was seen to wait (AWAITING_ACTION) until a time, and CloudFormation tells after it that the service failed
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html


def _look(evidence: Evidence) -> Found | None:
    for service, waited in _unanswered(evidence):
        failed = tuple(_failures(evidence, service))
        stage = f" at {waited.stage}" if waited.stage else ""
        until = f" until {waited.until:%Y-%m-%d %H:%M:%S} UTC" if waited.until else ""
        return Found(
            what=f"the deployment waited for a word{stage}{until}, and nobody gave it",
            evidence=quoted(failed) or ("PAUSE: TIMED_OUT",),
            fix="deploy again, and while it waits `bbfd continue SERVICE --env ENV` lets it go on; "
            '`Pause(minutes=...)` waits longer (at most 1980), and `then="CONTINUE"` goes on without a word',
            resource=service_id(evidence, service),
            path="DeploymentConfiguration",
            field="deployment",
        )
    return None


def _unanswered(evidence: Evidence) -> Iterator[tuple[Rolling, Waited]]:
    for service in evidence.services:
        waited = service.waited
        if waited and (waited.over or any(_after(waited, f) for f in _failures(evidence, service))):
            yield service, waited


def _after(waited: Waited, failure: Failure) -> bool:
    """Whether it failed when the time was over; before that somebody took it back, or it failed by itself."""
    if waited.until is None or failure.at is None:
        return False
    return failure.at >= waited.until


def _failures(evidence: Evidence, service: Rolling) -> Iterator[Failure]:
    named = service_id(evidence, service)
    return (f for f in evidence.failures if f.type == SERVICE and f.logical_id == named)


CAUSE = CauseKind(
    id="pause-over",
    title="nobody gave a deployment that waited the word",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html",
)
