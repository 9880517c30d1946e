"""NetworkConfiguration: the subnets of the tasks, a security group of their own, and a public address where needed."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._network import Given, address, subnets
from bbfd.migrate._security_group import security_group
from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"
_AFTER = ("LaunchType", "TaskDefinition", "Cluster")


def _look(template: Template) -> Iterator[Change | Note]:
    for each in template.services:
        inner = [
            part
            for network in each.part.parts("NetworkConfiguration")
            for part in network.parts("AwsvpcConfiguration")
        ]
        if not inner:
            yield _given(template, each)
            yield from _closed(template, each)
        for part in inner:
            public = subnets(template).public
            if public and "AssignPublicIp" not in part.body:
                yield _addressed(part.at("AssignPublicIp"))


def _given(template: Template, each: Launched) -> Change:
    place, public, group = subnets(template), address(template), security_group(template, each)
    value = {
        "AwsvpcConfiguration": {
            "AssignPublicIp": public.value,
            "SecurityGroups": [group.value],
            "Subnets": place.given.value,
        }
    }
    return Change(
        path=each.part.at("NetworkConfiguration"),
        what=(
            f"NetworkConfiguration: subnets are {place.given.words}; the security group is "
            f"{group.words}; AssignPublicIp is {_shown(public)}"
        ),
        why=(
            "each task has a network interface, in a subnet and behind a security group of its "
            "own; what was open on the instances is not open to it"
        ),
        edits=(
            *place.given.edits,
            *public.edits,
            *group.edits,
            Put(each.part.at("NetworkConfiguration"), value, after=_AFTER),
        ),
        avoids="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    )


def _shown(address: Given) -> str:
    return f"{address.value}: {address.words}" if isinstance(address.value, str) else address.words


def _closed(template: Template, each: Launched) -> Iterator[Note]:
    """Tasks that listen and that nobody may connect to."""
    if any(entry.service.part.path == each.part.path for entry in entries(template)):
        return
    ports = (
        container.body.get("PortMappings")
        for task in template.tasks_of(each)
        for container in template.containers(task)
    )
    if any(ports):
        yield Note(
            path=each.part.at("NetworkConfiguration"),
            what=(
                f"{each.part.id} listens, and no load balancer of it is known: its security group"
                " lets nobody in"
            ),
            fix="add SecurityGroupIngress for those who connect, by their security groups",
        )


def _addressed(path: tuple[str | int, ...]) -> Change:
    return Change(
        path=path,
        what="AssignPublicIp is ENABLED",
        why=(
            "its subnets are public: without a public address tasks reach neither their image "
            "nor their logs"
        ),
        edits=(Put(path, "ENABLED"),),
        avoids="ResourceInitializationError: unable to pull secrets or registry auth",
    )


STEP = Step(title="tasks have a network of their own", doc=_DOC, look=_look)
