"""What podman and buildah have in common: one store, one file of credentials, one way to push."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bbfd.images.engine import Platforms, Unable
from bbfd.images.engines._docker_like import last_digest, recipe_words, secret_words
from bbfd.images.records import Invocation, Login, Recipe


class OfContainers:
    """Podman and buildah, as far as they are alike. name: the program."""

    name: str

    def unable(self, recipe: Recipe) -> tuple[Unable, ...]:  # noqa: ARG002 - the question is the seam's
        """It can do all."""
        return ()

    def build(self, recipe: Recipe, image: str) -> Invocation:
        """Build an image, or for several platforms a list of them."""
        several = len(recipe.platforms) > 1
        # Of several platforms, one would take the steps of another where both begin with `scratch` (buildah 1.28).
        layers = f"--layers={'false' if several else 'true'}"
        words = ["build", "--force-rm", layers, *secret_words(recipe), *_cached(recipe)]
        # They would read a .containerignore first, which Docker does not know: an image is the same for all engines.
        words += ["--ignorefile", recipe.ignore or "/dev/null", *recipe_words(recipe)]
        return self._said(*words, "--manifest" if several else "--tag", image, recipe.context)

    def tag(self, image: str, name: str) -> Invocation:
        """Give an image a further name."""
        return self._said("tag", image, name)

    def remove(self, image: str, platforms: Platforms = ()) -> Invocation:
        """Take a name from an image."""
        words = ("manifest", "rm") if len(platforms) > 1 else ("rmi",)
        return self._said(*words, image)

    def login(self, login: Login, password: str) -> Invocation:
        """Be let in."""
        words = ("--username", login.user, "--password-stdin", login.registry)
        return self._said("login", *_auth(login), *words, told=password)

    def logout(self, login: Login) -> Invocation:
        """Forget it."""
        return self._said("logout", *_auth(login)[:2], login.registry)

    def push(
        self, image: str, to: str, login: Login, platforms: Platforms
    ) -> tuple[Invocation, ...]:
        """Push, and print the digest alone."""
        several = ("manifest", "push", "--all") if len(platforms) > 1 else ("push",)
        words = (*several, *_auth(login), "--digestfile", "/dev/stdout", image, f"docker://{to}")
        return (self._said(*words),)

    def digest_in(self, output: str) -> str | None:
        """It prints nothing else."""
        return last_digest(output)

    def pull(self, image: str, login: Login) -> Invocation:
        """Pull an image."""
        return self._said("pull", *_auth(login), image)

    def architectures_in(self, output: str) -> tuple[str, ...]:
        """Those of a list of images, as JSON; of one image, its word."""
        text = output.strip()
        if not text.startswith("{"):
            return tuple(text.split())
        listed = json.loads(text).get("manifests", ())
        return tuple(dict.fromkeys(each["platform"]["architecture"] for each in listed))

    def _said(self, *words: str, told: str = "") -> Invocation:
        return Invocation(words=(self.name, *words), told=told)


def _auth(login: Login) -> tuple[str, ...]:
    plain = ("--tls-verify=false",) if login.plain else ()
    return ("--authfile", f"{login.folder}/auth.json", *plain)


def _cached(recipe: Recipe) -> Iterator[str]:
    if isinstance(recipe.cache, str):
        yield from ("--cache-from", recipe.cache, "--cache-to", recipe.cache)
