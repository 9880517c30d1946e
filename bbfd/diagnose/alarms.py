"""Alarms stopped the rollout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import said, service_id, services

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# `alarms.triggeredAlarmNames` of DescribeServiceDeployments; and the event
# "(service web) (deployment ecs-svc/...) deployment failed: alarm detected."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
_SAID = re.compile(r"deployment failed: alarm detected")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    rung = [one for one in services(evidence) if one.breaker and one.breaker.alarms]
    if not found and not rung:
        return None
    service = rung[0] if rung else found[0].service
    names = ", ".join(service.breaker.alarms) if service.breaker else ""
    return Found(
        what=f"alarms stopped the rollout{f': {names}' if names else ''}",
        evidence=tuple(dict.fromkeys(one.text for one in found)) or (f"triggered alarms: {names}",),
        fix="look at what the alarm measures since the rollout began: `aws cloudwatch "
        "describe-alarm-history --alarm-name "
        "NAME`; mend that, or the alarm, and deploy again",
        resource=service_id(evidence, service),
        path="DeploymentConfiguration/Alarms",
    )


CAUSE = CauseKind(
    id="alarms",
    title="alarms stopped the rollout",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
)
