"""How an image of our own is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bbfd.model.value import value


@value
class BuildSecret:
    """What a step of a build may read, and no layer keeps: `RUN --mount=type=secret,id=...`.

    Either what a file has, by its path in the project, or an environment variable of whoever builds; never the secret
    itself. https://docs.docker.com/build/building/secrets/
    """

    file: str | None = None
    variable: str | None = None


@value
class Build:
    """An image of our own that `bbfd build` makes, in a repository that the environment's registry makes.

    context: a folder of the project, from its root; what its `.dockerignore` names is left out. dockerfile: in the
    context. target: the stage that is built; without it, the last one. args: for the Dockerfile's `ARG`s; nothing
    secret. secrets: what steps may read, by the ids that they ask for. platforms: as `linux/arm64`; without a word,
    what the service is launched on. cache: False runs every step anew; the name of an image, as `docker pull` takes
    it: steps are taken from there, and kept there for others. repository: its name; without it, the service's.
    https://docs.docker.com/reference/dockerfile/
    """

    context: str = "."
    dockerfile: str = "Dockerfile"
    target: str | None = None
    args: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, BuildSecret] = field(default_factory=dict)
    platforms: tuple[str, ...] = ()
    cache: bool | str = True
    repository: str | None = None

    @property
    def name(self) -> str | None:
        """The repository's name, as a `Repository` has it."""
        return self.repository

    @property
    def tag(self) -> None:
        """Known once it is built: `--tag` says it, else what the stack has."""
