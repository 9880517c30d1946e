"""What a build may read and its output must not show: the values of its secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from bbfd.images.records import Secret

GONE: Final = "***"
_LEAST = 6  # characters: shorter ones are in many words
_MOST = 1 << 20  # bytes of a file


def hidden(secrets: Iterable[Secret], variables: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of their values, the longest first. variables: of whoever builds."""
    lines = {line.strip() for secret in secrets for line in _lines(secret, variables)}
    return tuple(sorted((line for line in lines if len(line) >= _LEAST), key=len, reverse=True))


def without(text: str, values: Iterable[str]) -> str:
    """A text with none of them."""
    for value in values:
        text = text.replace(value, GONE)
    return text


def _lines(secret: Secret, variables: Mapping[str, str]) -> Iterator[str]:
    if secret.source == "variable":
        yield from variables.get(secret.where, "").splitlines()
        return
    with suppress(OSError), open(Path(secret.where), "rb") as file:
        yield from file.read(_MOST).decode("utf-8", "replace").splitlines()
