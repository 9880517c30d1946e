"""Values of a task definition: one of a few, within bounds, or of a form."""

from __future__ import annotations

from typing import Final

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import ON_EC2, TASK
from bbfd.rules._of_tasks import any_task, ec2_task, fargate_task, in_task
from bbfd.rules._table import UNSET, Row, at_most, held, matching, one_of, within

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_STORAGE = f"{_GUIDE}/fargate-task-storage.html"
_ENUM = ("E3030", "W3030")
_DOC = f"{_GUIDE}/task_definition_parameters.html"
_STORED = "EphemeralStorage: {SizeInGiB: @}"
_BESIDE = [f"        - {{Name: c{number}, Image: 'envoy:1.31'}}\n" for number in range(10)]
_SYSTEMS: Final = (
    "LINUX",
    *(f"WINDOWS_SERVER_{n}_{kind}" for n in (2016, 2019, 2022, 2025) for kind in ("CORE", "FULL")),
    "WINDOWS_SERVER_2004_CORE",
    "WINDOWS_SERVER_20H2_CORE",
)


ROWS = (
    Row(
        "NETWORK-MODE-ENUM",
        "the network mode is one that there is",
        ec2_task,
        "NetworkMode",
        one_of("awsvpc", "bridge", "host", "none"),
        REFUSED,
        "write awsvpc, bridge, host or none",
        _DOC,
        ON_EC2.replace("bridge", "vpc"),
        ("", ""),
        right=ON_EC2,
        also=_ENUM,
    ),
    Row(
        "REQUIRES-COMPATIBILITIES-ENUM",
        "what a task can run on is one that there is",
        any_task,
        "RequiresCompatibilities.*",
        one_of("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"),
        REFUSED,
        "write EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES",
        _DOC,
        TASK.replace("[FARGATE]", "[FARGATE, LAMBDA]"),
        ("", ""),
        right=TASK.replace("[FARGATE]", "[FARGATE, EC2]"),
        also=_ENUM,
    ),
    Row(
        "RUNTIME-PLATFORM-ENUM",
        "the processor is one that there is",
        any_task,
        "RuntimePlatform.CpuArchitecture",
        one_of("X86_64", "ARM64"),
        REFUSED,
        "write X86_64 or ARM64",
        _DOC,
        in_task("RuntimePlatform: {CpuArchitecture: @}"),
        ("AMD64", "ARM64"),
        also=_ENUM,
    ),
    Row(
        "RUNTIME-PLATFORM-FAMILY-ENUM",
        "the operating system is one that there is",
        any_task,
        "RuntimePlatform.OperatingSystemFamily",
        one_of(*_SYSTEMS),
        REFUSED,
        f"write one of {', '.join(_SYSTEMS)}",
        _DOC,
        in_task("RuntimePlatform: {OperatingSystemFamily: @}"),
        ("Linux", "LINUX"),
        also=_ENUM,
    ),
    Row(
        "INFERENCE-ACCELERATORS",
        "no accelerators of Elastic Inference",
        any_task,
        "InferenceAccelerators",
        UNSET,
        "Unsupported field 'inferenceAccelerators'",
        "remove InferenceAccelerators: there is no Elastic Inference any more",
        _DOC,
        in_task("@"),
        ("InferenceAccelerators: [{DeviceName: d, DeviceType: eia2.medium}]", ""),
        also=("W9009",),
    ),
    Row(
        "FAMILY-FORMAT",
        "a family is letters, digits, - and _",
        any_task,
        "Family",
        matching(r"[A-Za-z0-9_-]{1,255}"),
        "Family contains invalid characters.",
        "write 1 to 255 letters, digits, hyphens and underscores",
        _DOC,
        in_task("Family: @"),
        ("my.web", "my-web"),
    ),
    Row(
        "FARGATE-EPHEMERAL-MIN",
        "storage on Fargate is at least 21 GiB, or the 20 that it has",
        fargate_task,
        "EphemeralStorage.SizeInGiB",
        within(21, float("inf")),
        "EphemeralStorage size should be at least 21",
        "write 21 to 200, or remove EphemeralStorage: 20 GiB are there without it",
        _STORAGE,
        in_task(_STORED),
        ("20", "21"),
    ),
    Row(
        "FARGATE-EPHEMERAL-MAX",
        "storage on Fargate is at most 200 GiB",
        fargate_task,
        "EphemeralStorage.SizeInGiB",
        within(float("-inf"), 200),
        "EphemeralStorage size should be at most 200",
        "write 21 to 200; EFS and EBS volumes have more",
        _STORAGE,
        in_task(_STORED),
        ("201", "200"),
    ),
    Row(
        "CONTAINERS-MAX",
        "a task has at most ten containers",
        any_task,
        "ContainerDefinitions",
        at_most(10),
        "Too many containers.",
        "split the task: ten containers are the most",
        f"{_GUIDE}/service-quotas.html",
        TASK + "".join(_BESIDE),
        ("", ""),
        right=TASK + "".join(_BESIDE[1:]),
    ),
)
RULES = held(ROWS)
