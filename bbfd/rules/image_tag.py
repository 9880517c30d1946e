"""The tag of an image: one that stays what it is."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import tasks
from bbfd.template.document import Document


def _look(document: Document) -> Iterator[Found]:
    for task in tasks(document):
        for container in task.containers:
            image = document.outline(container.body.get("Image"))
            if "@" not in image and _tag(image) in ("", "latest"):
                yield Found((*container.path, "Image"), f"the image is {image}")


def _tag(image: str) -> str:
    """The tag; "" if there is none; `…` if that cannot be known."""
    name = image.rsplit("/", 1)[-1]
    if ":" in name:
        return name.rsplit(":", 1)[1]
    return "…" if "…" in name or not name else ""


RULES = (
    Rule(
        id="IMAGE-LATEST-TAG",
        title="an image is pinned by tag or digest",
        level=Level.WARNING,
        aws_error="none: AWS runs whatever the tag means at that moment, and a rollback brings back the same",
        fix="pin the image: a version as tag, or a digest",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
        "#container_definition_image",
        wrong=TASK.replace("nginx:1.29", "nginx:latest"),
        right=TASK,
        look=_look,
    ),
)
