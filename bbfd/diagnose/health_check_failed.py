"""The load balancer's health check failed, and nobody says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._health import asked, on_target_group, unhealthy

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "Task failed ELB health checks in (target-group arn:...)", the reason of a task; "... is unhealthy in
# (target-group arn:...) due to (reason Health checks failed)", an event
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
_KIND = ""


def _look(evidence: Evidence) -> Found | None:
    found = unhealthy(evidence, _KIND)
    if not found:
        return None
    return on_target_group(
        evidence,
        found,
        what=f"the load balancer finds the tasks unhealthy: {asked(evidence)} failed, AWS does not say how",
        fix="look at `container.port`, at `http.health` (path, codes, timeout) and at `grace_period`; `aws elbv2 "
        "describe-target-health --target-group-arn ARN` tells how while a task is there",
        path="HealthCheckPath",
        field="http.health",
    )


CAUSE = CauseKind(
    id="health-check-failed",
    title="the load balancer's health check failed",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
