"""ECS gave the rollout up after too many failures: says that, not why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import quoted, refused, service_id, services, tasks

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Rolling

# "Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was
#  triggered'."
#  (RequestToken: ..., HandlerErrorCode: GeneralServiceException)": https://github.com/aws/copilot-cli/issues/5586
# `deploymentCircuitBreaker.status` TRIGGERED of DescribeServiceDeployments
_SAID = re.compile(r"Circuit Breaker was triggered")
_TRIGGERED = "TRIGGERED"


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    broken = [s for s in services(evidence) if s.breaker and s.breaker.status == _TRIGGERED]
    if not found and not broken:
        return None
    service = broken[0] if broken else next(iter(services(evidence)), None)
    own = service_id(evidence, service) if service else found[0].logical_id
    return Found(
        what=f"ECS gave the rollout up{_failures(service)}",
        evidence=(*quoted(found), *dict.fromkeys(_of_tasks(evidence)))[:6],
        fix="AWS does not say why: `bbfd diagnose SERVICE --env ENV` looks at the tasks while they are "
        "there (an hour), and "
        "the service's logs tell the rest",
        resource=own,
        path="DeploymentConfiguration/DeploymentCircuitBreaker",
    )


def _failures(service: Rolling | None) -> str:
    breaker = service.breaker if service else None
    if breaker is None or not breaker.failures:
        return ""
    of = f" of {breaker.threshold}" if breaker.threshold else ""
    return f" after {breaker.failures}{of} failures"


def _of_tasks(evidence: Evidence) -> Iterator[str]:
    for _, task in tasks(evidence):
        if task.reason:
            yield f"task {task.arn.rpartition('/')[2]}: {task.reason}"


CAUSE = CauseKind(
    id="circuit-breaker",
    title="ECS gave the rollout up",
    depth=Depth.SYMPTOM,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
)
