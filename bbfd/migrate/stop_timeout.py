"""StopTimeout and StartTimeout: Fargate waits two minutes at most."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._sizes import amount
from bbfd.migrate._step import Change, Put, Step
from bbfd.migrate._subjects import Template
from bbfd.template.document import Path

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_timeout"
_MOST = 120


def _look(template: Template) -> Iterator[Change]:
    for task in template.tasks:
        for container in template.containers(task):
            for name in ("StopTimeout", "StartTimeout"):
                for path, raw in container.written(name):
                    seconds = amount(template.value(raw), "s") or 0
                    if seconds > _MOST:
                        yield _change(path, name, seconds)


def _change(path: Path, name: str, seconds: int) -> Change:
    return Change(
        path=path,
        what=f"{name} is {_MOST}",
        why=(
            f"it was {seconds}, and Fargate waits {_MOST} seconds at most: what takes longer has "
            "to be taken up again by another task"
        ),
        edits=(Put(path, _MOST),),
        avoids=(
            "Tasks using the Fargate launch type must have a container stop timeout of less than"
            " 120 seconds."
        ),
    )


STEP = Step(title="timeouts that Fargate allows", doc=_DOC, look=_look)
