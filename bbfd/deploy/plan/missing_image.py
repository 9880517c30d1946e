"""An image that is not in its repository: a refusal with the commands that bring it there, ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.plan.image import region_of, split
from bbfd.deploy.unknown import Unknown, Unseen, or_unknown
from bbfd.errors import Refused
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Wishes
    from bbfd.deploy.registry import Images
    from bbfd.model.stack import Stack

# As `docker build --platform` calls what a task definition calls so.
_PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}


def looked_for(
    image: str, stack: Stack, wishes: Wishes, images: Images
) -> tuple[str | None, tuple[str, ...]]:
    """The digest of an image in ECR, and what to note of it. Raises Refused where it is known not to be there."""
    found = or_unknown(lambda: images.digest(image))
    if isinstance(found, Unknown):
        return None, (Unseen(f"whether the image {image} exists was not checked: {found.why}"),)
    if found is not None:
        return found, ()
    what = f"the image {image} is not in its repository"
    if wishes.missing_image:
        return None, (f"{what} (yet)",)
    whole = wishes.image is not None or image in wishes.beside.values()
    raise Refused(what, fix=_pushed(image, stack, given=whole))


def _pushed(image: str, stack: Stack, *, given: bool) -> str:
    """A line for each command. given: it was typed as a whole, and is when that is typed again."""
    repository, reference = split(image)
    # A digest is known only once it is pushed.
    tag = "TAG" if reference.startswith("sha256:") else reference
    deploy = command("deploy", stack.tags) + ("" if given else f" --tag {tag}")
    return "\n".join(
        (
            "push it, then deploy again (--allow-missing-image deploys without it):",
            *_lines(repository, tag, stack),
            deploy,
        )
    )


def _lines(repository: str, tag: str, stack: Stack) -> tuple[str, ...]:
    """The commands that bring it there; `push` makes the repository, too."""
    push = command("push", stack.tags)
    sources = (p.source for p in stack.parameters if isinstance(p.source, FromImage))
    source = next((one for one in sources if one.repository == repository), None)
    if source is None or not source.ours:
        registry = repository.partition("/")[0]
        login = f"aws ecr get-login-password --region {region_of(repository)}"
        return (
            f"{login} | docker login --username AWS --password-stdin {registry}",
            f"docker build {_platform(stack)}-t {repository}:{tag} .",
            f"docker push {repository}:{tag}",
        )
    if source.built:
        return (f"{push} --tag {tag}",)
    name = repository.rpartition("/")[2]
    return (
        f"docker build {_platform(stack)}-t {name}:{tag} .",
        f"{push} --image {name}:{tag} --tag {tag}",
    )


def _platform(stack: Stack) -> str:
    for resource in stack.body.get("Resources", {}).values():
        if resource["Type"] == "AWS::ECS::TaskDefinition":
            runtime = resource["Properties"].get("RuntimePlatform", {})
            named = _PLATFORMS.get(runtime.get("CpuArchitecture"))
            return f"--platform {named} " if named else ""
    return ""
