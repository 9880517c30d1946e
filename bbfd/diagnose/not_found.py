"""Something that a resource names is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# HandlerErrorCode NotFound; "Cluster not found." (ClusterNotFoundException), "The subnet ID 'subnet-...' does
#  not exist"
# https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
_SAID = re.compile(
    r"ClusterNotFoundException|^Cluster not found\.|The subnet ID '[^']*' does not exist"
)
_CODES = ("NotFound",)


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID, codes=_CODES)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: something that it names is not there",
        fix="AWS names it below: look whether the environment's file says the right network, cluster and load "
        "balancer, and whether somebody deleted it; `bbfd env deploy ENV` makes again what is BBFD's",
    )


CAUSE = CauseKind(
    id="not-found",
    title="something that the template names is not there",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
)
