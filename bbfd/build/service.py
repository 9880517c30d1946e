"""Workload + Environment -> Stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from troposphere import AWSObject

from bbfd.build.assemble import Frame, Made, Origin, PartOf, assemble, made_by
from bbfd.build.needed import needed_by
from bbfd.build.scope import Scope
from bbfd.build.tags import odd_tags
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import stack_name
from bbfd.model.stack import Refusal, Stack, Unbuildable
from bbfd.model.workload import LongRunning, Workload

# One part of a service's stack; what it may see of the workload, its own signature says.
Part = PartOf[Scope[Any]]


def service_stack(service: Definition[Workload], environment: Definition[Environment]) -> Stack:
    """What the workload's parts make of it in this environment."""
    service = _tuned(service, environment)
    frame = Frame(
        name=stack_name(environment.name, service.name),
        description=f"{service.name} in {environment.name}",
        definition=service.file,
        tags={
            **environment.value.tags,
            **service.value.tags,
            "bbfd:service": service.name,
            "bbfd:environment": environment.name,
            **environment.value.marks,
        },
        protected=environment.value.protected,
        needed=needed_by(environment),
        boundary=environment.value.permissions_boundary,
        override=service.value.override,
    )
    workload, scope = service.value, Scope(service, environment)
    return assemble(
        (*workload.parts, _tags, *_own(workload), *_of_features(scope), *_of_place(scope)),
        scope,
        frame,
    )


def _tuned(
    service: Definition[Workload], environment: Definition[Environment]
) -> Definition[Workload]:
    """Where an environment comes and goes, what is tuned for the one that it is like is tuned for it."""
    tuning = service.value.tuning
    like = environment.value.marks.get("bbfd:like", "")
    if like not in tuning:
        return service
    tuned = {**tuning, environment.name: tuning[like]}
    return replace(service, value=replace(service.value, tuning=tuned))


def _tags(scope: Scope[Workload]) -> Iterator[Made]:
    """They are the stack's: only what is wrong with them is told."""
    yield from odd_tags(scope.workload.tags)


def _own(workload: Workload) -> Iterator[Part]:
    """The project's own parts."""
    for index, part in enumerate(workload.more):
        yield _placed(part, f"more.{index}")


def _of_features(scope: Scope[Workload]) -> Iterator[Part]:
    """What the things that the workload uses make."""
    try:
        answers = scope.answers
    except Unbuildable:
        return  # told by the parts that ask for the other facts
    for index, answer in enumerate(answers):
        yield from (_placed(part, f"uses.{index}") for part in answer.parts)


def _of_place(scope: Scope[Workload]) -> Iterator[Part]:
    """What the environment wants of every service."""
    if scope.environment.alarms is not None and isinstance(scope.workload, LongRunning):
        from bbfd.build.parts.watched import watched  # CloudWatch's classes take time

        yield watched


def _placed(part: Part, field: str) -> Part:
    """The part, all that it makes or refuses told of the field that brought it."""

    def made(scope: Scope[Any]) -> Iterator[Made]:
        for thing in made_by(part, scope):
            if isinstance(thing, Refusal) and thing.field in ("", "uses"):
                yield replace(thing, field=field)
            else:
                yield thing
            if isinstance(thing, AWSObject):
                yield Origin(str(thing.title), field)

    return made
