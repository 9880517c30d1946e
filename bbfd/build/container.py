"""One container of a task definition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from troposphere import Ref, Sub
from troposphere.ecs import (
    ContainerDefinition,
    Environment,
    HealthCheck,
    LogConfiguration,
    MountPoint,
    PortMapping,
    Secret,
)

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.images import is_ours, pulled_from
from bbfd.build.ports import is_port
from bbfd.build.scope import Scope
from bbfd.model.container import Container, Healthy, names_version, without_version
from bbfd.model.stack import FromImage, Parameter
from bbfd.model.workload import Workload


def image_parameter(scope: Scope[Workload]) -> Parameter:
    """The image of the main container: a parameter, so that a new version changes nothing else."""
    container = scope.workload.container
    image = pulled_from(scope, container)
    return Parameter(
        name=ids.IMAGE,
        type="String",
        default=image if names_version(image) else None,
        source=FromImage(
            container=container.name,
            repository=without_version(image),
            ours=is_ours(scope, container),
        ),
    )


def container_definition(scope: Scope[Workload], container: Container) -> ContainerDefinition:
    """A container with its ports, variables, secrets, mounts, and a log stream of its own."""
    return ContainerDefinition(
        Name=container.name,
        Image=_image(scope, container),
        Essential=container.essential,
        LogConfiguration=_logged(container.name),
        **given(
            PortMappings=_ports(scope, container),
            Environment=_variables(scope, container),
            Secrets=_secrets(scope, container),
            MountPoints=_mounts(scope, container),
            HealthCheck=container.healthy and _health(container.healthy),
            EntryPoint=list(container.entry_point),
            Command=list(container.command),
            Cpu=container.cpu,
            Memory=container.memory,
            MemoryReservation=container.memory_reservation,
            User=container.user,
            WorkingDirectory=container.working_directory,
            ReadonlyRootFilesystem=container.read_only or None,
            StopTimeout=container.stop_timeout,
        ),
    )


def _image(scope: Scope[Workload], container: Container) -> Ref | str:
    if container is scope.workload.container:
        return Ref(ids.IMAGE)
    return pulled_from(scope, container)


def _ports(scope: Scope[Workload], container: Container) -> list[PortMapping]:
    if container.port is None or not is_port(container.port):
        return []
    host = scope.launch.network_mode.host_port(container.port)
    return [_port(container.port, host)]


@cache
def _port(port: int, host: int | None) -> PortMapping:
    return PortMapping(ContainerPort=port, **given(HostPort=host))


def _values(scope: Scope[Workload], container: Container) -> Mapping[str, str]:
    if container is scope.workload.container:
        return {**container.variables, **scope.tuning.variables}
    return container.variables


def _variables(scope: Scope[Workload], container: Container) -> list[Environment]:
    """Those of what the workload uses, and its own, which win."""
    used = (each for each in scope.facts.variables if _is_for(scope, each.container, container))
    values: dict[str, Sub | str] = {each.name: filled_in(each.value) for each in used}
    values.update(_values(scope, container))
    return [Environment(Name=name, Value=values[name]) for name in sorted(values)]


def _is_for(scope: Scope[Workload], name: str | None, container: Container) -> bool:
    """Whether what names a container, or none for the main one, means this."""
    return container.name == (scope.workload.container.name if name is None else name)


def _secrets(scope: Scope[Workload], container: Container) -> list[Secret]:
    mine = (each for each in scope.facts.secrets if _is_for(scope, each.container, container))
    ordered = sorted(mine, key=lambda each: each.name)
    return [Secret(Name=each.name, ValueFrom=filled_in(each.value_from)) for each in ordered]


def filled_in(text: str) -> Sub | str:
    """A text of a feature: `${...}` in it is CloudFormation's to fill in."""
    return Sub(text) if "${" in text else text


def _mounts(scope: Scope[Workload], container: Container) -> list[MountPoint]:
    return [
        MountPoint(SourceVolume=each.volume, ContainerPath=each.path, ReadOnly=each.read_only)
        for each in scope.facts.mounts
        if _is_for(scope, each.container, container)
    ]


@cache
def _health(healthy: Healthy) -> HealthCheck:
    command = healthy.command
    words = ["CMD-SHELL", command] if isinstance(command, str) else ["CMD", *command]
    return HealthCheck(
        Command=words,
        Interval=healthy.interval,
        Timeout=healthy.timeout,
        Retries=healthy.retries,
        **given(StartPeriod=healthy.start_period),
    )


@cache
def _logged(prefix: str) -> LogConfiguration:
    return LogConfiguration(
        LogDriver="awslogs",
        Options={
            "awslogs-group": Ref(ids.LOGS),
            "awslogs-region": Ref("AWS::Region"),
            "awslogs-stream-prefix": prefix,
        },
    )
