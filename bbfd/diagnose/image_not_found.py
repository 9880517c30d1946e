"""The image is not in its registry, or the registry says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref
#  ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG: not found"
#  (Fargate)
# "CannotPullContainerError: Error response from daemon: manifest for NAME:TAG not found: manifest unknown" (EC2)
# "... repository does not exist or may require 'docker login': denied: requested access to the resource is denied":
#  the agent itself adds "Check whether the image exists" to it:
#  https://github.com/aws/amazon-ecs-agent/blob/master/agent/api/errormessages/error_messages.go
_SAID = re.compile(
    r"^(?!.*not authorized to perform)(?!.*platform).*CannotPull\w{0,20}ContainerError: .*"
    r"(: not found|manifest unknown|name unknown|not found: |404 Not Found"
    r"|requested access to the resource is denied)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = image(evidence, found[0]) or "its image"
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: {named} is not in its registry{times(found)}",
        fix="push the image, or deploy a tag that is there: `aws ecr describe-images --repository-name NAME` "
        "lists them, `bbfd deploy SERVICE --env ENV --tag TAG` deploys one; a registry answers the same for a "
        "private image that it does not show",
        property="Image",
        field="container.image",
    )


CAUSE = CauseKind(
    id="image-not-found",
    title="the image is not in its registry",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
)
