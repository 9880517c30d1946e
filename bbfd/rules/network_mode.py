"""The network mode of tasks on Fargate: `awsvpc`, and it must be said."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import fargate_tasks
from bbfd.template.document import Document

_AWS = "Fargate only supports network mode 'awsvpc'."
_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"


def _missing(document: Document) -> Iterator[Found]:
    for task in fargate_tasks(document):
        if task.mode is None:
            yield Found((*task.path, "NetworkMode"), "NetworkMode is not set: it is bridge then")


def _other(document: Document) -> Iterator[Found]:
    for task in fargate_tasks(document):
        if isinstance(task.mode, str) and task.mode not in ("awsvpc", "host"):
            fix = f"change NetworkMode from {task.mode} to awsvpc; drop what only {task.mode} has"
            yield Found((*task.path, "NetworkMode"), f"NetworkMode is {task.mode}", fix)


def _host(document: Document) -> Iterator[Found]:
    for task in fargate_tasks(document):
        if task.mode == "host":
            yield Found((*task.path, "NetworkMode"), "NetworkMode is host")


RULES = (
    Rule(
        id="FARGATE-NETWORK-MODE-MISSING",
        title="a task on Fargate says its network mode",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="set NetworkMode: awsvpc on the task definition (without it, it is bridge)",
        doc=_DOC,
        wrong=TASK.replace("      NetworkMode: awsvpc\n", ""),
        right=TASK,
        look=_missing,
        also=("E3048",),
    ),
    Rule(
        id="FARGATE-NETWORK-MODE",
        title="the network mode on Fargate is awsvpc",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="change NetworkMode to awsvpc",
        doc=_DOC,
        wrong=TASK.replace("awsvpc", "bridge"),
        right=TASK,
        look=_other,
        also=("E3048",),
    ),
    Rule(
        id="FARGATE-NETWORK-MODE-HOST",
        title="Fargate shares no host network",
        level=Level.ERROR,
        aws_error=_AWS,
        fix="change NetworkMode from host to awsvpc",
        doc=_DOC,
        wrong=TASK.replace("awsvpc", "host"),
        right=TASK,
        look=_host,
        also=("E3048",),
    ),
)
