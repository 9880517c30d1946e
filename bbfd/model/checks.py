"""What an image must be able to do before it is pushed: `bbfd test` starts a container of it for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bbfd.model.value import value


@value
class Check:
    """A command that must end with an exit code.

    command: its words, in place of the container's. entry_point: in place of the image's; without it, the image's own.
    expect: the exit code. output: a text that it must print. variables: beside the container's own.
    seconds: for which it is waited.
    """

    command: tuple[str, ...]
    entry_point: tuple[str, ...] = ()
    expect: int = 0
    output: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 60


@value
class HttpCheck:
    """A request that must be answered, once the container runs as its definition says.

    path, codes, port: without them those of the service's health check, else `/`, "200" and the container's port.
    codes: as "200" or "200-299,404". body: a text that the answer must have in it.
    variables: beside the container's own. seconds: within which it must be answered.
    """

    path: str | None = None
    codes: str | None = None
    port: int | None = None
    body: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 60
