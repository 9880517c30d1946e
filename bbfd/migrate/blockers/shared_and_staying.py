"""Task definitions and target groups of several services, of which one stays on EC2: they are for one or the other."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for each, thing, other in template.together:
        what = f"{each.part.id} shares {thing} with {other}, which stays on EC2: it stays there too"
        yield Found(each.part.path, what)


BLOCKER = Blocker(
    title="what is shared with a service that stays",
    instead=(
        "give the one that goes to Fargate a task definition, or a target group, of its own, a copy "
        "of this one, and migrate again"
    ),
    aws="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    look=_look,
    stays=True,
)
