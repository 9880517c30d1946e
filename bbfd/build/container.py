"""One container of a task definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from troposphere import Ref
from troposphere.ecs import (
    ContainerDefinition,
    ContainerDependency,
    HealthCheck,
    MountPoint,
    RepositoryCredentials,
    RestartPolicy,
    VolumesFrom,
)

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.images import is_built, is_ours, pulled_from
from bbfd.build.kernel import of_instance, of_kernel
from bbfd.build.listening import port_mappings
from bbfd.build.outlet import logged, routing
from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.build.variables import files, secrets, variables
from bbfd.model.container import Container, Healthy, Restart, names_version, without_version
from bbfd.model.naming import logical_id
from bbfd.model.stack import FromImage, Parameter
from bbfd.model.workload import Workload


def image_parameters(scope: Scope[Workload]) -> Iterator[Parameter]:
    """Images that are parameters, so that a new version changes nothing else: the main container's, and those that
    BBFD builds.
    """
    yield _image_parameter(scope, scope.workload.container, ids.IMAGE)
    for container in scope.workload.sidecars:
        if is_built(scope, container):
            yield _image_parameter(scope, container, _beside(container))


def _image_parameter(scope: Scope[Workload], container: Container, name: str) -> Parameter:
    image = pulled_from(scope, container)
    return Parameter(
        name=name,
        type="String",
        default=image if names_version(image) else None,
        source=FromImage(
            container=container.name,
            repository=without_version(image),
            main=container is scope.workload.container,
            ours=is_ours(scope, container),
            built=is_built(scope, container),
        ),
    )


def container_definition(scope: Scope[Workload], container: Container) -> ContainerDefinition:
    """A container with all that it is given, and a log stream of its own."""
    return ContainerDefinition(
        Name=container.name,
        Image=_image(scope, container),
        Essential=container.essential,
        **given(
            LogConfiguration=logged(scope, container),
            FirelensConfiguration=routing(container.router),
            PortMappings=port_mappings(scope, container),
            Environment=variables(scope, container),
            EnvironmentFiles=files(scope, container),
            Secrets=secrets(scope, container),
            MountPoints=_mounts(scope, container),
            VolumesFrom=[_volumes_of(each) for each in container.volumes_from],
            RepositoryCredentials=_credentials(scope, container),
            EntryPoint=list(container.entry_point),
            Command=list(container.command),
            Cpu=container.cpu,
            Memory=container.memory,
            MemoryReservation=container.memory_reservation,
        ),
        **_living(container),
        **_running(container),
        **of_kernel(container),
        **of_instance(container),
    )


def _living(container: Container) -> dict[str, Any]:
    """How it begins, is well, and ends."""
    return given(
        DependsOn=[
            ContainerDependency(ContainerName=name, Condition=container.after[name].upper())
            for name in sorted(container.after)
        ],
        HealthCheck=container.healthy and _health(container.healthy),
        RestartPolicy=container.restart and _restart(container.restart),
        StartTimeout=container.start_timeout,
        StopTimeout=container.stop_timeout,
    )


def _running(container: Container) -> dict[str, Any]:
    """What a container engine is told."""
    return given(
        User=container.user,
        WorkingDirectory=container.working_directory,
        ReadonlyRootFilesystem=container.read_only or None,
        DockerLabels=dict(container.labels),
        Interactive=container.interactive or None,
        PseudoTerminal=container.pseudo_terminal or None,
        VersionConsistency=None if container.version_consistency else "disabled",
    )


def _image(scope: Scope[Workload], container: Container) -> Ref | str:
    if container is scope.workload.container:
        return Ref(ids.IMAGE)
    if container in scope.workload.sidecars and is_built(scope, container):
        return Ref(_beside(container))
    return pulled_from(scope, container)


def _beside(container: Container) -> str:
    """The parameter for the image of a sidecar."""
    return logical_id(ids.IMAGE, container.name)


def _mounts(scope: Scope[Workload], container: Container) -> list[MountPoint]:
    return [
        MountPoint(SourceVolume=each.volume, ContainerPath=each.path, ReadOnly=each.read_only)
        for each in scope.facts.mounts
        if scope.is_for(each.container, container)
    ]


def _volumes_of(text: str) -> VolumesFrom:
    name, _, how = text.partition(":")
    return VolumesFrom(SourceContainer=name, **given(ReadOnly=how == "ro" or None))


def _credentials(scope: Scope[Workload], container: Container) -> RepositoryCredentials | None:
    for each in scope.facts.credentials:
        if scope.is_for(each.container, container):
            return RepositoryCredentials(CredentialsParameter=filled_in(each.secret))
    return None


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
def _restart(restart: Restart) -> RestartPolicy:
    return RestartPolicy(
        Enabled=True,
        RestartAttemptPeriod=restart.period,
        **given(IgnoredExitCodes=list(restart.ignored)),
    )
