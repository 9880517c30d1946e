"""What is told when no cause is recognised: that it is unknown, and what AWS said, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import Cause

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Rolling

_MOST = 6  # sentences: more than that is a log
# "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.", "(service web) rolling back to ...":
# what ECS does after a failure, and says of every one.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_FOLLOWS = re.compile(r"\) deployment failed|\) rolling back to")


def unknown(evidence: Evidence) -> Cause:
    """Say that the cause is unknown, with the evidence as it is."""
    said = tuple(dict.fromkeys(_said(evidence)))
    first = next((one for one in evidence.failures), None)
    return Cause(
        id="",
        title="cause unknown",
        what="cause unknown",
        evidence=said[:_MOST],
        fix="read what AWS said; `bbfd diagnose` shows all of it",
        resource=first.logical_id if first else "",
    )


def unexplained(evidence: Evidence) -> bool:
    """Whether ECS said why tasks ended, or could not be placed, where nobody recognised it."""
    return any(
        task.reason or any(container.reason for container in task.containers)
        for task in evidence.tasks
    ) or any(
        event.ill and not _FOLLOWS.search(event.text)
        for service in evidence.services
        for event in service.events
    )


def _said(evidence: Evidence) -> Iterator[str]:
    for failure in evidence.failures:
        yield f"{failure.logical_id} ({failure.type}): {failure.reason or failure.status}"
    for validation in evidence.validations:
        yield f"{validation.logical_id} ({validation.name}): {validation.reason}"
    for service in evidence.services:
        yield from _of_service(service)


def _of_service(service: Rolling) -> Iterator[str]:
    for task in service.tasks:
        yield f"task {task.arn.rpartition('/')[2]}: {task.reason or task.code or 'no reason given'}"
        for container in task.containers:
            if container.reason or container.exit_code:
                code = "" if container.exit_code is None else f" (exit code {container.exit_code})"
                yield f"container {container.name}{code}: {container.reason or 'no reason given'}"
    yield from (event.text for event in service.events if event.ill)
