"""Windows domain credentials by a file of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for container in template.every_container():
        if template.has(container, "CredentialSpecs"):
            yield Found(
                container.at("CredentialSpecs"), "the container takes a credential specification"
            )


BLOCKER = Blocker(
    title="a credential specification",
    instead=(
        "domain-joined gMSA needs instances; on Fargate Linux tasks use "
        "credentialspecdomainless. Else the service stays on EC2"
    ),
    aws="Fargate compatible task definitions do not support credentialSpecs",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linux-gmsa.html",
    look=_look,
)
