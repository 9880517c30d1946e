"""An image is there, or it is built: decided by the hash of all that it is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bbfd.errors import EngineError, Refused
from bbfd.images.engine import Engine, Run
from bbfd.images.naming import content_tag, name_of
from bbfd.images.records import Built, Ended, Invocation, Recipe
from bbfd.images.steps import failing_step

_TOLD: Final = 12  # lines of a build that failed


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An image that is wanted. dockerfile: as a person names it. tag: commit and content. commit: "" where none is."""

    service: str
    container: str
    repository: str
    dockerfile: str
    recipe: Recipe
    content: str
    tag: str
    commit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What builds. run: starts a program that is not heard; watched: one whose lines are shown as they come.

    fresh: makes random text; now: seconds, never going back.
    """

    engine: Engine
    run: Run
    watched: Run
    fresh: Callable[[], str]
    now: Callable[[], float]


def built(order: Order, shop: Workshop) -> Built:
    """The image, built where the engine has none of the same content.

    Raises Refused for what this engine cannot do, EngineError where it fails.
    """
    began = shop.now()
    kept = name_of(order.repository, content_tag(order.tag))
    image = name_of(order.repository, order.tag)
    unchanged = shop.run(shop.engine.exists(kept, order.recipe.platforms)).code == 0
    if not unchanged:
        _build(order, shop, kept)
    if image != kept:
        _must(shop.engine, shop.run, shop.engine.tag(kept, image))
    return Built(
        service=order.service,
        container=order.container,
        engine=shop.engine.name,
        image=image,
        repository=order.repository,
        tag=order.tag,
        content=order.content,
        commit=order.commit,
        platforms=order.recipe.platforms,
        unchanged=unchanged,
        seconds=shop.now() - began,
    )


def _build(order: Order, shop: Workshop, kept: str) -> None:
    """Under a name of its own first: what is there under the content's is whole, and made for what was asked."""
    unable = shop.engine.unable(order.recipe)
    if unable:
        raise Refused("; ".join(each.what for each in unable), fix=unable[0].fix)
    passing = name_of(order.repository, f"building-{shop.fresh()[:12]}")
    try:
        asked = shop.engine.build(order.recipe, passing)
        ended = shop.watched(replace(asked, hides=order.recipe.secrets))
        if ended.code != 0:
            raise _failed(order, shop.engine, ended)
        _must_be_for(order, shop, passing)
        _must(shop.engine, shop.run, shop.engine.tag(passing, kept))
    finally:
        shop.run(shop.engine.remove(passing, order.recipe.platforms))


def _failed(order: Order, engine: Engine, ended: Ended) -> EngineError:
    step = failing_step(ended.said)
    head = (
        f"{engine.name} could not build the image of {order.service}, container {order.container}"
    )
    lines = "\n".join(ended.said[-_TOLD:])
    return EngineError(
        f"{head}{f': the step `{step}` failed' if step else ''}\n{lines}",
        fix=f"mend {order.dockerfile}, or what the step takes, then `bbfd build {order.service}`",
    )


def _must_be_for(order: Order, shop: Workshop, image: str) -> None:
    """Hold what was made against what was asked for: buildah 1.28 takes steps of one platform for another."""
    platforms = order.recipe.platforms
    asked = shop.run(shop.engine.architectures(image, platforms))
    made = set(shop.engine.architectures_in(asked.output))
    wanted = {platform.split("/")[1] for platform in platforms}
    if asked.code == 0 and made and wanted and made != wanted:
        raise EngineError(
            f"{shop.engine.name} made an image for {', '.join(sorted(made))}, "
            f"and {', '.join(sorted(wanted))} was asked for",
            fix="let no step be taken from another platform: Build(cache=False), or take another engine",
        )


def _must(engine: Engine, run: Run, invocation: Invocation) -> Ended:
    ended = run(invocation)
    if ended.code != 0:
        raise refused_by(engine, invocation, ended)
    return ended


def refused_by(engine: Engine, invocation: Invocation, ended: Ended) -> EngineError:
    """What an engine says of a call that it did not carry out."""
    words = "\n".join(ended.said[-_TOLD:])
    return EngineError(
        f"`{' '.join(invocation.words[:3])}` failed with {ended.code}\n{words}",
        fix=f"see to what {engine.name} says, and try again",
    )
