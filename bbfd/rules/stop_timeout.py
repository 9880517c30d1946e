"""StopTimeout: how long a container may take to stop, in seconds."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import tasks
from bbfd.template.document import Document, Path

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_CONTAINER = "          Image: nginx:1.29\n"


def _timeouts(document: Document) -> Iterator[tuple[Path, int, bool]]:
    for task in tasks(document):
        for container in task.containers:
            if "StopTimeout" in container.body:
                seconds = str(document.value(container.body["StopTimeout"]))
                if seconds.isdigit():
                    yield (*container.path, "StopTimeout"), int(seconds), task.fargate


def _long(document: Document) -> Iterator[Found]:
    for path, seconds, fargate in _timeouts(document):
        if fargate and seconds > 120:
            yield Found(path, f"StopTimeout is {seconds}")


def _short(document: Document) -> Iterator[Found]:
    for path, seconds, _ in _timeouts(document):
        if seconds < 2:
            yield Found(path, f"StopTimeout is {seconds}")


RULES = (
    Rule(
        id="FARGATE-STOP-TIMEOUT",
        title="a container on Fargate stops within two minutes",
        level=Level.ERROR,
        aws_error="Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.",
        fix="set StopTimeout to 120 or less",
        doc=_DOC,
        wrong=TASK.replace(_CONTAINER, f"{_CONTAINER}          StopTimeout: 300\n"),
        right=TASK.replace(_CONTAINER, f"{_CONTAINER}          StopTimeout: 120\n"),
        look=_long,
    ),
    Rule(
        id="STOP-TIMEOUT-MIN",
        title="a container has two seconds to stop",
        level=Level.WARNING,
        aws_error="Granular stop timeout on container 'web' must be at least 2 seconds.",
        fix="set StopTimeout to 2 or more",
        doc=_DOC,
        wrong=TASK.replace(_CONTAINER, f"{_CONTAINER}          StopTimeout: 1\n"),
        right=TASK.replace(_CONTAINER, f"{_CONTAINER}          StopTimeout: 2\n"),
        look=_short,
    ),
)
