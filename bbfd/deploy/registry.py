"""What a registry's repositories hold, and what is asked of them. `bbfd.aws.ecr` fulfils it; a test brings a fake.

An image is named by its URI with tag or digest, a repository by its URI: whose it is, and where, stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

# From bad to good. AWS knows further ones for what it has not judged (yet): those stop nobody.
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanFinding.html
SEVERITIES: Final = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL")


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What an engine is let into a registry with, for some hours.

    registry: host, and port where it has one. plain: it speaks HTTP without TLS: the embedded one, on loopback.
    """

    registry: str
    user: str
    password: str = field(repr=False)
    plain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What an image, or an index of images, is made of: the very bytes that its digest is of."""

    body: bytes = field(repr=False)
    media_type: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Flaw:
    """Something that a scan found. name: as CVE-2026-1234; severity: one of SEVERITIES, or another word of AWS's."""

    name: str
    severity: str
    package: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """What a scan of an image came to.

    state: "absent" where none was begun; "failed" where nothing can be known, `why` says why. counts: severity ->
    how many. flaws: some of the worst.
    """

    state: Literal["absent", "waiting", "done", "failed"]
    counts: Mapping[str, int] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    why: str = ""


class Images(Protocol):
    """ECR. Every method raises `errors.AwsError` where AWS refuses, or cannot be asked."""

    def digest(self, image: str) -> str | None:
        """The digest of an image, `sha256:...`; None where its repository does not hold it, or is not there."""

    def repositories(self, names: frozenset[str]) -> tuple[str, ...]:
        """Tell which of these names a repository of this account and region has, sorted."""

    def opened(self) -> AbstractContextManager[Token]:
        """What an engine is let in with, into the registry of this account and region, for as long as that is used."""

    def manifest(self, image: str) -> Manifest | None:
        """The manifest of an image; None where its repository does not hold it."""

    def layer(self, repository: str, digest: str) -> Iterator[bytes]:
        """The bytes of a layer, or of an image's configuration, in pieces."""

    def lacking(self, repository: str, digests: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these layers that a repository does not hold."""

    def upload(self, repository: str, digest: str, pieces: Iterator[bytes]) -> None:
        """Put a layer into a repository. AWS refuses bytes of another digest."""

    def put(self, repository: str, manifest: Manifest, tag: str) -> None:
        """Put a manifest whose layers are there, and have a tag name it; "" for none. As it is already: nothing.

        Raises Refused where the tag is another image's, and may not be moved.
        """

    def scan(self, image: str) -> Scan:
        """What the last scan of an image found."""

    def begin_scan(self, image: str) -> None:
        """Have an image scanned, unless one is under way."""
