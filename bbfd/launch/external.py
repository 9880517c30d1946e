"""External: machines of one's own, registered with the cluster, carry the tasks (ECS Anywhere)."""

from __future__ import annotations

from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import Constraint, constrained
from bbfd.launch.host import Host
from bbfd.model.launch import Placement, Provider, Size
from bbfd.model.value import value


@value
class External:
    """Machines outside AWS, registered with the cluster before, carry the tasks. No load balancer reaches them.

    cpu: vCPU units (1024 are one vCPU), memory: MiB, of a task as a whole; a cpu of None is shared freely.
    network_mode: `Bridge()` or `Host()`. constraints: all must hold.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
    """

    cpu: int | None = None
    memory: int = 512
    network_mode: Bridge | Host = Bridge()
    constraints: tuple[Constraint, ...] = ()

    @property
    def compatibility(self) -> str:
        """What the task definition must be fit for."""
        return "EXTERNAL"

    @property
    def task_size(self) -> Size:
        """The size of a task as a whole."""
        return Size(self.cpu, self.memory)

    @property
    def platform(self) -> None:
        """The machines decide."""

    @property
    def storage(self) -> None:
        """The machines' disks are shared."""

    @property
    def platform_version(self) -> None:
        """There is none."""

    @property
    def gives_public_ip(self) -> bool:
        """The machines have their own addresses."""
        return False

    @property
    def placement(self) -> Placement:
        """Which of the machines take a task."""
        return Placement((), constrained(self.constraints))

    @property
    def launch_type(self) -> str:
        """No capacity provider stands for machines outside AWS."""
        return "EXTERNAL"

    @property
    def is_balanced(self) -> bool:
        """Load balancers reach what is in the network alone."""
        return False

    def providers(self, *, spot: bool) -> tuple[Provider, ...]:  # noqa: ARG002 - the question is the seam's
        """None."""
        return ()
