"""RuntimePlatform: what the images are made for, where the instances said so and nothing says it on Fargate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.migrate._step import Change, Note, Put, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html"
# t4g, m7gd, c6gn, r8g, x2gd, im4gn, a1: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_GRAVITON = re.compile(r"(?:a1|[a-z]+\d+g[a-z]*)\.")
_AFTER = ("Memory", "Cpu", "NetworkMode", "RequiresCompatibilities", "Family")


def _look(template: Template) -> Iterator[Change | Note]:
    machines = list(_machines(template))
    arm = [text for text in machines if _GRAVITON.match(text) or "arm64" in text.lower()]
    windows = any("windows" in text.lower() for text in machines)
    for task in template.tasks:
        if "RuntimePlatform" not in task.body and arm:
            yield _on_arm(task, arm[0])
        elif "RuntimePlatform" not in task.body and windows:
            yield Note(
                path=task.at("RuntimePlatform"),
                what="the instances run Windows, and the task does not say so",
                fix="add RuntimePlatform with the OperatingSystemFamily of the images; Windows has 1 to 4 vCPU",
            )


def _machines(template: Template) -> Iterator[str]:
    """What is known of the instances: their type and their image."""
    for kind in ("AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance"):
        for part in template.resources(kind):
            yield from _said(template, part)
    for part in template.resources("AWS::EC2::LaunchTemplate"):
        for inner in part.parts("LaunchTemplateData"):
            yield from _said(template, inner)
    for definition in template.document.values.parameters.values():
        if isinstance(definition, dict) and "/ecs/optimized-ami/" in str(definition.get("Default")):
            yield str(definition["Default"])


def _said(template: Template, part: Part) -> Iterator[str]:
    yield template.text_of(part.body.get("InstanceType"))
    yield template.document.outline(part.body.get("ImageId"))


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
