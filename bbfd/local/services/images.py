"""ECR: an image that is not there is an error, not an empty list."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import ecr

Response = tuple[int, dict[str, str], bytes]
_describe = ecr._describe_images


def describe(fields: dict[str, Any]) -> Response:
    """DescribeImages: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html."""
    repository = fields.get("repositoryName", "")
    for image in fields.get("imageIds") or []:
        if repository in ecr._repositories and not ecr._find_image(repository, image):
            name = image.get("imageTag") or image.get("imageDigest")
            said = (
                f"The image with imageId {name} does not exist within the repository '{repository}'"
            )
            refused: Response = error_response_json("ImageNotFoundException", said, 400)
            return refused
    answer: Response = _describe(fields)
    return answer
