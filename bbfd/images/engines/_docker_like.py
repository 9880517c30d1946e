"""What Docker's command line is like, which others took over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bbfd.images.engine import Platforms
from bbfd.images.records import Invocation, Recipe, Trial

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class RunsLikeDocker:
    """An engine that runs, names and removes as Docker does. name: its program."""

    name: str

    def tag(self, image: str, name: str) -> Invocation:
        """Give an image a further name."""
        return self._said("tag", image, name)

    def begin(self, trial: Trial) -> tuple[Invocation, ...]:  # noqa: ARG002 - the question is the seam's
        """Nothing comes before."""
        return ()

    def config(self, trial: Trial) -> None:
        """It knows the image."""

    def run(self, trial: Trial, config: str) -> Invocation:  # noqa: ARG002 - the question is the seam's
        """Run a container."""
        return self._said(*run_words(trial))

    def end(self, trial: Trial) -> tuple[Invocation, ...]:
        """Kill and remove it, with its volumes."""
        return (self._said("rm", "--force", "--volumes", trial.name),)

    def _said(self, *words: str, told: str = "") -> Invocation:
        return Invocation(words=(self.name, *words), told=told)


class KeepsLikeDocker(RunsLikeDocker):
    """One whose images are kept as Docker keeps them, too: an image of several platforms is one by name."""

    def remove(self, image: str, platforms: Platforms = ()) -> Invocation:  # noqa: ARG002 - the question is the seam's
        """Take a name from an image."""
        return self._said("rmi", image)

    def architectures_in(self, output: str) -> tuple[str, ...]:
        """The architectures."""
        return words_of(output)


def pairs(option: str, values: Mapping[str, str]) -> Iterator[str]:
    """`option name=value` for each, by name: the same values give the same words."""
    for name in sorted(values):
        yield from (option, f"{name}={values[name]}")


def recipe_words(recipe: Recipe) -> Iterator[str]:
    """What of a recipe all engines are told in the same words."""
    yield from ("--file", recipe.dockerfile)
    if recipe.target:
        yield from ("--target", recipe.target)
    if recipe.platforms:
        yield from ("--platform", ",".join(recipe.platforms))
    yield from pairs("--build-arg", recipe.args)
    if recipe.cache is False:
        yield "--no-cache"


def secret_words(recipe: Recipe) -> Iterator[str]:
    """Where each secret is, never what it is."""
    for secret in recipe.secrets:
        key = "src" if secret.source == "file" else "env"
        yield from ("--secret", f"id={secret.id},{key}={secret.where}")


def run_words(trial: Trial) -> Iterator[str]:
    """`run` and its options, the image, and its command. The first word of an entry point is an option, the others
    are not: https://docs.docker.com/reference/cli/docker/container/run/#entrypoint
    """
    yield from ("run", "--name", trial.name)
    if trial.platform:
        yield from ("--platform", trial.platform)
    yield from pairs("--env", trial.variables)
    if trial.user:
        yield from ("--user", trial.user)
    if trial.folder:
        yield from ("--workdir", trial.folder)
    if trial.published is not None:
        yield from ("--publish", f"127.0.0.1:{trial.published}:{trial.port}")
    if trial.entry_point:
        yield from ("--entrypoint", trial.entry_point[0])
    yield trial.image
    yield from (*trial.entry_point[1:], *trial.command)


def last_digest(text: str) -> str | None:
    """The last digest in a text."""
    found = _DIGEST.findall(text)
    return found[-1] if found else None


def words_of(output: str) -> tuple[str, ...]:
    """What a template printed, each once."""
    return tuple(dict.fromkeys(word for word in output.split() if word != "<no"))


def architecture_form(platforms: Platforms) -> str:
    """The template that prints what an image is made for: of several it would tell one alone, which says nothing."""
    return "{{.Architecture}}" if len(platforms) < 2 else '{{""}}'


def registry_cache_words(recipe: Recipe) -> Iterator[str]:
    """Where steps are kept between builds, as BuildKit is told."""
    if isinstance(recipe.cache, str):
        yield from ("--cache-from", f"type=registry,ref={recipe.cache}")
        yield from ("--cache-to", f"type=registry,ref={recipe.cache},mode=max")
