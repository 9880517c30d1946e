"""The load balancer's health check was refused, or got what is no answer: often another port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._health import asked, on_target_group, unhealthy

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# Target.FailedHealthChecks: "The load balancer received an error while establishing a connection to the target or
# the target response was malformed"; its sentence is "Health checks failed"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
_KIND = "connection"


def _look(evidence: Evidence) -> Found | None:
    found = unhealthy(evidence, _KIND)
    if not found:
        return None
    return on_target_group(
        evidence,
        found,
        what=f"the load balancer finds the tasks unhealthy: nothing answers {asked(evidence)} on the port "
        f"that it asks",
        fix="name the port that the program listens on, `container.port` (and on 0.0.0.0, not 127.0.0.1); a "
        "program "
        "that speaks HTTPS on it is no answer either; for a slow start a longer `grace_period`",
        path="Port",
        field="container.port",
    )


CAUSE = CauseKind(
    id="health-check-port",
    title="the load balancer cannot speak to the container's port",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
