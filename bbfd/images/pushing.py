"""An image from an engine into a registry: pushed, read back, and held against what the engine says it pushed."""

from __future__ import annotations

from dataclasses import dataclass

from bbfd.errors import EngineError
from bbfd.images.building import refused_by
from bbfd.images.engine import Engine, Platforms, Run
from bbfd.images.records import Login


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """An image to be pushed. image: its name in the engine. repository: the name in the registry, without its host."""

    image: str
    repository: str
    tag: str
    platforms: Platforms = ()


def made_for(parcel: Parcel, engine: Engine, run: Run) -> tuple[str, ...]:
    """The architectures of it, by Docker's names; () where the engine does not say. Raises EngineError for no image."""
    ended = run(engine.architectures(parcel.image, parcel.platforms))
    if ended.code == 0:
        return engine.architectures_in(ended.output)
    if run(engine.exists(parcel.image, parcel.platforms)).code != 0:
        raise EngineError(
            f"{engine.name} has no image {parcel.image}",
            fix=f"build it, or name one that `{engine.name} images` shows",
        )
    return ()


def push(parcel: Parcel, engine: Engine, login: Login, run: Run) -> str | None:
    """Push it; the digest by what the engine says, None where it says none. Raises EngineError."""
    to = f"{login.registry}/{parcel.repository}:{parcel.tag}"
    output = ""
    try:
        for invocation in engine.push(parcel.image, to, login, parcel.platforms):
            ended = run(invocation)
            if ended.code != 0:
                raise refused_by(engine, invocation, ended)
            output = ended.output
        return engine.digest_in(output)
    finally:
        # docker gave it the registry's name, which says nothing once it is there.
        if len(engine.push(parcel.image, to, login, parcel.platforms)) > 1:
            run(engine.remove(to))
