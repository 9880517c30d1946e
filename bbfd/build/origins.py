"""Which field of a container made which property of its definition."""

from __future__ import annotations

from functools import cache

from bbfd.build import ids
from bbfd.build.assemble import Origin
from bbfd.model.container import Container

_FIELDS = {
    "Image": "image",
    "Name": "name",
    "PortMappings": "ports",
    "Command": "command",
    "EntryPoint": "entry_point",
    "Environment": "variables",
    "Cpu": "cpu",
    "Memory": "memory",
    "MemoryReservation": "memory_reservation",
    "ResourceRequirements": "gpu",
    "Essential": "essential",
    "RestartPolicy": "restart",
    "RestartPolicy/RestartAttemptPeriod": "restart.period",
    "RestartPolicy/IgnoredExitCodes": "restart.ignored",
    "HealthCheck": "healthy",
    "HealthCheck/Command": "healthy.command",
    "HealthCheck/Interval": "healthy.interval",
    "HealthCheck/Timeout": "healthy.timeout",
    "HealthCheck/Retries": "healthy.retries",
    "HealthCheck/StartPeriod": "healthy.start_period",
    "DependsOn": "after",
    "StartTimeout": "start_timeout",
    "StopTimeout": "stop_timeout",
    "User": "user",
    "WorkingDirectory": "working_directory",
    "ReadonlyRootFilesystem": "read_only",
    "VolumesFrom": "volumes_from",
    "LogConfiguration": "logs",
    "FirelensConfiguration": "router",
    "DockerLabels": "labels",
    "Ulimits": "ulimits",
    "LinuxParameters": "linux",
    "LinuxParameters/Capabilities/Add": "linux.add",
    "LinuxParameters/Capabilities/Drop": "linux.drop",
    "LinuxParameters/SharedMemorySize": "linux.shared_memory",
    "LinuxParameters/Tmpfs": "linux.tmpfs",
    "LinuxParameters/Devices": "linux.devices",
    "LinuxParameters/MaxSwap": "linux.swap",
    "LinuxParameters/Swappiness": "linux.swappiness",
    "SystemControls": "system_controls",
    "Privileged": "privileged",
    "DockerSecurityOptions": "security_options",
    "Hostname": "hostname",
    "ExtraHosts": "hosts",
    "DnsServers": "dns_servers",
    "DnsSearchDomains": "dns_search",
    "Links": "links",
    "VersionConsistency": "version_consistency",
}
_USED = ("EnvironmentFiles", "Secrets", "MountPoints", "RepositoryCredentials")


def origins_of(sidecars: tuple[Container, ...], used: tuple[Container, ...]) -> tuple[Origin, ...]:
    """Of the main container, those beside it, and those that come with what the workload uses."""
    return _origins_of(len(sidecars), len(used))


@cache
def _origins_of(sidecars: int, used: int) -> tuple[Origin, ...]:
    own = ("container", *(f"sidecars.{number}" for number in range(sidecars)))
    found = [
        Origin(ids.TASK, name, f"ContainerDefinitions/{index}") for index, name in enumerate(own)
    ]
    for index, name in enumerate(own):
        here = f"ContainerDefinitions/{index}"
        found += [Origin(ids.TASK, f"{name}.{f}", f"{here}/{p}") for p, f in _FIELDS.items()]
        found += [Origin(ids.TASK, "uses", f"{here}/{p}") for p in _USED]
    further = range(len(own), len(own) + used)
    found += [Origin(ids.TASK, "uses", f"ContainerDefinitions/{index}") for index in further]
    return tuple(found)
