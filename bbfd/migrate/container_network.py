"""Hostname, ExtraHosts, DnsServers and the like: the network is the task's, not the container's."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_network"
# Property -> what it is instead, and what AWS says to it.
_PROPERTIES = {
    "Hostname": (
        "a task is known by its address; give the name in a variable if the program asks for it",
        "hostname is not supported on container when networkMode=awsvpc.",
    ),
    "ExtraHosts": (
        "names that all tasks know are in a private hosted zone of Route 53, or in Cloud Map",
        "Extra hosts are not supported on container when networkMode=awsvpc.",
    ),
    "DnsServers": (
        "name servers are those of the VPC's DHCP options",
        "DNS servers are not supported on container when networkMode=awsvpc.",
    ),
    "DnsSearchDomains": (
        "search domains are those of the VPC's DHCP options",
        "DNS search domains are not supported on container when networkMode=awsvpc.",
    ),
    "DisableNetworking": (
        "all containers of a task have its network",
        "Disable Networking is not supported on container when networkMode=awsvpc.",
    ),
}


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        for container in template.containers(task):
            for name, (why, avoids) in _PROPERTIES.items():
                if template.has(container, name):
                    yield Change(
                        path=container.at(name),
                        what=f"{name} is removed",
                        why=why,
                        edits=(Drop(container.at(name)),),
                        avoids=avoids,
                    )


STEP = Step(title="the network is the task's", doc=_DOC, look=_look)
