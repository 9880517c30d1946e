"""The environment variables of a container: plain ones, secret ones, files of them, and what other stacks tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from troposphere.ecs import Environment, EnvironmentFile, Secret

from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.model.container import Container
from bbfd.model.stack import Parameter
from bbfd.model.workload import Workload

if TYPE_CHECKING:
    from bbfd.model.reference import Reference


def variables(scope: Scope[Workload], container: Container) -> list[Environment]:
    """Those of what the workload uses, and its own, which win."""
    used = (each for each in scope.facts.variables if scope.is_for(each.container, container))
    values: dict[str, Any] = {each.name: filled_in(each.value) for each in used}
    own = _values(scope, container)
    values.update((name, _said(scope, own[name])) for name in own)
    return [Environment(Name=name, Value=values[name]) for name in sorted(values)]


def secrets(scope: Scope[Workload], container: Container) -> list[Secret]:
    """Those that ECS reads when the task starts."""
    mine = (each for each in scope.facts.secrets if scope.is_for(each.container, container))
    ordered = sorted(mine, key=lambda each: each.name)
    return [Secret(Name=each.name, ValueFrom=filled_in(each.value_from)) for each in ordered]


def files(scope: Scope[Workload], container: Container) -> list[EnvironmentFile]:
    """Files of variables, in the order that they are used in: of one name, the first wins."""
    mine = (each for each in scope.facts.files if scope.is_for(each.container, container))
    return [EnvironmentFile(Type="s3", Value=filled_in(each.object)) for each in mine]


def learned(scope: Scope[Workload]) -> Iterator[Parameter]:
    """A parameter for each value that another stack tells."""
    for container in scope.containers:
        for each in _values(scope, container).values():
            if not isinstance(each, str):
                from bbfd.build.learned import parameter

                if (made := parameter(scope, each)) is not None:
                    yield made


def _values(scope: Scope[Workload], container: Container) -> Mapping[str, str | Reference]:
    if container is scope.workload.container:
        return {**container.variables, **scope.tuning.variables}
    return container.variables


def _said(scope: Scope[Workload], wanted: str | Reference) -> Any:
    if isinstance(wanted, str):
        return wanted
    from bbfd.build.learned import said  # few services need it, and a preview need not load it

    return said(scope, wanted)
