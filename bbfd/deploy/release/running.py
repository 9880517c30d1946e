"""The images that a service's stack was deployed with: what is promoted is what runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.belonging import must_be_ours
from bbfd.deploy.plan.image import split
from bbfd.deploy.plan.pinned import VERSION
from bbfd.deploy.states import End, ending
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.verify import services_of
from bbfd.errors import Refused
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Parameter, Stack

# What was rolled back runs what it ran before, and tells so.
_BACK = "UPDATE_ROLLBACK_COMPLETE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployed:
    """An image by its repository's URI and its digest.

    tag: the version that the stack tells of the main container; "" where it is none, and of others.
    """

    container: str
    repository: str
    digest: str
    tag: str = ""


def deployed(stack: Stack, aws: Aws) -> tuple[Deployed, ...]:
    """The images of ours that a stack runs, the main container first. Raises Refused where they are not known."""
    state = aws.stacks.describe(stack.name)
    if state is None or state.status == "REVIEW_IN_PROGRESS":
        raise Refused(
            f"there is no stack {stack.name}: nothing runs that could be promoted",
            fix=_deploying(stack),
        )
    must_be_ours(state, stack.tags, adopt=False)
    if ending(state.status) is not End.DONE and state.status != _BACK:
        raise Refused(
            f"{stack.name} is at {state.status}: what runs is not what its last deploy asked for",
            fix=f"`{command('status', stack.tags)}` shows it; promote once it is deployed",
        )
    return tuple(_deployed(each, stack, state) for each in _images(stack))


def differing(stack: Stack, found: Iterable[Deployed], aws: Aws) -> tuple[str, ...]:
    """Say where ECS runs something else than a stack was deployed with: somebody updated the service by hand."""
    runs = or_unknown(lambda: _run(stack, aws))
    if isinstance(runs, Unknown):
        note = f"whether ECS runs what {stack.name} was deployed with was not checked: {runs.why}"
        return (note,)
    return tuple(
        f"ECS runs {image} as {one.container} of {stack.name}, which was deployed with "
        f"{one.repository}@{one.digest}: that one is promoted"
        for images in runs
        for one in found
        if (image := images.get(one.container)) and split(image) != (one.repository, one.digest)
    )


def _run(stack: Stack, aws: Aws) -> tuple[Mapping[str, str], ...]:
    """The images of the stack's ECS services, by container; of what has none, ECS starts what the stack says."""
    arns = services_of(aws.stacks.resources(stack.name))
    services = aws.services.describe(arns) if arns else ()
    works = (one.primary for one in services)
    return tuple(aws.services.images(one.task_definition) for one in works if one)


def _deployed(parameter: Parameter, stack: Stack, state: StackState) -> Deployed:
    repository, digest = split(state.parameters.get(parameter.name, ""))
    source = parameter.source
    assert isinstance(source, FromImage)
    if not digest.startswith("sha256:"):
        raise Refused(
            f"{stack.name} runs {repository}:{digest}, and which digest that is, it does not tell",
            fix=_by_digest(digest, source, stack),
        )
    version = state.parameters.get(VERSION, "") if source.main else ""
    plain = "" if version.startswith(("sha256:", "-")) or "," in version else version
    return Deployed(container=source.container, repository=repository, digest=digest, tag=plain)


def _by_digest(tag: str, source: FromImage, stack: Stack) -> str:
    """A deploy takes the digest of what is in the repository: what was never pushed is pushed first."""
    push, deploy = command("push", stack.tags), command("deploy", stack.tags)
    if source.built:
        return f"`{command('release', stack.tags)}` builds, pushes and deploys it by digest"
    return (
        f"`{push} --image NAME:{tag} --tag {tag}` brings it there, if it is not; "
        f"`{deploy} --tag {tag} --force` deploys it by digest"
    )


def _deploying(stack: Stack) -> str:
    if any(isinstance(p.source, FromImage) and p.source.built for p in stack.parameters):
        return f"`{command('release', stack.tags)}` builds, pushes and deploys it"
    return f"`{command('deploy', stack.tags)}` deploys it"


def _images(stack: Stack) -> tuple[Parameter, ...]:
    """Those in repositories of ours: another one the definition names, in each environment."""
    images = (p for p in stack.parameters if isinstance(p.source, FromImage) and p.source.ours)
    return tuple(images)
