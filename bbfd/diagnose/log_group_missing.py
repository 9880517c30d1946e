"""The log group that a container logs to is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed
#  to create
#  Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1"
#  (Fargate)
# "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create
#  Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist." (EC2)
#  both in many public deployment notes;
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
_SAID = re.compile(
    r"(ResourceInitialization|CannotStartContainer)Error: .*The specified log group does not exist",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: its log group is not there{times(found)}",
        fix="BBFD makes the log group with the service's stack: somebody deleted it by hand. Make it again "
        "under the "
        "same name (`aws cloudformation describe-stack-resources --stack-name STACK` names it), then deploy again",
        property="LogConfiguration",
    )


CAUSE = CauseKind(
    id="log-group-missing",
    title="the log group is not there",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
