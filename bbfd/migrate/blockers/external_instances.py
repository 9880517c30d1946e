"""Tasks on machines outside of AWS."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for each in template.launched:
        if template.text_of(each.part.body.get("LaunchType")) == "EXTERNAL":
            yield Found(each.part.at("LaunchType"), f"{each.part.id} runs on machines of your own")
    for task in template.tasks:
        said = template.listed(task, "RequiresCompatibilities")
        if any("EXTERNAL" in each for each in said):
            yield Found(
                task.at("RequiresCompatibilities"), f"{task.id} is for machines of your own, too"
            )


BLOCKER = Blocker(
    title="external instances",
    instead=(
        "decide whether it is to leave those machines; then write EC2 in place of EXTERNAL and "
        "migrate again. Else it stays there"
    ),
    aws="Task definition does not support launch_type FARGATE.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html",
    look=_look,
    stays=True,
)
