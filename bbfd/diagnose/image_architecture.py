"""The image is made for another processor than the task runs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import image, on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain
#  descriptor matching platform 'linux/amd64'" (Fargate), in many public deployment notes;
# "no matching manifest for linux/arm64/v8 in the manifest list entries" (Docker, on EC2):
#  https://github.com/av/harbor/issues/14
# "CannotPullContainerError: failed to find a descriptor for platform {{linux/amd64}}" (older Fargate platforms):
#  https://github.com/aws/containers-roadmap/issues/1120
# "exec format error" in the reason of a container that could not start (Docker). On Fargate it stands in the
#  container's log alone, which is never read for a cause: then it is an exit with its code.
_SAID = re.compile(
    r"does not contain descriptor matching platform '?(?P<one>[\w/]+)"
    r"|no matching manifest for (?P<other>[\w/]+)"
    r"|no match for platform in manifest"
    r"|failed to find a descriptor for platform \W*(?P<older>[\w/]+)"
    r"|Cannot(Start|Create)ContainerError: .*exec format error",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    match = found[0].match
    wanted = match["one"] or match["other"] or match["older"]
    named = image(evidence, found[0]) or "its image"
    of = f"has nothing for {wanted}" if wanted else "is made for another processor than the task's"
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: {named} {of}{times(found)}",
        fix='say what the image is made for, `runs_on=Fargate(architecture="ARM64")` or "X86_64"; or build it for '
        "the other: `docker buildx build --platform linux/amd64`",
        property="Image",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="image-architecture",
    title="the image is made for another processor",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
)
