"""ECS Managed Instances: EC2 instances that AWS picks, starts, patches and takes away carry the tasks."""

from __future__ import annotations

from typing import Literal

from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import Constraint, constrained
from bbfd.launch.host import Host
from bbfd.model.launch import Placement, Platform, Provider, Size
from bbfd.model.value import value


@value
class ManagedInstances:
    """The environment's managed instances carry the tasks (`managed=ManagedCapacity(...)` in the environment).

    cpu: vCPU units (1024 are one vCPU), memory: MiB, of a task as a whole. architecture: what the images are made for.
    network_mode: `Awsvpc()` or `Host()`. constraints: all must hold; AWS places the tasks.
    capacity_provider: the name of another capacity provider of the cluster.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html
    """

    cpu: int = 256
    memory: int = 512
    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    network_mode: Awsvpc | Host = Awsvpc()
    constraints: tuple[Constraint, ...] = ()
    capacity_provider: str | None = None

    @property
    def compatibility(self) -> str:
        """What the task definition must be fit for."""
        return "MANAGED_INSTANCES"

    @property
    def task_size(self) -> Size:
        """The size of a task as a whole."""
        return Size(self.cpu, self.memory)

    @property
    def platform(self) -> Platform:
        """What the images must be made for, and so the instances be."""
        return Platform("LINUX", self.architecture)

    @property
    def storage(self) -> None:
        """The instances' disks are shared."""

    @property
    def platform_version(self) -> None:
        """There is none."""

    @property
    def gives_public_ip(self) -> bool:
        """AWS gives public addresses to tasks on Fargate alone."""
        return False

    @property
    def placement(self) -> Placement:
        """Which of the instances take a task."""
        return Placement((), constrained(self.constraints))

    @property
    def launch_type(self) -> None:
        """A capacity provider says it."""

    @property
    def is_balanced(self) -> bool:
        """A load balancer reaches the tasks."""
        return True

    def providers(self, *, spot: bool) -> tuple[Provider, ...]:  # noqa: ARG002 - the question is the seam's
        """The environment's managed capacity, which says itself whether it is on Spot."""
        return (Provider(self.capacity_provider, of="managed"),)
