"""The registry gives no more images for now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotPullContainerError: pull image manifest has been retried 7 time(s): 429 Too Many Requests - Server message:
#  toomanyrequests: You have reached your unauthenticated pull rate limit"
_SAID = re.compile(
    r"CannotPull\w{0,20}ContainerError: .*(toomanyrequests|429 Too Many Requests)", re.DOTALL
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = image(evidence, found[0]) or "its image"
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: the registry of {named} has reached its limit of pulls{times(found)}",
        fix="take the image from a registry without that limit: public.ecr.aws/docker/library/NAME holds Docker's "
        "official images, or copy it to ECR and name `Repository()`; else deploy again later",
        property="Image",
        field="container.image",
    )


CAUSE = CauseKind(
    id="pull-limit",
    title="the registry gives no more images for now",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
)
