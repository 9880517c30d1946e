"""LaunchType: Fargate, in place of EC2, of nothing, or of a strategy over instances."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Edit, Put, Step
from bbfd.migrate._subjects import Launched, Part, Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch-type-fargate.html"


def _look(template: Template) -> Iterator[Change]:
    for each in template.launched:
        if not each.on_fargate:
            yield _change(each)
            continue
        for item in each.part.parts("CapacityProviderStrategy"):
            provider = template.refers(item.body.get("CapacityProvider"))
            if provider in {part.id for part in template.resources("AWS::ECS::CapacityProvider")}:
                yield _without(item, provider)


def _without(item: Part, provider: str) -> Change:
    return Change(
        path=item.path,
        what=f"{provider} is removed from the strategy",
        why="it stands for instances, and Fargate is in the same strategy",
        edits=(Drop(item.path),),
        avoids=(
            "A capacity provider strategy cannot contain a mix of capacity providers using Auto "
            "Scaling groups and Fargate providers."
        ),
    )


def _change(each: Launched) -> Change:
    before = each.part.body.get("LaunchType")
    edits: tuple[Edit, ...] = (
        Put(
            each.part.at("LaunchType"), "FARGATE", after=("TaskDefinition", "Cluster", "TaskCount")
        ),
    )
    if "CapacityProviderStrategy" in each.part.body:
        edits = (Drop(each.part.at("CapacityProviderStrategy")), *edits)
        was = "its capacity providers are Auto Scaling groups"
    else:
        was = (
            f"it is {before}" if isinstance(before, str) else "it is EC2 where nothing else is said"
        )
    return Change(
        path=each.part.at("LaunchType"),
        what="LaunchType is FARGATE",
        why=f"{was}; without instances of yours, Fargate carries the tasks",
        edits=edits,
        avoids="none: the tasks would go on to run on EC2 instances",
        replaces=(each.part.id,) if each.kind == "service" else (),
    )


STEP = Step(title="the launch type is Fargate", doc=_DOC, look=_look)
