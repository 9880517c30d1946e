"""Docker: with buildx where that is installed, else with the builder that it had before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bbfd.images.engine import Platforms, Run, Unable, Unready
from bbfd.images.engines._docker_like import (
    KeepsLikeDocker,
    architecture_form,
    recipe_words,
    registry_cache_words,
    secret_words,
)
from bbfd.images.records import Invocation, Login, Recipe

# `1.0: digest: sha256:... size: 528`, the last line of a push but for hints.
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64})")
# A store that holds images of several platforms: https://docs.docker.com/engine/storage/containerd/
_CONTAINERD = "io.containerd.snapshotter"


@dataclass(frozen=True, kw_only=True)
class Docker(KeepsLikeDocker):
    """buildx: whether it builds with BuildKit. stores_lists: whether it keeps images of several platforms."""

    buildx: bool
    stores_lists: bool = False
    name: str = "docker"
    publishes: bool = True

    def unable(self, recipe: Recipe) -> tuple[Unable, ...]:
        """What takes buildx, and what takes another store."""
        return tuple(self._unable(recipe))

    def _unable(self, recipe: Recipe) -> Iterator[Unable]:
        if not self.buildx:
            fix = "install buildx (https://docs.docker.com/go/buildx/), or take another engine: --engine podman"
            if recipe.secrets:
                yield Unable("docker without buildx gives a build no secrets", fix)
            if isinstance(recipe.cache, str):
                yield Unable("docker without buildx keeps no steps in a registry", fix)
            if recipe.ignore and not recipe.ignore.endswith("/.dockerignore"):
                yield Unable(f"docker without buildx does not read {recipe.ignore}", fix)
        if len(recipe.platforms) > 1 and not (self.buildx and self.stores_lists):
            yield Unable(
                f"docker cannot keep one image for {', '.join(recipe.platforms)}",
                "have it store images with containerd (https://docs.docker.com/engine/storage/containerd/) "
                "and install buildx, or take another engine: --engine podman",
            )

    def build(self, recipe: Recipe, image: str) -> Invocation:
        """Build an image of that name."""
        if self.buildx:
            words = ["docker", "buildx", "build", "--progress", "plain", "--load"]
            # No record of who built it when: the same content is the same image, and one of one platform is no list.
            words += ["--provenance=false", "--sbom=false"]
            words += [*secret_words(recipe), *registry_cache_words(recipe)]
        else:
            words = ["docker", "build"]
        words += [*recipe_words(recipe), "--tag", image, recipe.context]
        variables = {} if self.buildx else {"DOCKER_BUILDKIT": "0"}
        return Invocation(words=tuple(words), variables=variables)

    def exists(self, image: str, platforms: Platforms) -> Invocation:  # noqa: ARG002 - the question is the seam's
        """Ends with 0 where it is there."""
        return _docker("image", "inspect", "--format", "{{.Id}}", image)

    def login(self, login: Login, password: str) -> Invocation:
        """Be let in."""
        return _docker(
            *_config(login),
            *("login", "--username", login.user, "--password-stdin", login.registry),
            told=password,
        )

    def logout(self, login: Login) -> Invocation:
        """Forget it."""
        return _docker(*_config(login), "logout", login.registry)

    def push(
        self,
        image: str,
        to: str,
        login: Login,
        platforms: Platforms,  # noqa: ARG002 - a list is pushed whole
    ) -> tuple[Invocation, ...]:
        """It pushes by the name alone that the image has in the registry."""
        return (self.tag(image, to), _docker(*_config(login), "push", to))

    def digest_in(self, output: str) -> str | None:
        """What a push says last; hints may follow, with digests of other things."""
        found = _PUSHED.findall(output)
        return found[-1] if found else None

    def pull(self, image: str, login: Login) -> Invocation:
        """Pull an image."""
        return _docker(*_config(login), "pull", image)

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print it; of several it tells one alone, which says nothing."""
        return _docker("image", "inspect", "--format", architecture_form(platforms), image)


def ready(run: Run) -> Docker:
    """Docker as it is here. Raises Unready where its daemon does not answer."""
    asked = run(_docker("info", "--format", "{{.ServerVersion}} {{json .DriverStatus}}"))
    if asked.code != 0 or not asked.output.split(maxsplit=1)[0:1]:
        raise Unready("its daemon does not answer: `docker info` says why")
    buildx = run(_docker("buildx", "version")).code == 0
    return Docker(buildx=buildx, stores_lists=_CONTAINERD in asked.output)


def _docker(*words: str, told: str = "") -> Invocation:
    return Invocation(words=("docker", *words), told=told)


def _config(login: Login) -> tuple[str, str]:
    return "--config", login.folder
