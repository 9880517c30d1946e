"""Privileged containers."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for container in template.every_container():
        for path, raw in container.written("Privileged"):
            if template.text_of(raw).lower() != "false":
                yield Found(
                    path, "the container is privileged: it may do what root of the instance may"
                )


BLOCKER = Blocker(
    title="a privileged container",
    instead=(
        "find out what it needs that for: build images in CodeBuild or with kaniko, make an "
        "agent of the host a sidecar, for tracing add the capability SYS_PTRACE alone; then "
        "remove Privileged. Else the service stays on EC2"
    ),
    aws="Fargate requires that the privileged setting be false at the container level.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
