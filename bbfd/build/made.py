"""What of an image of our own, and of what is tried in it, cannot be: told before any engine is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bbfd.build.scope import Scope
from bbfd.model.build import Build
from bbfd.model.checks import Check, HttpCheck
from bbfd.model.container import Container, is_image
from bbfd.model.environment import Capacity
from bbfd.model.launch import Platform
from bbfd.model.stack import Refusal
from bbfd.model.workload import Workload

# https://github.com/opencontainers/image-spec/blob/main/image-index.md
_PLATFORM = re.compile(r"(linux|windows)/[a-z0-9_]+(/v\d)?")
_SECRET_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
# Go's names, which engines use, of the processors that AWS names.
_PROCESSORS: Final = {"X86_64": "amd64", "ARM64": "arm64"}


def platform_of(platform: Platform) -> str:
    """What an engine calls a platform: `linux/arm64`."""
    system = "windows" if platform.system.startswith("WINDOWS") else "linux"
    return f"{system}/{_PROCESSORS[platform.architecture]}"


def carried_by(scope: Scope[Workload]) -> Platform | None:
    """What the images are to run on: as the launch says, else as the environment's own instances are."""
    if scope.launch.platform is not None:
        return scope.launch.platform
    capacity = scope.environment.capacity
    provided = scope.launch.providers(spot=scope.environment.spot)
    if isinstance(capacity, Capacity) and any(each.name is None for each in provided):
        return Platform("LINUX", capacity.architecture)
    return None


def unmade(container: Container, field: str, platform: Platform | None) -> Iterator[Refusal]:
    """What is wrong with how an image is made, and with its checks. platform: what it is to run on, where known."""
    image = container.image
    if isinstance(image, Build):
        yield from _secrets(image, f"{field}.image")
        yield from _platforms(image, f"{field}.image", platform)
        if isinstance(image.cache, str) and not is_image(image.cache):
            yield Refusal(
                what=f"{image.cache!r} is not the name of an image",
                fix='write where steps are kept: cache="registry.example.com/web-cache:main", or True or False',
                field=f"{field}.image.cache",
            )
    elif container.checks:
        yield Refusal(
            what="checks are tried in an image that BBFD builds, and this one is made elsewhere",
            fix="write image=Build(...), or remove checks=",
            field=f"{field}.checks",
        )
    for number, check in enumerate(container.checks):
        yield from _check(check, f"{field}.checks.{number}")


def _secrets(image: Build, field: str) -> Iterator[Refusal]:
    for name, secret in image.secrets.items():
        if (secret.file is None) == (secret.variable is None):
            yield Refusal(
                what=f"the build secret {name} has neither a file nor a variable, or both",
                fix='write BuildSecret(file="...") or BuildSecret(variable="...")',
                field=f"{field}.secrets",
            )
        words = f"{secret.file or ''}{secret.variable or ''}"
        if not _SECRET_ID.fullmatch(name) or "," in words or "\n" in words:
            yield Refusal(
                what=f"the build secret {name!r} cannot be handed to an engine",
                fix="ids are of letters, digits, `_`, `.` and `-`; files and variables without commas",
                field=f"{field}.secrets",
            )


def _platforms(image: Build, field: str, platform: Platform | None) -> Iterator[Refusal]:
    for each in image.platforms:
        if not _PLATFORM.fullmatch(each):
            yield Refusal(
                what=f"{each!r} is not a platform",
                fix='write "linux/amd64" or "linux/arm64"',
                field=f"{field}.platforms",
            )
    if platform is None or not image.platforms or platform_of(platform) in image.platforms:
        return
    yield Refusal(
        what=f"the image is built for {', '.join(image.platforms)}, and runs on {platform_of(platform)}",
        fix=f'write platforms=("{platform_of(platform)}",), or leave it out; or change architecture=',
        field=f"{field}.platforms",
    )


def _check(check: Check | HttpCheck, field: str) -> Iterator[Refusal]:
    if check.seconds <= 0:
        yield Refusal(
            what=f"a check that has {check.seconds:g} seconds",
            fix="write for how long it is waited, as seconds=60",
            field=f"{field}.seconds",
        )
    if isinstance(check, Check) and not check.command and not check.entry_point:
        yield Refusal(
            what="a check without a command",
            fix='write its words: Check(command=("web", "--version"))',
            field=f"{field}.command",
        )
