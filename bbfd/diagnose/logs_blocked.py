"""CloudWatch Logs cannot be reached from where the task runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group
#  defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your
#  network configuration. : signal: killed": it names the group and the network; it is said when the call ran
#  out of time.
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
_SAID = re.compile(
    r"(failed to validate logger args|failed to initialize logging driver): .*"
    r"(connection issue between the task|signal: killed|i/o timeout|deadline exceeded|no such host)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_service(
        evidence,
        found,
        what=f"{found[0].whom}: CloudWatch Logs did not answer from the task's subnets{times(found)}",
        fix="give the subnets a way out: public addresses in public subnets, a NAT gateway "
        '(`Network.create(nat="one")`), or a VPC endpoint for logs whose security group lets the tasks in on port 443',
        path="NetworkConfiguration",
    )


CAUSE = CauseKind(
    id="logs-blocked",
    title="the network keeps the task from its logs",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
