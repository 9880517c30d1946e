"""EC2 instances that ECS itself manages."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class ManagedCapacity:
    """EC2 instances that ECS picks, starts, patches and takes away, as the tasks need them (ECS Managed Instances).

    They cost what the instances cost, and a fee. vcpus: of an instance, the least and the most, or None for no most.
    memory: MiB, likewise. types: the instance types that will do, with wildcards, as `("m7i.*", "c7i.*")`. makers: of
    processors. gpus: NVIDIA GPUs of an instance, at least. storage: GiB of an instance's disk. spot: on Spot.
    detailed: its metrics each minute, which cost money.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-capacityprovider-instancelaunchtemplate.html
    """

    vcpus: tuple[int, int | None] | None = None
    memory: tuple[int, int | None] | None = None
    types: tuple[str, ...] = ()
    makers: tuple[Literal["intel", "amd", "amazon-web-services"], ...] = ()
    gpus: int | None = None
    storage: int | None = None
    spot: bool = False
    detailed: bool = False
