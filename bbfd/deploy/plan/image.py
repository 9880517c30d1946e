"""Which image a container gets in this deploy: given > named by the definition > what the stack has. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from bbfd.deploy.commands import SERVICE, command
from bbfd.errors import Refused
from bbfd.model.container import private_repository, without_version
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Parameter, Stack


def split(image: str) -> tuple[str, str]:
    """Divide an image into repository and tag or digest; "" when it names none."""
    repository = without_version(image)
    digest = image.partition("@")[2]
    return repository, digest or image[len(repository) + 1 :]


def in_ecr(image: str) -> bool:
    """Whether it is in a private ECR registry."""
    return region_of(image) != ""


def region_of(image: str) -> str:
    """Name the region of a private ECR registry; "" for an image from elsewhere."""
    found = private_repository(image)
    return found.region if found else ""


def choose(parameter: Parameter, *, stack: Stack, state: StackState | None, wishes: Wishes) -> str:
    """Choose the image of one container."""
    source = parameter.source
    assert isinstance(source, FromImage)
    if source.main and wishes.image is not None:
        return _given(wishes.image, source)
    if not source.main and source.container in wishes.beside:
        return _given(wishes.beside[source.container], source)
    if source.main and wishes.tag is not None:
        return _tagged(source.repository, wishes.tag)
    if parameter.default is not None and split(parameter.default)[1]:
        return parameter.default
    before = state.parameters.get(parameter.name) if state else None
    if before:
        return before
    raise Refused(
        f"no image is known for container {source.container}: its definition names no tag or digest, "
        "and nothing was deployed before",
        fix=_named(source, stack),
    )


def given_up(runs: str, defined: str) -> tuple[str, ...]:
    """Say that an image which runs gives way to the definition's, and how it is kept."""
    runs_in, tag = split(runs)
    defined_in, defined_tag = split(defined)
    if runs_in == defined_in and tag:
        return (f"the definition says {defined_tag}, {tag} runs: `--tag {tag}` keeps it",)
    return (f"the definition says {defined}, {runs} runs: `--image SERVICE={runs}` keeps it",)


def has_ours(stack: Stack) -> bool:
    """Whether the image that `--tag` speaks of is in a repository of the registry."""
    sources = (parameter.source for parameter in stack.parameters)
    return any(isinstance(s, FromImage) and s.main and s.ours for s in sources)


def must_be_clear(parameters: Iterable[Parameter], wishes: Wishes) -> None:
    """Refuse `--tag` and `--image` where they could mean several images, or none."""
    every = [p.source for p in parameters if isinstance(p.source, FromImage)]
    sources = [source for source in every if source.main]
    _must_be_there(wishes.beside, {source.container for source in every if not source.main})
    given = wishes.image is not None or wishes.tag is not None
    if not given or len({source.repository for source in sources}) == 1:
        return
    option = "--image" if wishes.image is not None else "--tag"
    if not sources:
        raise Refused(
            f"{option} was given, and this stack has no image to choose",
            fix=f"leave {option} out",
        )
    names = ", ".join(sorted(source.container for source in sources))
    raise Refused(
        f"{option} could mean any of the images of containers {names}",
        fix=f"name the tags in the definition, and leave {option} out",
    )


def _must_be_there(given: Iterable[str], known: Collection[str]) -> None:
    """Refuse the image of a sidecar that BBFD does not build."""
    for name in given:
        if name not in known:
            names = ", ".join(sorted(known))
            raise Refused(
                f"--image names the container `{name}`, which has no image to choose",
                fix=f"name one of {names}" if names else "leave it out: --image SERVICE=URI",
            )


def _given(image: str, source: FromImage) -> str:
    repository, reference = split(image)
    if not reference:
        raise Refused(
            f"the image {image} names no tag and no digest: what it is would change without a deploy",
            fix=f"say which: {image}:TAG or {image}@sha256:DIGEST",
        )
    if (in_ecr(source.repository) or in_ecr(repository)) and repository != source.repository:
        raise Refused(
            f"the image {image} is not from {source.repository}, "
            f"the only place that the execution role of container {source.container} may pull from",
            fix=f"push it there and give `--tag {reference}`, or change the image in the definition",
        )
    return image


def _named(source: FromImage, stack: Stack) -> str:
    deploy = f"`{command('deploy', stack.tags)} {_typed(source, stack)}`"
    if source.built:
        return f"`{command('release', stack.tags)}` builds, pushes and deploys one; {deploy} deploys one that is pushed"
    return f"say which: {deploy}, or name a tag in {_file(stack)}"


def _typed(source: FromImage, stack: Stack) -> str:
    if source.main:
        return "--tag TAG"
    return (
        f"--image {stack.tags.get(SERVICE, 'SERVICE')}/{source.container}={source.repository}:TAG"
    )


def _tagged(repository: str, tag: str) -> str:
    return f"{repository}@{tag}" if tag.startswith("sha256:") else f"{repository}:{tag}"


def _file(stack: Stack) -> str:
    return stack.definition or "the definition"
