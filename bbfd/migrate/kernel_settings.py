"""Swap, shared memory, ulimits, security options, accelerators: settings of a kernel that is Fargate's."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
# Of LinuxParameters: name -> why it goes, and what AWS says to it.
_LINUX = {
    "MaxSwap": (
        "Fargate has no swap",
        "Fargate compatible task definitions do not support maxSwap",
    ),
    "Swappiness": (
        "Fargate has no swap",
        "Fargate compatible task definitions do not support swappiness",
    ),
    "SharedMemorySize": (
        "its size is Fargate's; what needs more takes a Tmpfs at another path",
        "Fargate compatible task definitions do not support sharedMemorySize",
    ),
}
_CONTAINER = {
    "DockerSecurityOptions": (
        "there is no SELinux or AppArmor of yours on Fargate",
        "Fargate compatible task definitions do not support dockerSecurityOptions",
    ),
}
_TASK = {
    "InferenceAccelerators": (
        "Elastic Inference is retired",
        "Unsupported field 'inferenceAccelerators'",
    ),
}
_KEPT = "nofile"


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        yield from _of(template, task, _TASK)
        for container in template.containers(task):
            yield from _of(template, container, _CONTAINER)
            for linux in container.parts("LinuxParameters"):
                yield from _of(template, linux, _LINUX)
            for limit in container.parts("Ulimits"):
                name = template.value(limit.body.get("Name"))
                if isinstance(name, str) and name != _KEPT:
                    yield _limit(limit, name)


def _of(template: Template, part: Part, names: dict[str, tuple[str, str]]) -> Iterator[Change]:
    for name, (why, avoids) in names.items():
        if template.has(part, name):
            yield Change(
                path=part.at(name),
                what=f"{name} is removed",
                why=why,
                edits=(Drop(part.at(name)),),
                avoids=avoids,
            )


def _limit(limit: Part, name: str) -> Change:
    return Change(
        path=limit.path,
        what=f"the ulimit {name} is removed",
        why=f"Fargate lets {_KEPT} be set, and no other",
        edits=(Drop(limit.path),),
        avoids="none: Fargate would not apply it",
    )


STEP = Step(title="the kernel is Fargate's", doc=_DOC, look=_look)
