"""A container ended by itself, without a failure: a service's may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import (
    at_least,
    container_path,
    dead,
    ended,
    last_lines,
    task_definition,
)

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence


def _look(evidence: Evidence) -> Found | None:
    every = [(s, t, dead(t)) for s, t in ended(evidence)]
    found = [(s, t, c) for s, t, c in every if c is not None and c.exit_code == 0]
    if not found or len(found) < len(every):
        return None
    service, task, container = found[0]
    least = at_least(s for s, _, _ in found)
    times = f", {least}{len(found)} times" if len(found) > 1 else ""
    definition = task_definition(evidence, service)
    return Found(
        what=f'container "{container.name}" ended with code 0: its program came to its end{times}',
        evidence=(
            *filter(None, (task.reason, container.reason)),
            *last_lines(task, container.name),
        ),
        fix="a service's program runs until it is stopped: start it in the foreground "
        "(`Container(command=...)`); what "
        "ends by itself is a `ScheduledTask`, and a sidecar that may end is `Container(essential=False)`",
        resource=definition,
        path=container_path(evidence, definition, container.name, ""),
        field="container",
    )


CAUSE = CauseKind(
    id="container-finished",
    title="a container of a service came to its end",
    depth=Depth.EXIT,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
)
