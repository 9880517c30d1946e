"""The load balancer's health check got an answer, with a code that it does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._health import asked, on_target_group, unhealthy

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# Target.ResponseCodeMismatch, "Health checks failed with these codes: [503]"; an event of the service quotes it:
# "(service web) (port 8000) is unhealthy in (target-group arn:...) due to (reason Health checks failed with these
# codes: [503])"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
_KIND = "code"


def _look(evidence: Evidence) -> Found | None:
    found = unhealthy(evidence, _KIND)
    if not found:
        return None
    return on_target_group(
        evidence,
        found,
        what=f"the load balancer finds the tasks unhealthy: {asked(evidence)} answered {found[0].codes}",
        fix="mend what the path answers (503 is often a database that cannot be reached), or say what is right: "
        '`HealthCheck(path=..., codes="200-399")` of `http.health`; a slow start wants a longer `grace_period`',
        path="Matcher/HttpCode",
        field="http.health",
    )


CAUSE = CauseKind(
    id="health-check-code",
    title="the load balancer's health check got another code",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
