"""Linux capabilities beyond SYS_PTRACE."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for container in template.every_container():
        for linux in container.parts("LinuxParameters"):
            for capabilities in linux.parts("Capabilities"):
                for path, raw in capabilities.written("Add"):
                    names = [template.text_of(each) for _, each in template.document.entries(raw)]
                    other = [name for name in names if name != "SYS_PTRACE"]
                    if other:
                        yield Found(
                            path,
                            f"the container has {', '.join(filter(None, other)) or 'capabilities'}",
                        )


BLOCKER = Blocker(
    title="a Linux capability",
    instead=(
        "only SYS_PTRACE can be added: remove the others; what configures the network "
        "(NET_ADMIN) is for security groups and route tables, a VPN for a gateway of the VPC. "
        "Else the service stays on EC2"
    ),
    aws="NET_ADMIN is not allowed on Fargate.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    look=_look,
)
