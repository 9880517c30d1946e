"""The image, or what the container wrote, does not fit the task's storage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotPullContainerError: Error: write /var/lib/docker/tmp/...: no space left on device"
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
_SAID = re.compile(r"Cannot\w{0,20}ContainerError: .*no space left on device", re.DOTALL)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = image(evidence, found[0]) or "its image"
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: no space left for {named}{times(found)}",
        fix="on Fargate give the task more storage, `runs_on=Fargate(storage=40)` (GiB, 20 without a word); "
        "on EC2 a "
        "larger `volume` in the environment's `Capacity`; or make the image smaller",
        property="Image",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="disk-full",
    title="the image does not fit the task's storage",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
)
