"""The registry refuses whoever pulls the image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotPullContainerError: Error response from daemon: pull access denied for NAME, repository does not exist
#  or may
#  require 'docker login': denied: User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/xyz is not authorized to perform:
#  ecr:BatchGetImage on resource: arn:aws:ecr:... because no identity-based policy allows the ecr:BatchGetImage
#  action"
#  https://github.com/aws/amazon-ecs-agent/blob/master/agent/api/errormessages/error_messages_test.go
# "... unexpected status code [manifests TAG]: 403 Forbidden" (Fargate), "no basic auth credentials" (Docker),
# "unauthorized: incorrect username or password" (a private registry; same file of the agent)
_SAID = re.compile(
    r"CannotPull\w{0,20}ContainerError: .*(not authorized to perform: (?P<action>ecr:\w+)|403 Forbidden"
    r"|401 Unauthorized|no basic auth credentials|unauthorized: |AccessDenied)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    named = image(evidence, found[0]) or "its image"
    action = found[0].match["action"]
    lacks = f": the execution role lacks {action}" if action else ""
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom} may not pull {named}{lacks}{times(found)}",
        fix="allow it in the repository's policy if it is another account's, and in the execution role, which BBFD "
        "makes for images of ECR by itself: `bbfd diff SERVICE --env ENV` shows a change by hand. An image of a "
        "private registry elsewhere has to be copied to ECR",
        property="Image",
        field="container.image",
    )


CAUSE = CauseKind(
    id="pull-denied",
    title="the registry refuses to give the image",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
)
