"""Volumes that are folders of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for volume in template.every_volume():
        for host in volume.parts("Host"):
            for path, raw in host.written("SourcePath"):
                folder = template.text_of(raw)
                if "docker.sock" not in folder:
                    yield Found(path, f"the task mounts {folder or 'a folder'} of its instance")


BLOCKER = Blocker(
    title="a folder of the instance",
    instead=(
        "what must stay goes to EFS (EFSVolumeConfiguration) or to a managed EBS volume, what "
        "may go with the task into a volume without Host; what belongs to the instance (/proc, "
        "/var/log, /cgroup) is for agents, which are sidecars on Fargate"
    ),
    aws="Fargate compatible task definitions do not support sourcePath",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
    look=_look,
)
