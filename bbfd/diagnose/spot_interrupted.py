"""EC2 needed Spot capacity back and ended a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import count, service_id, stopped

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Your Spot Task was interrupted.", stopCode SpotInterruption
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
_CODE = "SpotInterruption"


def _look(evidence: Evidence) -> Found | None:
    found = stopped(evidence, _CODE)
    if not found:
        return None
    return Found(
        what=f"Fargate Spot took back the capacity of a task{count(len(found))}",
        evidence=tuple(dict.fromkeys(task.reason or task.code for _, task in found)),
        fix="deploy again; to keep it from deciding a rollout let some tasks run on demand: "
        "`Fargate(spot=Spot(base=2, on_demand=1, spot=3))`, or `spot=False`",
        resource=service_id(evidence, found[0][0]),
        path="CapacityProviderStrategy",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="spot-interrupted",
    title="Spot capacity was taken back",
    depth=Depth.EXIT,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
)
