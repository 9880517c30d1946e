"""The socket of the container engine of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for volume in template.every_volume():
        for host in volume.parts("Host"):
            for path, raw in host.written("SourcePath"):
                if "docker.sock" in template.text_of(raw):
                    yield Found(path, "the task speaks with the container engine of its instance")


BLOCKER = Blocker(
    title="the socket of the container engine",
    instead=(
        "there is no engine to speak with on Fargate: run agents as sidecars (FireLens for logs,"
        " the CloudWatch or another agent for metrics), build images in CodeBuild, start tasks "
        "with ecs:RunTask; then remove the volume and its mount points. Else the service stays "
        "on EC2"
    ),
    aws="Fargate compatible task definitions do not support sourcePath",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
