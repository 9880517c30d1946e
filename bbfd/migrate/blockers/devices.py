"""Devices of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for container in template.every_container():
        for linux in container.parts("LinuxParameters"):
            if template.has(linux, "Devices"):
                yield Found(linux.at("Devices"), "the container has a device of its instance")


BLOCKER = Blocker(
    title="a device of the instance",
    instead=(
        "there are none on Fargate; what needs FUSE or a disk reads from S3 or EFS. Else the "
        "service stays on EC2"
    ),
    aws="Fargate compatible task definitions do not support devices",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
