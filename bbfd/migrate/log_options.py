"""Logs: on Fargate there is no instance to keep them; awslogs needs a stream prefix there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._logs import GROUP, drivers, foreign
from bbfd.migrate._step import Change, Drop, Edit, Note, Put, Step
from bbfd.migrate._subjects import Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"


def _look(template: Template) -> Iterator[Change | Note]:
    for task in template.tasks:
        for container in template.containers(task):
            if not any(container.parts("LogConfiguration")):
                yield _silent(container)
            for log in container.parts("LogConfiguration"):
                other = foreign(template, log)
                if other:
                    yield _other_driver(template, container, log, other)
                elif "awslogs" in drivers(template, log):
                    yield from _options(template, container, log)


def _silent(container: Part) -> Note:
    return Note(
        path=container.at("LogConfiguration"),
        what=(
            "the container says nothing of logs; on the instance `docker logs` showed them, on "
            "Fargate nothing does"
        ),
        fix="add a LogConfiguration with the driver awslogs",
    )


def _name(container: Part) -> Any:
    """The name of a container, as it is written."""
    return container.body.get("Name", "task")


def _options(template: Template, container: Part, log: Part) -> Iterator[Change]:
    options = list(log.parts("Options"))
    if not options:
        yield _all_options(template, container, log)
    for each in options:
        wanted = {
            "awslogs-stream-prefix": _name(container),
            "awslogs-region": {"Ref": "AWS::Region"},
        }
        for name, value in wanted.items():
            if not list(each.written(name)):
                yield _option(each, name, value)


def _option(options: Part, name: str, value: Any) -> Change:
    return Change(
        path=options.at(name),
        what=f"{name} is added",
        why={
            "awslogs-stream-prefix": "streams are named PREFIX/CONTAINER/TASK by it",
        }.get(name, "Fargate has no instance whose region it could take"),
        edits=(Put(options.at(name), value, after=("awslogs-region", "awslogs-group")),),
        avoids=(
            "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."
            if name == "awslogs-stream-prefix"
            else "Log driver awslogs requires options: awslogs-region, awslogs-group"
        ),
    )


def _awslogs(template: Template, container: Part) -> tuple[dict[str, Any], Put]:
    """The options of awslogs, and the log group that they name."""
    group = template.name(GROUP)
    put = Put(
        ("Resources", group), {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}}
    )
    options = {
        "awslogs-group": {"Ref": group},
        "awslogs-region": {"Ref": "AWS::Region"},
        "awslogs-stream-prefix": _name(container),
    }
    return options, put


def _all_options(template: Template, container: Part, log: Part) -> Change:
    options, put = _awslogs(template, container)
    return Change(
        path=log.at("Options"),
        what=f"Options of awslogs are added, with the log group {put.path[1]}",
        why="awslogs takes its group, region and stream prefix from here",
        edits=(Put(log.at("Options"), options, after=("LogDriver",)), put),
        avoids="Log driver awslogs requires options: awslogs-region, awslogs-group",
    )


def _other_driver(template: Template, container: Part, log: Part, driver: str) -> Change:
    options, put = _awslogs(template, container)
    edits: list[Edit] = [Put(log.at("LogDriver"), "awslogs"), put]
    if "Options" in log.body:
        edits.append(Put(log.at("Options"), options))
    else:
        edits.append(Put(log.at("Options"), options, after=("LogDriver",)))
    if "SecretOptions" in log.body:
        edits.append(Drop(log.at("SecretOptions")))
    return Change(
        path=log.at("LogDriver"),
        what=f"the log driver is awslogs, into the new log group {put.path[1]}",
        why=f"{driver} writes to the instance, or from it; to send logs elsewhere use awsfirelens",
        edits=tuple(edits),
        avoids=(
            f"{driver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]"
        ),
    )


STEP = Step(title="logs go to CloudWatch Logs", doc=_DOC, look=_look)
