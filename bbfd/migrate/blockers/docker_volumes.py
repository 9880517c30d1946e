"""Volumes of a Docker driver."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for volume in template.every_volume():
        for path, _ in volume.written("DockerVolumeConfiguration"):
            yield Found(path, "the task has a volume of a Docker driver")


BLOCKER = Blocker(
    title="a Docker volume",
    instead=(
        "use EFS (EFSVolumeConfiguration) for what several tasks share or what must stay, a "
        "managed EBS volume for one task alone, a volume with nothing but a Name for what may go"
        " with the task"
    ),
    aws="Fargate compatible task definitions do not support dockerVolumeConfiguration",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
    look=_look,
)
