"""The load balancer's health check got no answer in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._health import asked, on_target_group, unhealthy

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# Target.Timeout, "Request timed out"; an event of the service quotes it: "(service web) (instance i-...) (port
# 32779) is unhealthy in (target-group arn:...) due to (reason Request timed out)"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
_KIND = "timeout"


def _look(evidence: Evidence) -> Found | None:
    found = unhealthy(evidence, _KIND)
    if not found:
        return None
    return on_target_group(
        evidence,
        found,
        what=f"the load balancer finds the tasks unhealthy: {asked(evidence)} was not answered in time",
        fix="look whether the program listens on 0.0.0.0 and on `container.port`, and whether the security "
        "group lets"
        " the load balancer in; for a slow answer `HealthCheck(timeout=..., interval=...)` of `http.health`, for "
        "a slow start a longer `grace_period`",
        path="HealthCheckTimeoutSeconds",
        field="http.health.timeout",
    )


CAUSE = CauseKind(
    id="health-check-timeout",
    title="the load balancer's health check got no answer in time",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
