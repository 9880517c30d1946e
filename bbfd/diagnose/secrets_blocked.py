"""Secrets Manager or Systems Manager cannot be reached from where the task runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm:
#  There is a
#  connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch
#  secret arn:... from secrets manager: operation error ... canceled, context deadline exceeded."
# "... unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request
#  context
#  canceled caused by: context deadline exceeded":
#  https://github.com/umotif-public/terraform-aws-ecs-fargate/issues/50
_SAID = re.compile(
    r"ResourceInitializationError: .*secrets? from (?P<store>asm|ssm).*(i/o timeout|deadline exceeded|no such host"
    r"|connection issue between the task|connection refused)",
    re.DOTALL,
)
_STORES = {"asm": "Secrets Manager (secretsmanager)", "ssm": "the Parameter Store (ssm)"}


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    store = _STORES[found[0].match["store"]]
    return on_service(
        evidence,
        found,
        what=f"{found[0].whom}: {store} cannot be reached from the task's subnets{times(found)}",
        fix="give the subnets a way out: public addresses in public subnets, a NAT gateway "
        '(`Network.create(nat="one")`), or VPC endpoints for secretsmanager, ssm and kms whose security group '
        "lets the tasks in on port 443",
        path="NetworkConfiguration",
    )


CAUSE = CauseKind(
    id="secrets-blocked",
    title="the network keeps the task from its secrets",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
