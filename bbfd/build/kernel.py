"""What a container asks of the kernel and of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere.ecs import Device as DeviceMapping
from troposphere.ecs import (
    HostEntry,
    KernelCapabilities,
    LinuxParameters,
    ResourceRequirement,
    SystemControl,
)
from troposphere.ecs import Tmpfs as TmpfsMount
from troposphere.ecs import Ulimit as Limit

from bbfd.build._given import given
from bbfd.model.container import Container

if TYPE_CHECKING:
    from bbfd.model.linux import Device, Linux, Tmpfs, Ulimit


def of_kernel(container: Container) -> dict[str, Any]:
    """Limits, capabilities, memory that is shared, settings."""
    return given(
        LinuxParameters=container.linux and _linux(container.linux),
        Ulimits=[_limit(each) for each in container.ulimits],
        SystemControls=[
            SystemControl(Namespace=name, Value=container.system_controls[name])
            for name in sorted(container.system_controls)
        ],
    )


def of_instance(container: Container) -> dict[str, Any]:
    """What there is on instances alone, and what needs a network that is not the task's own."""
    return given(
        ResourceRequirements=_gpu(container.gpu),
        Privileged=container.privileged or None,
        DockerSecurityOptions=list(container.security_options),
        Hostname=container.hostname,
        ExtraHosts=[
            HostEntry(Hostname=name, IpAddress=container.hosts[name])
            for name in sorted(container.hosts)
        ],
        DnsServers=list(container.dns_servers),
        DnsSearchDomains=list(container.dns_search),
        Links=list(container.links),
    )


def _linux(linux: Linux) -> LinuxParameters:
    capabilities = given(Add=list(linux.add), Drop=list(linux.drop))
    return LinuxParameters(
        **given(
            InitProcessEnabled=linux.init or None,
            Capabilities=KernelCapabilities(**capabilities) if capabilities else None,
            SharedMemorySize=linux.shared_memory,
            Tmpfs=[_tmpfs(each) for each in linux.tmpfs],
            Devices=[_device(each) for each in linux.devices],
            MaxSwap=linux.swap,
            Swappiness=linux.swappiness,
        )
    )


def _limit(limit: Ulimit) -> Limit:
    hard = limit.soft if limit.hard is None else limit.hard
    return Limit(Name=limit.name, SoftLimit=limit.soft, HardLimit=hard)


def _tmpfs(tmpfs: Tmpfs) -> TmpfsMount:
    return TmpfsMount(
        ContainerPath=tmpfs.path, Size=tmpfs.size, **given(MountOptions=list(tmpfs.options))
    )


def _device(device: Device) -> DeviceMapping:
    return DeviceMapping(
        HostPath=device.host,
        **given(ContainerPath=device.path, Permissions=list(device.permissions)),
    )


def _gpu(count: int | None) -> list[ResourceRequirement]:
    return [] if count is None else [ResourceRequirement(Type="GPU", Value=str(count))]
