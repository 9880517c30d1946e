"""What an image is made of: a manifest names a configuration and layers, an index names manifests.

https://github.com/opencontainers/image-spec/blob/main/manifest.md
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.registry import Images, Manifest

_INDEXES = frozenset(
    {
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a manifest names, by digest.

    manifests: of an index; those for a platform with its architecture, as `amd64`. config: "" in an index.
    blobs: configuration and layers that a registry keeps; not those that are had from elsewhere.
    """

    manifests: tuple[tuple[str, str], ...] = ()
    config: str = ""
    blobs: tuple[str, ...] = ()


def contents_of(manifest: Manifest) -> Contents:
    """Read a manifest. Raises Refused for one that is not what its digest says, or that cannot be read."""
    made = f"sha256:{hashlib.sha256(manifest.body).hexdigest()}"
    if made != manifest.digest:
        raise Refused(
            f"the registry gave other bytes for the image {manifest.digest}: they are {made}",
            fix="push the image again; do not deploy what is there",
        )
    try:
        return _read(json.loads(manifest.body), manifest.media_type)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f"the manifest of {manifest.digest} cannot be read: {manifest.media_type}",
            fix="push the image again, as an OCI or a Docker image (schema 2)",
        ) from error


def architectures_of(image: str, images: Images) -> tuple[str, ...]:
    """The architectures that an image is for, by Docker's names, as `amd64`; () where it says none."""
    repository = image.partition("@")[0]
    manifest = images.manifest(image)
    if manifest is None:
        return ()
    found = contents_of(manifest)
    if found.manifests:
        return tuple(dict.fromkeys(for_what for _, for_what in found.manifests if for_what))
    config = b"".join(images.layer(repository, found.config)) if found.config else b""
    return _architecture(config)


def _read(raw: Any, media_type: str) -> Contents:
    if media_type in _INDEXES or "manifests" in raw:
        listed = ((one["digest"], _platform(one)) for one in raw["manifests"])
        return Contents(manifests=tuple(listed))
    config = raw["config"]["digest"]
    layers = (one["digest"] for one in raw["layers"] if not one.get("urls"))
    return Contents(config=config, blobs=tuple(dict.fromkeys((config, *layers))))


def _platform(raw: Any) -> str:
    """What it is for; "" for what is no image, as the record of how one was built."""
    named = raw.get("platform", {}).get("architecture", "")
    return "" if named == "unknown" else str(named)


def _architecture(config: bytes) -> tuple[str, ...]:
    try:
        named = json.loads(config).get("architecture", "")
    except (ValueError, AttributeError):
        return ()
    return (str(named),) if named else ()
