"""RuntimePlatform: what the images are made for, where the instances said so and nothing says it on Fargate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.migrate._machines import constraints, machines, runs_windows, windows_family
from bbfd.migrate._network import Given, parameter
from bbfd.migrate._step import Change, Put, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html"
# t4g, m7gd, c6gn, r8g, x2gd, im4gn, a1: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_GRAVITON = re.compile(r"(?:a1|[a-z]+\d+g[a-z]*)\.")
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
_ARM_ALONE = re.compile(
    r"ecs\.(?:cpu-architecture\s*==\s*arm64|instance-type\s*(?:==|=~)\s*(?:a1|[a-z]+\d+g[a-z]*)\b)",
    re.I,
)
_FAMILY = {
    "Type": "String",
    "AllowedValues": [
        f"WINDOWS_SERVER_{year}_{edition}" for year in (2019, 2022) for edition in ("CORE", "FULL")
    ],
    "Description": "The release of Windows that the images are made for",
}
_AFTER = ("Memory", "Cpu", "NetworkMode", "RequiresCompatibilities", "Family")


def _look(template: Template) -> Iterator[Change]:
    said = list(machines(template))
    arm = [text for text in said if _GRAVITON.match(text) or "arm64" in text.lower()]
    for task in template.tasks:
        asked = [each for each in constraints(template, task) if _ARM_ALONE.search(each)]
        if "RuntimePlatform" not in task.body and (arm or asked):
            yield _on_arm(task, arm[0] if arm else asked[0].removeprefix("attribute:"))
        elif "RuntimePlatform" not in task.body and runs_windows(template, task):
            yield _on_windows(template, task)


def _on_windows(template: Template, task: Part) -> Change:
    family = windows_family(template, task)
    given = Given(family, family) if family else parameter(template, "WindowsFamily", _FAMILY)
    platform = {"CpuArchitecture": "X86_64", "OperatingSystemFamily": given.value}
    return Change(
        path=task.at("RuntimePlatform"),
        what=f"RuntimePlatform is Windows, of {given.words}",
        why="its images, or the instances, are Windows, and Fargate takes Linux without a word",
        edits=(*given.edits, Put(task.at("RuntimePlatform"), platform, after=_AFTER)),
        avoids="CannotPullContainerError: no matching manifest for linux/amd64 in the manifest list entries",
    )


def _on_arm(task: Part, machine: str) -> Change:
    platform = {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}
    return Change(
        path=task.at("RuntimePlatform"),
        what="RuntimePlatform is ARM64",
        why=f"the instances are {machine}: images that run there run on ARM, and Fargate takes X86_64 without a word",
        edits=(Put(task.at("RuntimePlatform"), platform, after=_AFTER),),
        avoids="exec format error",
    )


STEP = Step(title="the images run on what they are made for", doc=_DOC, look=_look)
