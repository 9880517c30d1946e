"""ECR. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.plan.image import split


class Ecr:
    """The calls that look for images and repositories."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def exists(self, image: str) -> bool:
        """Whether the repository holds this image, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`."""
        repository, reference = split(image)
        host, _, name = repository.partition("/")
        kind = "imageDigest" if reference.startswith("sha256:") else "imageTag"
        answer = if_there(
            f"look for the image {image}",
            lambda: self._client.describe_images(
                registryId=host.partition(".")[0],
                repositoryName=name,
                imageIds=[{kind: reference}],
            ),
        )
        return answer is not None and bool(answer["imageDetails"])

    def repositories(self, names: frozenset[str]) -> tuple[str, ...]:
        """Tell which of these repositories exist. All are read: asked for by name, one that is missing refuses all."""
        with asking("list the repositories"):
            pages = self._client.get_paginator("describe_repositories").paginate()
            every = {raw["repositoryName"] for page in pages for raw in page["repositories"]}
        return tuple(sorted(every & names))
