"""The name of an image, as a container engine reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.model.container import is_image
from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document

_FORMAT = "CONTAINER-IMAGE-FORMAT"
_DIGEST = "CONTAINER-IMAGE-DIGEST"
_SHA = r"sha256:[0-9a-f]{64}"
_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
    "#container_definition_image"
)


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        for container in task.containers:
            image = document.value(container.body.get("Image"))
            if not isinstance(image, str):
                continue
            _, at, digest = image.partition("@")
            if at and not re.fullmatch(_SHA, digest):
                yield _DIGEST, Found((*container.path, "Image"), f"the digest is {digest!r}")
            elif not is_image(image):
                yield _FORMAT, Found((*container.path, "Image"), f"the image is {image!r}")


RULES = found_by(
    _find,
    (
        Declared(
            _FORMAT,
            "an image has a name that an engine can read",
            "CannotPullContainerError: invalid reference format: repository name must be lowercase",
            "write [registry/]name[:tag][@sha256:digest], the name in lower case",
            _DOC,
            TASK.replace("nginx:1.29", "Nginx:1.29"),
            TASK,
            level=Level.WARNING,
        ),
        Declared(
            _DIGEST,
            "a digest is whole",
            REFUSED,
            "write @sha256: and 64 hexadecimal digits",
            _DOC,
            TASK.replace("nginx:1.29", "nginx@sha256:abc"),
            TASK.replace("nginx:1.29", f"nginx@sha256:{'0123456789abcdef' * 4}"),
            level=Level.WARNING,
        ),
    ),
)
