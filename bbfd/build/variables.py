"""The environment variables of a container: plain ones, secret ones, files of them, and what other stacks tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troposphere import GetAtt, Join, Ref, Sub
from troposphere.ecs import Environment, EnvironmentFile, Secret

from bbfd.build.needed import needed_by
from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.model.container import Container
from bbfd.model.naming import environment_stack_name, logical_id, stack_name
from bbfd.model.reference import FromEnvironment, FromService, Reference
from bbfd.model.stack import FromStack, Parameter
from bbfd.model.workload import Workload

Said = Ref | GetAtt | Sub | Join | str


def variables(scope: Scope[Workload], container: Container) -> list[Environment]:
    """Those of what the workload uses, and its own, which win."""
    used = (each for each in scope.facts.variables if scope.is_for(each.container, container))
    values: dict[str, Said] = {each.name: filled_in(each.value) for each in used}
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
    """A parameter for each value that another stack tells; what all take of their environment comes by itself."""
    for container in scope.containers:
        for each in _values(scope, container).values():
            if not isinstance(each, str) and not _is_shared(scope, each):
                yield Parameter(
                    name=parameter_name(each), type="String", source=source_of(scope, each)
                )


def _values(scope: Scope[Workload], container: Container) -> Mapping[str, str | Reference]:
    if container is scope.workload.container:
        return {**container.variables, **scope.tuning.variables}
    return container.variables


def _said(scope: Scope[Workload], wanted: str | Reference) -> Said:
    if isinstance(wanted, str):
        return wanted
    if not _is_shared(scope, wanted):
        return Ref(parameter_name(wanted))
    found = needed_by(scope.place)(wanted.output)
    several = isinstance(found, Parameter) and found.type.startswith("List<")
    return Join(",", Ref(wanted.output)) if several else Ref(wanted.output)


def _is_shared(scope: Scope[Workload], wanted: Reference) -> bool:
    """Whether it is one of the parameters that every service takes its environment by."""
    if not isinstance(wanted, FromEnvironment):
        return False
    return needed_by(scope.place)(wanted.output) is not None


def parameter_name(wanted: Reference) -> str:
    """What the parameter is called that a value of another stack comes by."""
    if isinstance(wanted, FromEnvironment):
        return logical_id("environment", wanted.output)
    of = wanted.service if isinstance(wanted, FromService) else wanted.stack
    return logical_id(of, wanted.output)


def source_of(scope: Scope[Workload], wanted: Reference) -> FromStack:
    """Where it is learned from."""
    place = scope.place.name
    if isinstance(wanted, FromService):
        name = stack_name(place, wanted.service)
        return FromStack(stack=name, output=wanted.output, service=wanted.service)
    if isinstance(wanted, FromEnvironment):
        return FromStack(stack=environment_stack_name(place), output=wanted.output)
    return wanted
