"""The registry cannot be reached from where the task runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

_NETWORK = (
    r"(i/o timeout|request canceled|Client\.Timeout exceeded|deadline exceeded|no such host|TLS handshake timeout"
    r"|connection refused|connection reset|network is unreachable|connection issue between the task)"
)
# "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref
#  docker.io/NAME:TAG: failed to do request: Head "https://...": dial tcp 34.205.13.154:443: i/o timeout"
#  https://github.com/ActionIQ/terraform-aws-retool-ecs-fargate/issues/20
# "... net/http: request canceled while waiting for connection": the agent adds "Check your network configuration":
#  https://github.com/aws/amazon-ecs-agent/blob/master/agent/api/errormessages/error_messages.go
# "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from
#  Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration."
_SAID = re.compile(
    rf"CannotPull\w{{0,20}}ContainerError: .*{_NETWORK}"
    rf"|ResourceInitializationError: .*(registry auth from Amazon ECR|ecr registry auth).*{_NETWORK}",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = image(evidence, found[0])
    of = f" of {named}" if named else ""
    return on_service(
        evidence,
        found,
        what=f"{found[0].whom}: the registry{of} cannot be reached from the task's subnets{times(found)}",
        fix="give the subnets a way out: public addresses in public subnets, a NAT gateway "
        '(`Network.create(nat="one")`), or VPC endpoints for ecr.api, ecr.dkr, s3 and logs; and let the '
        "security group out to port 443",
        path="NetworkConfiguration",
    )


CAUSE = CauseKind(
    id="pull-blocked",
    title="the network keeps the task from its image",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
