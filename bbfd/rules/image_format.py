"""The name of an image, as a container engine reads it."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.model.container import is_image
from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import tasks
from bbfd.template.document import Document


def _look(document: Document) -> Iterator[Found]:
    for task in tasks(document):
        for container in task.containers:
            image = document.value(container.body.get("Image"))
            if isinstance(image, str) and not is_image(image):
                yield Found((*container.path, "Image"), f"the image is {image!r}")


RULES = (
    Rule(
        id="CONTAINER-IMAGE-FORMAT",
        title="an image has a name that an engine can read",
        level=Level.WARNING,
        aws_error="CannotPullContainerError: invalid reference format: repository name must be lowercase",
        fix="write [registry/]name[:tag][@sha256:digest], the name in lower case",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
        "#container_definition_image",
        wrong=TASK.replace("nginx:1.29", "Nginx:1.29"),
        right=TASK,
        look=_look,
    ),
)
