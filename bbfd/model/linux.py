"""What a container asks of the kernel."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
Capability = Literal[
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "SYSLOG",
    "WAKE_ALARM",
]


@value
class Ulimit:
    """A limit of the container's processes. hard: the highest that they may raise it to; without it, `soft`.

    On Fargate only `nofile` can be set.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
    """

    name: Literal[
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ]
    soft: int
    hard: int | None = None


@value
class Tmpfs:
    """A file system in memory. path: where the container sees it. size: MiB. options: of mount, as `noexec`.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html
    """

    path: str
    size: int
    options: tuple[str, ...] = ()


@value
class Device:
    """A device of the instance that the container may use (not on Fargate). path: in the container; else as `host`.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Device.html
    """

    host: str
    path: str | None = None
    permissions: tuple[Literal["read", "write", "mknod"], ...] = ()


@value
class Linux:
    """What a container on Linux asks of the kernel.

    init: a process that reaps what others leave behind and hands signals on. add, drop: capabilities beside, or less
    than, those that every container has; Fargate adds SYS_PTRACE alone. shared_memory: MiB of /dev/shm. swap: MiB that
    may be swapped out; 0 for none. swappiness: 0 to 100, how readily. Fargate has no devices, shared memory or swap.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
    """

    init: bool = False
    add: tuple[Capability, ...] = ()
    drop: tuple[Capability, ...] = ()
    shared_memory: int | None = None
    tmpfs: tuple[Tmpfs, ...] = ()
    devices: tuple[Device, ...] = ()
    swap: int | None = None
    swappiness: int | None = None
