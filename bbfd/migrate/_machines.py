"""What the instances and the images say of themselves: processor and operating system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.migrate._bystanders import bystanders
from bbfd.migrate._subjects import Part, Template

_IMAGES = ("windowsservercore", "nanoserver", "/windows/")
_SHELLS = re.compile(r"(?:powershell|cmd)(?:\.exe)?", re.I)
_WINDOWS_ALONE = re.compile(r"ecs\.os-(?:type|family)\s*(?:==|=~)\s*windows", re.I)
_RELEASES = (
    ("ltsc2022", "2022"),
    ("ltsc2019", "2019"),
    ("-1809", "2019"),
    ("/2022/", "2022"),
    ("/2019/", "2019"),
)


def runs_windows(template: Template, task: Part) -> bool:
    """Whether its platform, its images and commands, or the instances that carried it say Windows."""
    for _, platform in task.written("RuntimePlatform"):
        family = platform.get("OperatingSystemFamily") if isinstance(platform, dict) else None
        return template.text_of(family).startswith("WINDOWS")
    said = " ".join(machines(template)).lower()
    if "windows" in said and "linux" not in said:
        return True
    if any(_WINDOWS_ALONE.search(each) for each in constraints(template, task)):
        return True
    return any(_is_windows(template, container) for container in template.containers(task))


def _is_windows(template: Template, container: Part) -> bool:
    image = template.document.outline(container.body.get("Image")).lower()
    words = (template.value(container.body.get(name)) for name in ("EntryPoint", "Command"))
    first = next((str(each[0]) for each in words if isinstance(each, list) and each), "")
    return any(each in image for each in _IMAGES) or _SHELLS.fullmatch(first) is not None


def windows_family(template: Template, task: Part) -> str:
    """The release that its images are made for; "" if they do not say."""
    images = " ".join(
        template.document.outline(each.body.get("Image")) for each in template.containers(task)
    )
    found = (year for word, year in _RELEASES if word in f"{images}/".lower().replace(":", "/"))
    year = next(found, "")
    return f"WINDOWS_SERVER_{year}_CORE" if year else ""


def constraints(template: Template, task: Part) -> Iterator[str]:
    """What a task definition, and who launches it, ask of the instances."""
    launching = (each.part for each in template.launched if task.id in each.tasks)
    for part in (task, *launching):
        for constraint in part.parts("PlacementConstraints"):
            yield template.document.outline(constraint.body.get("Expression"))


def machines(template: Template) -> Iterator[str]:
    """What is known of the instances: their type and their image."""
    for kind in ("AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance"):
        for part in template.resources(kind):
            yield from () if part.id in bystanders(template) else _said(template, part)
    for part in template.resources("AWS::EC2::LaunchTemplate"):
        for inner in part.parts("LaunchTemplateData"):
            yield from () if part.id in bystanders(template) else _said(template, inner)
    for definition in template.document.values.parameters.values():
        if isinstance(definition, dict) and "/ecs/optimized-ami/" in str(definition.get("Default")):
            yield str(definition["Default"])


def _said(template: Template, part: Part) -> Iterator[str]:
    yield template.text_of(part.body.get("InstanceType"))
    yield template.document.outline(part.body.get("ImageId"))
    start = str(part.body.get("UserData")).lower()
    if "<powershell>" in start and "ecs" in start:
        yield "windows"
