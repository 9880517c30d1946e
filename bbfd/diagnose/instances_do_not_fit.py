"""The instances have no room for a task: memory, CPU, a port or a network interface is lacking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task because no container instance met all of its requirements. The closest
#  matching (container-instance ID) has insufficient memory available." also: "has insufficient CPU units
#  available",
#  "is already using a port required by your task", "has insufficient GPU resource available",
#  "encountered error "RESOURCE:ENI""
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"closest matching \(?container-instance [^ )]+\)? "
    r"(?P<lack>has insufficient (memory|CPU units|GPU resource) available|is already using a port required by your task"
    r"|encountered error \"RESOURCE:(?P<resource>\w+)\")"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"no instance has room for a task: the closest {_lack(found[0].match)}",
        fix="ask for less, `runs_on=EC2(cpu=..., memory=...)`; let there be more or larger instances, "
        "`Capacity(maximum=..., instance_type=...)`; or let old tasks go first: "
        "`deployment=Rolling(minimum_healthy=50, maximum=100)`",
        path="CapacityProviderStrategy",
        field="runs_on",
    )


def _lack(match: re.Match[str]) -> str:
    return f"has no {match['resource']} left" if match["resource"] else match["lack"]


CAUSE = CauseKind(
    id="instances-do-not-fit",
    title="no instance has room for a task",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
