"""An image that is not in its repository: a refusal with the commands that bring it there, ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, command
from bbfd.deploy.plan.image import region_of, split
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Wishes
    from bbfd.deploy.needs import Images
    from bbfd.model.stack import Stack

# As `docker build --platform` calls what a task definition calls so.
_PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}


def looked_for(image: str, stack: Stack, wishes: Wishes, images: Images) -> tuple[str, ...]:
    """What to note of an image in ECR. Raises Refused where it is known not to be there."""
    there = or_unknown(lambda: images.exists(image))
    if isinstance(there, Unknown):
        return (f"whether the image {image} exists was not checked: {there.why}",)
    if there:
        return ()
    what = f"the image {image} is not in its repository"
    if wishes.missing_image:
        return (f"{what} (yet)",)
    raise Refused(what, fix=_pushed(image, stack, images, given=wishes.image is not None))


def _pushed(image: str, stack: Stack, images: Images, *, given: bool) -> str:
    """A line for each command. given: it was typed as a whole, and is when that is typed again."""
    repository, reference = split(image)
    registry, _, name = repository.partition("/")
    # A digest is known only once it is pushed.
    tag = "TAG" if reference.startswith("sha256:") else reference
    login = f"aws ecr get-login-password --region {region_of(image)}"
    lines = [
        "build it and push it, then deploy again (--allow-missing-image deploys without it):",
        *_repository(name, stack, images),
        f"{login} | docker login --username AWS --password-stdin {registry}",
        f"docker build {_platform(stack)}-t {repository}:{tag} .",
        f"docker push {repository}:{tag}",
        command("deploy", stack.tags) + ("" if given else f" --tag {tag}"),
    ]
    return "\n".join(lines)


def _repository(name: str, stack: Stack, images: Images) -> tuple[str, ...]:
    """The command that makes the repository, unless it is there."""
    there = or_unknown(lambda: images.repositories(frozenset({name})))
    if there and not isinstance(there, Unknown):
        return ()
    return (f"bbfd env deploy {stack.tags.get(ENVIRONMENT, 'E')}",)


def _platform(stack: Stack) -> str:
    for resource in stack.body.get("Resources", {}).values():
        if resource["Type"] == "AWS::ECS::TaskDefinition":
            runtime = resource["Properties"].get("RuntimePlatform", {})
            named = _PLATFORMS.get(runtime.get("CpuArchitecture"))
            return f"--platform {named} " if named else ""
    return ""
