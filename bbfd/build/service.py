"""Workload + Environment -> Stack."""

from __future__ import annotations

from typing import Any

from bbfd.build.assemble import Frame, PartOf, assemble
from bbfd.build.needed import needed_by
from bbfd.build.scope import Scope
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack, Unbuildable
from bbfd.model.workload import Workload

# One part of a service's stack; what it may see of the workload, its own signature says.
Part = PartOf[Scope[Any]]


def service_stack(service: Definition[Workload], environment: Definition[Environment]) -> Stack:
    """What the workload's parts make of it in this environment."""
    frame = Frame(
        name=stack_name(environment.name, service.name),
        description=f"{service.name} in {environment.name}",
        definition=service.file,
        tags={
            **environment.value.tags,
            "bbfd:service": service.name,
            "bbfd:environment": environment.name,
        },
        protected=environment.value.protected,
        needed=needed_by(environment),
    )
    scope = Scope(service, environment)
    return assemble((*service.value.parts, *service.value.more, *_of_features(scope)), scope, frame)


def _of_features(scope: Scope[Workload]) -> tuple[Part, ...]:
    """What the things that the workload uses make."""
    try:
        return scope.facts.parts
    except Unbuildable:
        return ()  # told by the parts that ask for the other facts
