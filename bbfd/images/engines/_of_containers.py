"""What podman and buildah have in common: one store, one file of credentials, one way to push."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bbfd.images.engine import Platforms
from bbfd.images.engines._docker_like import recipe_words, secret_words
from bbfd.images.records import Invocation, Login, Recipe


def build(program: str, recipe: Recipe, image: str) -> Invocation:
    """Build an image, or for several platforms a list of them."""
    several = len(recipe.platforms) > 1
    # Of several platforms, one would take the steps of another where both begin with `scratch` (buildah 1.28).
    layers = f"--layers={'false' if several else 'true'}"
    words = [program, "build", "--force-rm", layers, *secret_words(recipe), *_cached(recipe)]
    # They would read a .containerignore first, which Docker does not know: what an image is of shall not depend on it.
    words += ["--ignorefile", recipe.ignore or "/dev/null"]
    words += [*recipe_words(recipe), "--manifest" if several else "--tag", image, recipe.context]
    return Invocation(words=tuple(words))


def login(program: str, login: Login, password: str) -> Invocation:
    """Be let in."""
    words = ("login", *_auth(login), "--username", login.user, "--password-stdin", login.registry)
    return Invocation(words=(program, *words), told=password)


def logout(program: str, login: Login) -> Invocation:
    """Forget it."""
    auth = _auth(login)[:2]
    return Invocation(words=(program, "logout", *auth, login.registry))


def push(
    program: str, image: str, to: str, login: Login, platforms: Platforms
) -> tuple[Invocation, ...]:
    """Push, and print the digest alone."""
    several = ("manifest", "push", "--all") if len(platforms) > 1 else ("push",)
    words = (*several, *_auth(login), "--digestfile", "/dev/stdout", image, f"docker://{to}")
    return (Invocation(words=(program, *words)),)


def pull(program: str, image: str, login: Login) -> Invocation:
    """Pull an image."""
    return Invocation(words=(program, "pull", *_auth(login), image))


def architectures_in(output: str) -> tuple[str, ...]:
    """Those of a list of images, as JSON; of one image, its word."""
    text = output.strip()
    if not text.startswith("{"):
        return tuple(text.split())
    listed = json.loads(text).get("manifests", ())
    return tuple(dict.fromkeys(each["platform"]["architecture"] for each in listed))


def _auth(login: Login) -> tuple[str, ...]:
    plain = ("--tls-verify=false",) if login.plain else ()
    return ("--authfile", f"{login.folder}/auth.json", *plain)


def _cached(recipe: Recipe) -> Iterator[str]:
    if isinstance(recipe.cache, str):
        yield from ("--cache-from", recipe.cache, "--cache-to", recipe.cache)
