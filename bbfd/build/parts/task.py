"""The task definition: what runs, and with how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from troposphere import GetAtt, Output, Ref
from troposphere.ecs import EphemeralStorage, TaskDefinition
from troposphere.ecs import Volume as VolumeDefinition

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.container import container_definition, image_parameters
from bbfd.build.first import first, unfit_first
from bbfd.build.origins import origins_of
from bbfd.build.scope import Scope
from bbfd.build.shims.platform import RuntimePlatform
from bbfd.build.unfit import unfit, usable_storage
from bbfd.build.variables import learned
from bbfd.model.facts import Volume
from bbfd.model.launch import Platform
from bbfd.model.naming import fit
from bbfd.model.workload import Workload


def task(scope: Scope[Workload]) -> Iterator[Made]:
    """A task definition fit for what carries it, and the parameters for its images."""
    launch = scope.launch
    size = launch.task_size
    yield TaskDefinition(
        ids.TASK,
        Family=fit(f"{scope.place.name}-{scope.name}", 255),
        RequiresCompatibilities=[launch.compatibility],
        NetworkMode=launch.network_mode.name,
        ExecutionRoleArn=GetAtt(ids.EXECUTION_ROLE, "Arn"),
        TaskRoleArn=GetAtt(ids.TASK_ROLE, "Arn"),
        ContainerDefinitions=[container_definition(scope, each) for each in scope.containers],
        **given(
            Cpu=_text(size.cpu),
            Memory=_text(size.memory),
            RuntimePlatform=_platform(launch.platform),
            EphemeralStorage=_storage(launch.storage),
            Volumes=_volumes(scope.facts.volumes),
            EnableFaultInjection=scope.workload.fault_injection or None,
            PidMode=scope.workload.pid_mode,
            IpcMode=scope.workload.ipc_mode,
        ),
        **{**first(scope), **_OLD_ONES_STAY},
    )
    yield from image_parameters(scope)
    yield from learned(scope)
    yield _OUTPUT
    yield from unfit(scope)
    yield from unfit_first(scope)
    yield from _origins_of(scope.launch_field)
    yield from origins_of(scope.workload.sidecars, scope.facts.sidecars)


# What runs on an old revision, or goes back to it, needs it to be ACTIVE: CloudFormation would deregister it as soon as
# the service has taken a new one. `bbfd prune` does that later. https://github.com/aws/aws-cdk/issues/24372
_OLD_ONES_STAY: Mapping[str, Any] = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"}

# What must run: a deployer need not list resources to know its revision.
_OUTPUT = Output(ids.TASK_DEFINITION, Value=Ref(ids.TASK))


def _volumes(used: tuple[Volume, ...]) -> list[VolumeDefinition]:
    if not used:
        return []
    from bbfd.build.volumes import volumes  # few services have any

    return volumes(used)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


@cache
def _platform(platform: Platform | None) -> RuntimePlatform | None:
    if platform is None:
        return None
    return RuntimePlatform(
        OperatingSystemFamily=platform.system, CpuArchitecture=platform.architecture
    )


def _storage(size: int | None) -> EphemeralStorage | None:
    usable = usable_storage(size)
    return None if usable is None else EphemeralStorage(SizeInGiB=usable)


@cache
def _origins_of(launch: str) -> tuple[Origin, ...]:
    return (
        Origin(ids.TASK, "container"),
        Origin(ids.TASK, "container", "ContainerDefinitions"),
        Origin(ids.TASK, f"{launch}.cpu", "Cpu"),
        Origin(ids.TASK, f"{launch}.memory", "Memory"),
        Origin(ids.TASK, f"{launch}.network_mode", "NetworkMode"),
        Origin(ids.TASK, f"{launch}.architecture", "RuntimePlatform"),
        Origin(ids.TASK, f"{launch}.storage", "EphemeralStorage"),
        Origin(ids.TASK, "uses", "Volumes"),
        Origin(ids.TASK, "fault_injection", "EnableFaultInjection"),
        Origin(ids.TASK, "pid_mode", "PidMode"),
        Origin(ids.TASK, "ipc_mode", "IpcMode"),
    )
