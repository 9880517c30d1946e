"""The image of a container as it is sent: a tag in ECR becomes the digest that it names, which nobody can move.

An image from elsewhere stays as it is: ECS itself notes the digest of a tag when a deployment begins.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html (container image resolution)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bbfd.deploy.plan import image
from bbfd.deploy.plan.missing_image import looked_for
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.model.container import without_version
from bbfd.model.stack import DEPLOYED, FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Parameter, Stack

VERSION: Final = next(name for name, fact in DEPLOYED.items() if fact == "version")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pinned:
    """The value of an image's parameter.

    chosen: as it was given, or defined. tells: what it is called in the version. tag: the image by its tag, where that
    was not looked up: it is as it was when the stack was deployed last.
    """

    value: str
    chosen: str
    tells: str
    notes: tuple[str, ...] = ()
    tag: str = ""


def pinned(
    parameter: Parameter, stack: Stack, state: StackState | None, wishes: Wishes, means: Means
) -> Pinned:
    """The image that a container gets. One that the stack has already is not looked up."""
    chosen = image.choose(parameter, stack=stack, state=state, wishes=wishes)
    here = image.region_of(chosen) == means.aws.region
    wanted = _digest_alone(chosen) if here else chosen
    before = state.parameters.get(parameter.name, "") if state else ""
    told = state.parameters.get(VERSION, "") if state else ""
    called = _called(chosen, before, told if _alone(stack.parameters) else "")
    if wanted == before:
        unpinned = here and bool(_tag(before))
        return Pinned(value=before, chosen=chosen, tells=called, tag=before if unpinned else "")
    if here and _was(chosen, before, told):
        return Pinned(value=before, chosen=chosen, tells=called, tag=chosen)
    if not here:
        return Pinned(value=chosen, chosen=chosen, tells=called)
    digest, notes = looked_for(wanted, stack, wishes, means.aws.images)
    value = f"{without_version(wanted)}@{digest}" if digest else wanted
    return Pinned(value=value, chosen=chosen, tells=called, notes=notes)


def looked_up(tag: str, value: str, means: Means) -> str:
    """Where a tag leads to now, for a stack that has a value for it: that one, where it leads nowhere any more."""
    digest = or_unknown(lambda: means.aws.images.digest(tag))
    if digest is None or isinstance(digest, Unknown):
        return value
    return f"{without_version(tag)}@{digest}"


def may_move(parameter: Parameter) -> bool:
    """Whether the tags of its repository may be moved to other images; in ours they are immutable."""
    return not (isinstance(parameter.source, FromImage) and parameter.source.ours)


def as_told(value: str, version: str) -> str:
    """An image that runs by the tag that its stack tells, where it has one."""
    repository, reference = image.split(value)
    plain = version and "," not in version and not version.startswith(("sha256:", "-"))
    return f"{repository}:{version}" if plain and reference.startswith("sha256:") else value


def _was(chosen: str, before: str, told: str) -> bool:
    """Whether a tag is the one that the stack's digest was found under."""
    (repository, tag), (had, digest) = image.split(chosen), image.split(before)
    return repository == had and digest.startswith("sha256:") and tag in told.split(",")


def _called(chosen: str, before: str, told: str) -> str:
    if _tag(chosen):
        return _tag(chosen)
    kept = chosen == before and told not in ("", "-")
    return told if kept else image.split(chosen)[1]


def _tag(chosen: str) -> str:
    """The tag of an image, "" where it has none; also of one that has a digest besides."""
    named, plain = chosen.partition("@")[0], without_version(chosen)
    return named[len(plain) + 1 :]


def _digest_alone(chosen: str) -> str:
    """Without the tag where it has both: ECS is to have the digest."""
    _, at, digest = chosen.partition("@")
    return f"{without_version(chosen)}@{digest}" if at else chosen


def _alone(parameters: Iterable[Parameter]) -> bool:
    """Whether the version that a stack tells is that of one image."""
    return sum(isinstance(p.source, FromImage) and p.source.main for p in parameters) == 1
