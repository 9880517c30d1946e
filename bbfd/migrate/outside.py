"""What a service uses and another template makes: target groups and task definitions that have to change there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries
from bbfd.template.macros import unseen

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"


def _look(template: Template) -> Iterator[Note]:
    for entry in entries(template):
        if not entry.group:
            yield Note(
                path=entry.at,
                what="the target group is made elsewhere",
                fix="see to it that its TargetType is ip: a new one, for it cannot be changed",
            )
    yield from _macros(template)
    for each in template.launched:
        if not each.task:
            yield _task(each)
    for some in template.sometimes:
        yield Note(
            path=some.launched.part.at("LaunchType"),
            what=f"{some.launched.part.id} runs on Fargate when {some.when}: it was left as it is",
            fix="deploy it with these values",
        )
    for each in template.either:
        yield Note(
            path=each.part.at("LaunchType"),
            what=f"{each.part.id} takes what it runs on from who deploys it: it was left as it is",
            fix="deploy it with FARGATE, or write LaunchType: FARGATE and migrate again",
        )


def _macros(template: Template) -> Iterator[Note]:
    what, body = unseen(template.document), template.document.body
    if what:
        keys = (id for id in template.document.values.resources if id.startswith("Fn::"))
        inside = ("Resources", *itertools.islice(keys, 1))
        yield Note(
            path=("Transform",) if "macro" in what and "Transform" in body else inside,
            what=f"{what} changes this template before CloudFormation reads it; that is not seen here",
            fix="look at the processed template of a change set, too",
        )


def _task(each: Launched) -> Note:
    name = "TaskDefinition" if each.kind in ("service", "task set") else "TaskDefinitionArn"
    return Note(
        path=each.part.at(name),
        what="the task definition is made elsewhere",
        fix="migrate it there: Fargate wants awsvpc, Cpu, Memory and an execution role of it",
    )


STEP = Step(title="what other templates make", doc=_DOC, look=_look)
