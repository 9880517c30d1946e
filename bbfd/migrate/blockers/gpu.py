"""Graphics processors."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for container in template.every_container():
        for wanted in container.parts("ResourceRequirements"):
            if template.text_of(wanted.body.get("Type")) in ("GPU", "InferenceAccelerator"):
                yield Found(wanted.path, "the container needs a GPU; its task stays on EC2")


BLOCKER = Blocker(
    title="a GPU",
    instead=(
        "Fargate has none: the service stays on EC2, or on ECS Managed Instances, which AWS "
        "keeps for you"
    ),
    aws="Tasks using the Fargate launch type do not support GPU resource requirements.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html",
    look=_look,
    stays=True,
)
