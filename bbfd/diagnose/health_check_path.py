"""The load balancer's health check asks for a path that the program does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._health import asked, on_target_group, unhealthy

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# Target.ResponseCodeMismatch, "Health checks failed with these codes: [404]", and nothing but 404
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
_KIND = "path"


def _look(evidence: Evidence) -> Found | None:
    found = unhealthy(evidence, _KIND)
    if not found:
        return None
    return on_target_group(
        evidence,
        found,
        what=f"the load balancer finds the tasks unhealthy: {asked(evidence)} answered 404, there is no such path",
        fix='name a path that answers: `http=Http(health=HealthCheck(path="/..."))`; the program sees the whole path,'
        ' also with `Http(path="/web/*")` in front',
        path="HealthCheckPath",
        field="http.health.path",
    )


CAUSE = CauseKind(
    id="health-check-path",
    title="the load balancer's health check asks for a path that is not there",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
