"""A quota of the account for running tasks is used up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "(service web) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run
#  concurrently" (AWS writes the apostrophe in two ways), "... the limit on the number of tasks ...", "The
#  requested CPU
#  configuration is above your limit.", "... because the tasks provisioning capacity limit was exceeded."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_SAID = re.compile(
    r"reached the limit on the number of (?P<limit>vCPUs|tasks) you can run"
    r"|The requested (?P<size>CPU|MEMORY) configuration is above your limit"
    r"|(?P<provisioning>tasks provisioning capacity limit was exceeded)"
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"a quota of the account is used up: {_quota(found[0].match)}",
        fix="ask for a higher one: `aws service-quotas list-service-quotas --service-code fargate`, then "
        "`request-service-quota-increase`; until then ask for less, `runs_on=Fargate(cpu=...)`, or let fewer "
        "tasks run while they are replaced: `deployment=Rolling(minimum_healthy=50, maximum=100)`",
        field="runs_on",
    )


def _quota(match: re.Match[str]) -> str:
    if match["provisioning"]:
        return "500 tasks of the cluster may be starting at once"
    return (
        f"{match['limit']} that may run at once"
        if match["limit"]
        else f"{match['size']} of one task"
    )


CAUSE = CauseKind(
    id="quota",
    title="a quota of the account is used up",
    depth=Depth.SERVICE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
)
