"""The percentages of the deployment configuration allow ECS neither to start nor to stop a task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, property_of, said, service_id

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Rolling

# "(service web) was unable to stop or start tasks during a deployment because of the service deployment
#  configuration.
#  Update the minimumHealthyPercent or maximumPercent value and try again."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"unable to stop or start tasks during a deployment because of the service deployment configuration"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"`rolling` lets ECS neither start nor stop a task{_numbers(evidence, found[0].service)}",
        fix="leave room for one task: of `count` tasks `maximum` percent, rounded down, must be more than "
        "the count, "
        "or `minimum_healthy` percent, rounded up, less: `deployment=Rolling(minimum_healthy=100, maximum=200)`",
        path="DeploymentConfiguration",
        field="deployment",
    )


def _numbers(evidence: Evidence, service: Rolling) -> str:
    path = "DeploymentConfiguration"
    name = service_id(evidence, service)
    least = property_of(evidence, name, f"{path}/MinimumHealthyPercent")
    most = property_of(evidence, name, f"{path}/MaximumPercent")
    if least is None or most is None:
        return ""
    return f": at least {least} and at most {most} percent of {service.desired}"


CAUSE = CauseKind(
    id="deployment-stuck",
    title="the deployment configuration leaves no room",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
)
