"""Values of a container: one of a few, within bounds, or of a form."""

from __future__ import annotations

from typing import Final

from bbfd.rules._bounds import REFUSED
from bbfd.rules._of_tasks import any_container, fargate_container, in_container
from bbfd.rules._rule import Level
from bbfd.rules._table import Row, at_most, held, matching, none_of, one_of, within

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_DOC = f"{_GUIDE}/task_definition_parameters.html"
_LIMITS: Final = (
    *("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc"),
    *("rss", "rtprio", "rttime", "sigpending", "stack"),
)
_SYSCTL: Final = r"net\..+|kernel\.(shm.*|msg.*|sem)|fs\.mqueue\..+"


ROWS = (
    Row(
        "FARGATE-START-TIMEOUT",
        "StartTimeout is 2 to 120 on Fargate",
        fargate_container,
        "StartTimeout",
        within(2, 120),
        "Granular start timeout on container 'web' must be at least 2 seconds.",
        "write 2 to 120",
        _DOC,
        in_container("StartTimeout: @"),
        ("1", "2"),
        level=Level.WARNING,
    ),
    Row(
        "RESTART-POLICY-PERIOD",
        "a restart is tried after 60 to 1800 seconds",
        any_container,
        "RestartPolicy.RestartAttemptPeriod",
        within(60, 1800),
        "the 'restartAttemptPeriod' setting for container 'web' must be between 60 and 1800",
        "write 60 to 1800",
        f"{_API}/API_ContainerRestartPolicy.html",
        in_container("RestartPolicy: {Enabled: true, RestartAttemptPeriod: @}"),
        ("30", "60"),
    ),
    Row(
        "RESTART-POLICY-EXIT-CODES",
        "at most fifty exit codes are ignored",
        any_container,
        "RestartPolicy.IgnoredExitCodes",
        at_most(50),
        REFUSED,
        "name at most 50",
        f"{_API}/API_ContainerRestartPolicy.html",
        in_container("RestartPolicy: {Enabled: true, IgnoredExitCodes: [@]}"),
        (", ".join(map(str, range(51))), "0, 143"),
        level=Level.WARNING,
    ),
    Row(
        "ULIMIT-NAME",
        "a limit has a name that the kernel knows",
        any_container,
        "Ulimits.*.Name",
        one_of(*_LIMITS),
        REFUSED,
        f"write one of {', '.join(_LIMITS)}",
        f"{_API}/API_Ulimit.html",
        in_container("Ulimits: [{Name: @, SoftLimit: 1024, HardLimit: 4096}]"),
        ("openfiles", "nofile"),
        also=("E3030", "W3030"),
    ),
    Row(
        "FARGATE-ULIMIT-NAME",
        "the limit of open files is the one that Fargate lets be set",
        fargate_container,
        "Ulimits.*.Name",
        none_of(*(name for name in _LIMITS if name != "nofile")),
        "none: Fargate lets only nofile be set",
        "remove the limit: only nofile can be set",
        _DOC,
        in_container("Ulimits: [{Name: @, SoftLimit: 1024, HardLimit: 4096}]"),
        ("nproc", "nofile"),
        level=Level.WARNING,
    ),
    Row(
        "SYSCTL-NAMESPACE",
        "a kernel setting is one of network or of communication between processes",
        any_container,
        "SystemControls.*.Namespace",
        matching(_SYSCTL),
        REFUSED,
        "remove it: net.*, kernel.shm*, kernel.msg*, kernel.sem and fs.mqueue.* can be set",
        f"{_API}/API_SystemControl.html",
        in_container("SystemControls: [{Namespace: @, Value: '1'}]"),
        ("vm.swappiness", "net.core.somaxconn"),
        level=Level.WARNING,
    ),
)
RULES = held(ROWS)
