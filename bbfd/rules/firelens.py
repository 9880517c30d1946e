"""FireLens: one container of the task takes the logs of the others on."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import REFUSED
from bbfd.rules._of_tasks import fargate_container, in_container
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Container, Task, part, tasks
from bbfd.rules._table import Row, held, none_of
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html"
_MISSING = "FIRELENS-ROUTER-MISSING"
_ITSELF = "FIRELENS-ROUTER-USES-FIRELENS"
_TWO = "FIRELENS-TWO-ROUTERS"
_KEY = "FirelensConfiguration"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        routers = [each for each in task.containers if each.body.get(_KEY) is not None]
        known = [e for e in routers if isinstance(document.value(e.body[_KEY]), dict)]
        for router in known:
            if _sends(document, router):
                path = (*router.path, "LogConfiguration", "LogDriver")
                yield _ITSELF, Found(path, "it is what the others log through")
        for second in known[1:]:
            yield _TWO, Found((*second.path, _KEY), "another container takes the logs on already")
        if not known and not _may_route(document, routers):
            yield from _missing(document, task)


def _may_route(document: Document, routers: list[Container]) -> bool:
    return any(document.value(each.body[_KEY]) is UNKNOWN for each in routers)


def _missing(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    for container in task.containers if task.all_containers_known else ():
        if _sends(document, container):
            path = (*container.path, "LogConfiguration", "LogDriver")
            yield _MISSING, Found(path, f"no container of {task.id} has {_KEY}")
            return


def _sends(document: Document, container: Container) -> bool:
    if "LogConfiguration" not in container.body:
        return False
    return bool(part(document, container.body, "LogConfiguration", "LogDriver") == "awsfirelens")


_SENT = in_container("LogConfiguration: {LogDriver: awsfirelens, Options: {Name: stdout}}")
_ROUTER = """\
        - Name: router
          Image: public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.0
          FirelensConfiguration: {Type: fluentbit}
"""
_ROUTED = _SENT + _ROUTER
_look_for = together(_find)
RULES = (
    *held(
        (
            Row(
                "FIRELENS-S3-CONFIG",
                "the router's file is in its image on Fargate",
                fargate_container,
                f"{_KEY}.Options.config-file-type",
                none_of("s3"),
                "Fargate launch type does not support FirelensConfiguration config file from 's3'",
                "put the file into the image and write file; the init image reads aws_fluent_bit_init_s3_* too",
                _API,
                _SENT
                + _ROUTER.replace(
                    "fluentbit}", "fluentbit, Options: {config-file-type: @, config-file-value: x}}"
                ),
                ("s3", "file"),
                level=Level.WARNING,
            ),
        )
    ),
    Rule(
        id=_MISSING,
        title="what logs through FireLens has a router",
        level=Level.ERROR,
        aws_error="When awsfirelens log driver is specified in log configuration, a firelens configuration object "
        "must be specified",
        fix="add a container with FirelensConfiguration, of the image aws-for-fluent-bit",
        doc=_DOC,
        wrong=_SENT,
        right=_ROUTED,
        look=_look_for(_MISSING),
    ),
    Rule(
        id=_ITSELF,
        title="the router does not log through itself",
        level=Level.WARNING,
        aws_error=REFUSED,
        fix="let the router log with awslogs",
        doc=_DOC,
        wrong=f"{_ROUTED}          LogConfiguration: {{LogDriver: awsfirelens}}\n",
        right=_ROUTED,
        look=_look_for(_ITSELF),
    ),
    Rule(
        id=_TWO,
        title="a task has one router",
        level=Level.WARNING,
        aws_error=REFUSED,
        fix="keep one container with FirelensConfiguration",
        doc=_DOC,
        wrong=_ROUTED + _ROUTER.replace("router", "other"),
        right=_ROUTED,
        look=_look_for(_TWO),
    ),
)
