"""An image from one registry into another, byte by byte and under the same digest. No engine is needed for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bbfd.deploy.release.contents import contents_of
from bbfd.errors import AwsError, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.registry import Images, Manifest

_TRIES: Final = 3  # for a layer whose connection breaks


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A repository, by its URI, and what asks its registry."""

    images: Images
    repository: str


def copy(digest: str, tag: str, source: Side, target: Side) -> bool:
    """Have the target hold an image, named by a tag ("" for none); whether anything had to be copied.

    Raises Refused where the source does not hold it, or the tag is another image's.
    """
    there = target.images.manifest(f"{target.repository}@{digest}")
    if there is not None:
        target.images.put(target.repository, there, tag)
        return False
    _copied(digest, tag, source, target)
    return True


def _copied(digest: str, tag: str, source: Side, target: Side) -> None:
    """What an image is made of first: a registry takes no manifest of what it does not hold."""
    manifest = _manifest(digest, source)
    found = contents_of(manifest)
    for child, _ in found.manifests:
        _copied(child, "", source, target)
    for blob in target.images.lacking(target.repository, found.blobs):
        _layer(blob, source, target)
    target.images.put(target.repository, manifest, tag)


def _manifest(digest: str, source: Side) -> Manifest:
    found = source.images.manifest(f"{source.repository}@{digest}")
    if found is None:
        raise Refused(
            f"{source.repository} does not hold the image {digest} any more",
            fix="push it again, or keep more images: Registry(keep=...)",
        )
    return replace(found, digest=digest)


def _layer(blob: str, source: Side, target: Side) -> None:
    for attempt in range(1, _TRIES + 1):
        pieces = _checked(source.images.layer(source.repository, blob), blob)
        try:
            target.images.upload(target.repository, blob, pieces)
        except AwsError as error:
            if error.trouble is not Trouble.UNREACHABLE or attempt == _TRIES:
                raise
        else:
            return


def _checked(pieces: Iterator[bytes], digest: str) -> Iterator[bytes]:
    """The same; Refused at their end where they are not what the digest says."""
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
        yield piece
    if f"sha256:{made.hexdigest()}" != digest:
        raise Refused(
            f"the layer {digest} arrived as other bytes: sha256:{made.hexdigest()}",
            fix="type the command again; if it stays so, push the image again",
        )
