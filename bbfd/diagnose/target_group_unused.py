"""The service was made before a listener or a rule named its target group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_failure, refused

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "The target group with targetGroupArn arn:... does not have an associated load balancer." (InvalidRequest)
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
_SAID = re.compile(r"target group .* does not have an associated load balancer")


def _look(evidence: Evidence) -> Found | None:
    found = refused(evidence, _SAID)
    if not found:
        return None
    return on_failure(
        found,
        what=f"{found[0].logical_id}: its target group belongs to no load balancer",
        fix="a listener rule has to be there before the service: BBFD's stack waits for it (`DependsOn`), "
        "so look at the kinds and parts of your own",
        path="LoadBalancers",
    )


CAUSE = CauseKind(
    id="target-group-unused",
    title="the target group belongs to no load balancer yet",
    depth=Depth.RESOURCE,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
)
