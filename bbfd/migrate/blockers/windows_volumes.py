"""FSx for Windows File Server volumes."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for volume in template.every_volume():
        for path, _ in volume.written("FSxWindowsFileServerVolumeConfiguration"):
            yield Found(path, "the task mounts a share of FSx for Windows File Server")


BLOCKER = Blocker(
    title="a share of FSx for Windows File Server",
    instead="Fargate cannot mount it: the service stays on EC2, or reads its files from S3",
    aws=(
        "Fargate compatible task definitions do not support fsxWindowsFileServerVolumeConfiguration"
    ),
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/wfsx-volumes.html",
    look=_look,
)
