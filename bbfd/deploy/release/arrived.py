"""An image that is where it is to be deployed from, and how an environment of a release ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class How(Enum):
    """How an image came into a repository."""

    PUSHED = "pushed"
    THERE = "there"  # it was there already, with the same content
    COPIED = "copied"  # from the registry of another environment


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """An image in a repository. container: whose image it is. repository: its URI.
    tag: "" where it has none.

    architectures: by Docker's names, as `amd64`. findings: of the scan, severity -> how many; None: it was not asked.
    """

    service: str
    environment: str
    container: str
    repository: str
    digest: str
    tag: str = ""
    how: How = How.THERE
    architectures: tuple[str, ...] = ()
    findings: Mapping[str, int] | None = None
    seconds: float = 0.0

    @property
    def image(self) -> str:
        """As a deploy takes it: what is deployed is the digest, what is told is the tag."""
        return f"{self.repository}{f':{self.tag}' if self.tag else ''}@{self.digest}"


class StageEnded(Enum):
    """How an environment of a release ended."""

    DEPLOYED = "deployed"
    FAILED = "failed"  # its deployment did, or what it is held against
    SILENT = "silent"  # it was deployed, and does not answer
    WAITING = "waiting"  # for a yes
    LEFT = "left"  # another one before it did not end well


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """An environment of a release. why: it did not end well, one sentence; fix: what to type."""

    environment: str
    ended: StageEnded
    exit_code: int = 0
    images: tuple[Arrived, ...] = ()
    why: str = ""
    fix: str = ""
