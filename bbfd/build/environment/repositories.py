"""Where images of our own lie: one ECR repository for each name that a container asks for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from troposphere import GetAtt, Output
from troposphere.ecr import ImageScanningConfiguration, LifecyclePolicy, Repository

from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment.shared import Shared
from bbfd.build.kept import deletion
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
# Of these names no two have the same logical id: a capital marks where a word begins.
_PLAIN = re.compile(r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")


def repositories(shared: Shared) -> Iterator[Made]:
    """Repositories, by name and not by chance: an image's URI is known without AWS.

    A tag is immutable: the tag that a stack names is the same image when ECS starts another task, a month later
    or while rolling back. Encryption is ECR's own (AES-256), which is not said: it can never be changed.
    """
    if shared.registry.keep < 1:
        yield _keeps_none(shared.registry.keep)
    for name, file in shared.repositories.items():
        if not (_NAME.fullmatch(name) and 2 <= len(name) <= 256):
            yield _unfit(name, file)
            continue
        title = repository_id(name)
        yield Repository(
            title,
            RepositoryName=name,
            ImageTagMutability="IMMUTABLE",
            ImageScanningConfiguration=ImageScanningConfiguration(ScanOnPush=shared.registry.scan),
            LifecyclePolicy=LifecyclePolicy(LifecyclePolicyText=_keeping(shared.registry.keep)),
            **given(EmptyOnDelete=None if shared.protected else True),
            **deletion(kept=shared.protected),
        )
        yield Output(title, Value=GetAtt(title, "RepositoryUri"))
        yield Origin(title, "registry")
        yield Origin(title, "registry.keep", "LifecyclePolicy")
        yield Origin(title, "registry.scan", "ImageScanningConfiguration")


def repository_id(name: str) -> str:
    """The logical id of a repository, and the name of the output that is its URI: different for different names."""
    words = logical_id("repository", name)
    if _PLAIN.fullmatch(name) and len(words) <= 200:
        return words
    return words[:200] + hashlib.sha256(name.encode()).hexdigest()[:8]


def _keeping(images: int) -> str:
    rule = {
        "rulePriority": 1,
        "description": f"keep the last {images} images",
        "selection": {
            "tagStatus": "any",
            "countType": "imageCountMoreThan",
            "countNumber": images,
        },
        "action": {"type": "expire"},
    }
    return json.dumps({"rules": [rule]}, separators=(",", ":"))


def _keeps_none(images: int) -> Refusal:
    return Refusal(
        what=f"registry.keep is {images}",
        fix="write how many images are kept in each repository, 1 or more",
        field="registry.keep",
    )


def _unfit(name: str, file: str) -> Refusal:
    return Refusal(
        what=f"{file}: {name!r} cannot be the name of a repository in ECR",
        fix='name it: Repository(name="..."), 2 to 256 lower case letters and digits, with . _ - / between them',
        field="container.image",
    )
