"""A subnet has no free address for a task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_service, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# `InsufficientFreeAddressesInSubnet` is EC2's error code, quoted in the reason of a task that stopped while
#  PROVISIONING:
#  https://github.com/paradisec-archive/nabu/pull/1259 (151 of 517 stopped tasks)
#  https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
_SAID = re.compile(
    r"InsufficientFreeAddressesInSubnet|not have enough free addresses|insufficient free addresses"
)
_SUBNET = re.compile(r"subnet-[0-9a-f]{8,17}")


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = _SUBNET.search(found[0].text)
    subnet = f"the subnet {named[0]} has" if named else "one of the task's subnets has"
    return on_service(
        evidence,
        found,
        what=f"{subnet} no free address for a task{times(found)}{_free(evidence)}",
        fix="name larger subnets, or more of them, in the environment's `network`; or let fewer tasks run "
        "at once while "
        "they are replaced: `deployment=Rolling(minimum_healthy=50, maximum=100)`",
        path="NetworkConfiguration/AwsvpcConfiguration/Subnets",
    )


def _free(evidence: Evidence) -> str:
    counts = [f"{subnet} {free}" for subnet, free in sorted(evidence.free_addresses.items())]
    return f"; free now: {', '.join(counts)}" if counts else ""


CAUSE = CauseKind(
    id="no-free-addresses",
    title="a subnet has no free address",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
)
