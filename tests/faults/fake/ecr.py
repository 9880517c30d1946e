"""ECR: every image is there that is not said to be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.physical import digits
from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Json = dict[str, Any]
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Ecr:
    """repositories: name -> tags, beside the stacks' repositories. missing: (repository, tag) that are not there.

    everything: whether any other tag of a known repository is.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.repositories: dict[str, list[str]] = {}
        self.missing: set[tuple[str, str]] = set()
        self.everything = True

    def _known(self) -> list[str]:
        held = self._world.live("AWS::ECR::Repository")
        return sorted({*self.repositories, *(h.physical for h in held)})

    def _must_be(self, name: str) -> None:
        if name not in self._known():
            account = self._world.account
            raise AwsFailure(
                "RepositoryNotFoundException",
                f"The repository with name '{name}' does not exist in the registry with id '{account}'",
            )

    def _has(self, repository: str, tag: str) -> bool:
        if (repository, tag) in self.missing:
            return False
        return self.everything or tag in self.repositories.get(repository, ())

    def DescribeImages(self, p: Json) -> Json:
        name = p["repositoryName"]
        self._must_be(name)
        wanted = p.get("imageIds") or [{"imageTag": t} for t in self.repositories.get(name, ())]
        found = []
        for one in wanted:
            tag = one.get("imageTag", one.get("imageDigest", ""))
            if not self._has(name, tag):
                raise AwsFailure(
                    "ImageNotFoundException",
                    f"The image with imageId {{imageDigest:'null', imageTag:'{tag}'}} does not exist within the "
                    f"repository with name '{name}' in the registry with id '{self._world.account}'",
                )
            found.append(
                {
                    "registryId": self._world.account,
                    "repositoryName": name,
                    "imageDigest": _digest(name, tag),
                    "imageTags": [tag],
                    "imagePushedAt": self._world.timeline.utc(0.0),
                    "imageManifestMediaType": _MANIFEST,
                }
            )
        return {"imageDetails": found}

    def BatchGetImage(self, p: Json) -> Json:
        name = p["repositoryName"]
        self._must_be(name)
        images, failures = [], []
        for one in p["imageIds"]:
            tag = one.get("imageTag", one.get("imageDigest", ""))
            if self._has(name, tag):
                identity = {"imageDigest": _digest(name, tag), "imageTag": tag}
                images.append({"repositoryName": name, "imageId": identity, "imageManifest": "{}"})
            else:
                said = {
                    "failureCode": "ImageNotFound",
                    "failureReason": "Requested image not found",
                }
                failures.append({"imageId": one, **said})
        return {"images": images, "failures": failures}

    def DescribeRepositories(self, p: Json) -> Json:
        names = p.get("repositoryNames") or self._known()
        for name in names:
            self._must_be(name)
        return {
            "repositories": [
                {
                    "repositoryArn": self._world.arn("ecr", f"repository/{n}"),
                    "repositoryName": n,
                    "repositoryUri": f"{self._world.account}.dkr.ecr.{self._world.region}.amazonaws.com/{n}",
                }
                for n in names
            ]
        }


def _digest(name: str, tag: str) -> str:
    return tag if tag.startswith("sha256:") else f"sha256:{digits(name, tag, length=64)}"
