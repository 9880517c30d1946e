"""ECR. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bbfd.aws.download import download
from bbfd.aws.scans import scanned
from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.plan.image import split
from bbfd.deploy.registry import Manifest, Scan, Token
from bbfd.errors import AwsError, Refused, Trouble

# An index is given as it is only to who says that it will take one.
_KINDS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_AT_ONCE = 100  # layers that may be asked for in one call


class Ecr:
    """The calls about images and repositories. fetch: reads an address that ECR gives for a layer.

    serve: opens the registry that engines push to, where that is no host of AWS.
    """

    def __init__(
        self,
        client: Any,
        fetch: Callable[[str], Iterator[bytes]] = download,
        serve: Callable[[], AbstractContextManager[Token]] | None = None,
    ) -> None:
        self._client = client
        self._fetch = fetch
        self._serve = serve

    def digest(self, image: str) -> str | None:
        """The digest of an image; None where its repository does not hold it."""
        answer = if_there(
            f"look for the image {image}",
            lambda: self._client.describe_images(**_of(image), imageIds=[_id(image)]),
        )
        details = answer["imageDetails"] if answer else ()
        return str(details[0]["imageDigest"]) if details else None

    def repositories(self, names: frozenset[str]) -> tuple[str, ...]:
        """Tell which of these repositories exist. All are read: asked for by name, one that is missing refuses all."""
        with asking("list the repositories"):
            pages = self._client.get_paginator("describe_repositories").paginate()
            every = {raw["repositoryName"] for page in pages for raw in page["repositories"]}
        return tuple(sorted(every & names))

    @contextmanager
    def opened(self) -> Iterator[Token]:
        """What an engine is let in with, while it is. The embedded registry is served for as long."""
        if self._serve is None:
            yield self._token()
            return
        with self._serve() as token:
            yield token

    def _token(self) -> Token:
        """`USER:PASSWORD` in base64, and the registry's address."""
        with asking("be let into the registry"):
            answer = self._client.get_authorization_token()
        [given] = answer["authorizationData"]
        user, _, password = base64.b64decode(given["authorizationToken"]).decode().partition(":")
        host = given["proxyEndpoint"].partition("://")[2].rstrip("/")
        return Token(registry=host, user=user, password=password)

    def manifest(self, image: str) -> Manifest | None:
        """The manifest of an image; None where its repository does not hold it."""
        answer = if_there(
            f"read the manifest of {image}",
            lambda: self._client.batch_get_image(
                **_of(image), imageIds=[_id(image)], acceptedMediaTypes=_KINDS
            ),
        )
        found = answer["images"] if answer else ()
        if not found:
            return None
        raw = found[0]
        return Manifest(
            body=raw["imageManifest"].encode(),
            media_type=raw.get("imageManifestMediaType", _KINDS[-1]),
            digest=raw["imageId"]["imageDigest"],
        )

    def layer(self, repository: str, digest: str) -> Iterator[bytes]:
        """The bytes of a layer: ECR gives an address to read it from, which lets whoever has it in."""
        with asking(f"read the layer {digest} of {repository}"):
            answer = self._client.get_download_url_for_layer(**_of(repository), layerDigest=digest)
        return self._fetch(answer["downloadUrl"])

    def lacking(self, repository: str, digests: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these layers that a repository does not hold."""
        there: set[str] = set()
        for first in range(0, len(digests), _AT_ONCE):
            with asking(f"ask which layers {repository} holds"):
                answer = self._client.batch_check_layer_availability(
                    **_of(repository), layerDigests=digests[first : first + _AT_ONCE]
                )
            layers = answer.get("layers", ())
            there |= {
                raw["layerDigest"] for raw in layers if raw.get("layerAvailability") == "AVAILABLE"
            }
        return tuple(digest for digest in digests if digest not in there)

    def upload(self, repository: str, digest: str, pieces: Iterator[bytes]) -> None:
        """Put a layer into a repository, in parts of the size that ECR wants."""
        where = _of(repository)
        try:
            with asking(f"put the layer {digest} into {repository}"):
                begun = self._client.initiate_layer_upload(**where)
            first = 0
            for part in _parts(pieces, begun["partSize"]):
                with asking(f"put the layer {digest} into {repository}"):
                    self._client.upload_layer_part(
                        **where,
                        uploadId=begun["uploadId"],
                        partFirstByte=first,
                        partLastByte=first + len(part) - 1,
                        layerPartBlob=part,
                    )
                first += len(part)
            with asking(f"put the layer {digest} into {repository}"):
                self._client.complete_layer_upload(
                    **where, uploadId=begun["uploadId"], layerDigests=[digest]
                )
        except AwsError as error:
            if error.trouble is not Trouble.EXISTS:
                raise

    def put(self, repository: str, manifest: Manifest, tag: str) -> None:
        """Put a manifest, and have a tag name it."""
        named = {"imageTag": tag} if tag else {}
        try:
            with asking(f"put the image {manifest.digest} into {repository}"):
                self._client.put_image(
                    **_of(repository),
                    imageManifest=manifest.body.decode(),
                    imageManifestMediaType=manifest.media_type,
                    imageDigest=manifest.digest,
                    **named,
                )
        except AwsError as error:
            if error.trouble is not Trouble.EXISTS:
                raise
            if tag and self.digest(f"{repository}:{tag}") != manifest.digest:
                raise _taken(f"{repository}:{tag}", manifest.digest) from error

    def scan(self, image: str) -> Scan:
        """What the last scan of an image found."""
        answer = if_there(
            f"read what a scan of {image} found",
            lambda: self._client.describe_image_scan_findings(**_of(image), imageId=_id(image)),
        )
        return Scan(state="absent") if answer is None else scanned(answer)

    def begin_scan(self, image: str) -> None:
        """Have an image scanned. ECR does so once a day, and says so to who asks again."""
        try:
            with asking(f"have {image} scanned"):
                self._client.start_image_scan(**_of(image), imageId=_id(image))
        except AwsError as error:
            if error.code != "LimitExceededException":
                raise


def _of(image: str) -> dict[str, str]:
    """The repository of an image, and whose it is."""
    host, _, name = split(image)[0].partition("/")
    return {"registryId": host.partition(".")[0], "repositoryName": name}


def _id(image: str) -> dict[str, str]:
    reference = split(image)[1]
    return {("imageDigest" if reference.startswith("sha256:") else "imageTag"): reference}


def _parts(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in parts of this size, the last one of what is left."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def _taken(image: str, digest: str) -> Refused:
    return Refused(
        f"{image} is another image already, not {digest}, and tags there are not moved",
        fix="push it with another tag",
    )
