"""Finch: nerdctl, on Linux or in a machine of its own on macOS and Windows.

In a machine it sees the caller's files only below the home folder, and no environment variables of the caller's.
https://runfinch.com/docs/
"""

from __future__ import annotations

from dataclasses import dataclass

from bbfd.images.engine import Platforms, Run, Unable, Unready
from bbfd.images.engines._docker_like import (
    KeepsLikeDocker,
    architecture_form,
    last_digest,
    recipe_words,
    registry_cache_words,
    secret_words,
)
from bbfd.images.records import Invocation, Login, Recipe


@dataclass(frozen=True, kw_only=True)
class Finch(KeepsLikeDocker):
    """Finch."""

    name: str = "finch"
    publishes: bool = True

    def unable(self, recipe: Recipe) -> tuple[Unable, ...]:  # noqa: ARG002 - the question is the seam's
        """It can do all."""
        return ()

    def build(self, recipe: Recipe, image: str) -> Invocation:
        """Build an image of that name."""
        words = ["build", "--progress", "plain", "--provenance=false", "--sbom=false"]
        words += [*secret_words(recipe), *registry_cache_words(recipe), *recipe_words(recipe)]
        return _finch(*words, "--tag", image, recipe.context)

    def exists(self, image: str, platforms: Platforms) -> Invocation:
        """Ends with 0 where it is there."""
        return _finch("image", "inspect", *_one(platforms), "--format", "{{.Id}}", image)

    def login(self, login: Login, password: str) -> Invocation:
        """Be let in."""
        words = ("login", *_plain(login), "--username", login.user, "--password-stdin")
        return _finch(*words, login.registry, login=login, told=password)

    def logout(self, login: Login) -> Invocation:
        """Forget it: in a machine of its own it keeps it in a file of its own."""
        return _finch("logout", login.registry, login=login)

    def push(
        self, image: str, to: str, login: Login, platforms: Platforms
    ) -> tuple[Invocation, ...]:
        """It pushes by the name that the image has in the registry, and then knows its digest there."""
        whole = ("--all-platforms",) if len(platforms) > 1 else _one(platforms)
        asked = (
            "image",
            "inspect",
            *_one(platforms),
            "--mode=native",
            "--format",
            "{{.Image.Target.Digest}}",
            to,
        )
        pushed = _finch("push", *_plain(login), *whole, to, login=login)
        return (self.tag(image, to), pushed, _finch(*asked))

    def digest_in(self, output: str) -> str | None:
        """It prints nothing else."""
        return last_digest(output)

    def pull(self, image: str, login: Login) -> Invocation:
        """Pull an image."""
        return _finch("pull", *_plain(login), image, login=login)

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print it; of several it tells one alone, which says nothing."""
        return _finch(
            "image", "inspect", *_one(platforms), "--format", architecture_form(platforms), image
        )


def ready(run: Run) -> Finch:
    """Finch as it is here. Raises Unready where its machine does not run."""
    if run(_finch("info")).code != 0:
        raise Unready("it does not answer: `finch info` says why, and `finch vm start` may help")
    return Finch()


def _finch(*words: str, login: Login | None = None, told: str = "") -> Invocation:
    variables = {"DOCKER_CONFIG": login.folder} if login else {}
    return Invocation(words=("finch", *words), variables=variables, told=told)


def _one(platforms: Platforms) -> tuple[str, ...]:
    """It looks for the machine's own platform where it is not told which."""
    return ("--platform", platforms[0]) if platforms else ()


def _plain(login: Login) -> tuple[str, ...]:
    return ("--insecure-registry",) if login.plain else ()
