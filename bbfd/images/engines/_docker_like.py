"""What Docker's command line is like, which others took over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bbfd.images.records import Recipe, Trial

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


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
