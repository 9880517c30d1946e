"""A registry that fits in a dictionary, and images to put there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bbfd.deploy.registry import Manifest, Scan, Token
from bbfd.errors import Refused

IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


@dataclass
class FakeRegistry:
    """tags: of the one repository. calls: what was asked, in its order. scans: one answer after another."""

    manifests: dict[str, Manifest] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    breaks: list[Exception] = field(default_factory=list)

    def digest(self, image: str) -> str | None:
        reference = image.rpartition("@")[2] if "@" in image else image.rpartition(":")[2]
        found = self.tags.get(reference, reference)
        return found if found in self.manifests else None

    def repositories(self, names: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(names))

    @contextmanager
    def opened(self) -> Iterator[Token]:
        yield Token(registry="127.0.0.1:5000", user="AWS", password="hush")

    def manifest(self, image: str) -> Manifest | None:
        digest = self.digest(image)
        return self.manifests[digest] if digest else None

    def layer(self, repository: str, digest: str) -> Iterator[bytes]:
        self.calls.append(f"layer {digest[:10]}")
        body = self.blobs[digest]
        yield body[:2]
        yield body[2:]

    def lacking(self, repository: str, digests: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(digest for digest in digests if digest not in self.blobs)

    def upload(self, repository: str, digest: str, pieces: Iterator[bytes]) -> None:
        body = b"".join(pieces)
        if self.breaks:
            raise self.breaks.pop(0)
        self.calls.append(f"upload {digest[:10]}")
        self.blobs[digest] = body

    def put(self, repository: str, manifest: Manifest, tag: str) -> None:
        if tag and self.tags.get(tag, manifest.digest) != manifest.digest:
            raise Refused("the tag is taken", fix="another one")
        raw = json.loads(manifest.body)
        for one in raw.get("manifests", ()):
            assert one["digest"] in self.manifests, "an index comes after what it names"
        self.calls.append(f"put {manifest.digest[:10]} {tag}".strip())
        self.manifests[manifest.digest] = manifest
        if tag:
            self.tags[tag] = manifest.digest

    def scan(self, image: str) -> Scan:
        self.calls.append(f"scan {image.rpartition('@')[2][:10]}")
        return self.scans.pop(0) if len(self.scans) > 1 else self.scans[0]

    def begin_scan(self, image: str) -> None:
        self.calls.append("begin_scan")

    def hold(self, *layers: bytes, architecture: str = "amd64", tag: str = "") -> str:
        """Have it hold an image; its digest."""
        config = json.dumps({"architecture": architecture, "layers": len(layers)}).encode()
        for body in (config, *layers):
            self.blobs[digest_of(body)] = body
        raw = {
            "config": {"digest": digest_of(config)},
            "layers": [{"digest": digest_of(body)} for body in layers],
        }
        return self._held(raw, IMAGE, tag)

    def hold_index(self, *images: tuple[str, str], tag: str = "") -> str:
        """Have it hold an index of images, each with its architecture."""
        raw = {
            "manifests": [
                {"digest": digest, "platform": {"architecture": architecture}}
                for digest, architecture in images
            ]
        }
        return self._held(raw, INDEX, tag)

    def _held(self, raw: object, kind: str, tag: str) -> str:
        body = json.dumps(raw, indent=3).encode()
        manifest = Manifest(body=body, media_type=kind, digest=digest_of(body))
        self.manifests[manifest.digest] = manifest
        if tag:
            self.tags[tag] = manifest.digest
        return manifest.digest
