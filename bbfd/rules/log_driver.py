"""Where containers log to, and what the driver has to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bbfd.rules._examples import LOGGED
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Raw, Task, part, tasks
from bbfd.template.document import Document, Path

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
_ON_FARGATE = ("awslogs", "splunk", "awsfirelens")


def drivers(document: Document) -> tuple[tuple[Task, Path, Raw, str], ...]:
    """The containers that say what they log with: task, path of the configuration, container, driver."""
    return document.once(_logging)


def _logging(document: Document) -> tuple[tuple[Task, Path, Raw, str], ...]:
    return tuple(
        (task, (*container.path, "LogConfiguration"), container.body, driver)
        for task in tasks(document)
        for container in task.containers
        if isinstance(
            driver := part(document, container.body, "LogConfiguration", "LogDriver"), str
        )
    )


def _without(option: str, *, fargate: bool) -> Callable[[Document], Iterator[Found]]:
    def look(document: Document) -> Iterator[Found]:
        for task, path, body, driver in drivers(document):
            if driver != "awslogs" or (fargate and not task.fargate):
                continue
            options = part(document, body, "LogConfiguration", "Options")
            if options is None or (
                isinstance(options, dict) and document.value(options.get(option)) is None
            ):
                yield Found((*path, "Options", option), f"{option} is not set")

    return look


def _other(document: Document) -> Iterator[Found]:
    for task, path, _, driver in drivers(document):
        if task.fargate and driver not in _ON_FARGATE:
            yield Found((*path, "LogDriver"), f"LogDriver is {driver}")


class _Option(NamedTuple):
    """An option that awslogs cannot do without; `line` sets it in the example."""

    name: str
    rule: str
    title: str
    aws_error: str
    fix: str
    line: str
    fargate: bool


_OPTIONS = (
    _Option(
        "awslogs-stream-prefix",
        "AWSLOGS-STREAM-PREFIX",
        "awslogs on Fargate has a stream prefix",
        "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.",
        "add the option awslogs-stream-prefix: the name of the container will do",
        "              awslogs-stream-prefix: web\n",
        True,
    ),
    _Option(
        "awslogs-group",
        "AWSLOGS-GROUP-OPTION",
        "awslogs has a log group",
        "Log driver awslogs requires options: awslogs-group",
        "add the option awslogs-group: !Ref the log group",
        "              awslogs-group: !Ref Logs\n",
        False,
    ),
    _Option(
        "awslogs-region",
        "AWSLOGS-REGION-OPTION",
        "awslogs has a region",
        "Log driver awslogs requires options: awslogs-region, awslogs-group",
        "add the option awslogs-region: !Ref AWS::Region",
        "              awslogs-region: !Ref AWS::Region\n",
        False,
    ),
)


def _rule(option: _Option) -> Rule:
    return Rule(
        id=option.rule,
        title=option.title,
        level=Level.ERROR,
        aws_error=option.aws_error,
        fix=option.fix,
        doc=_DOC,
        wrong=LOGGED.replace(option.line, ""),
        right=LOGGED,
        look=_without(option.name, fargate=option.fargate),
        also=("E3046",),
    )


RULES = (
    *(_rule(option) for option in _OPTIONS),
    Rule(
        id="FARGATE-LOG-DRIVER",
        title="the log driver is one that Fargate has",
        level=Level.ERROR,
        aws_error="json-file is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]",
        fix="use awslogs, splunk or awsfirelens",
        doc=_DOC,
        wrong=LOGGED.replace("LogDriver: awslogs", "LogDriver: json-file"),
        right=LOGGED,
        look=_other,
        also=("E3048", "E3713"),
    ),
)
