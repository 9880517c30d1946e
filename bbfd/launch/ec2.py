"""EC2: the instances of the environment carry the tasks."""

from __future__ import annotations

from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.bridge import Bridge
from bbfd.launch.host import Host
from bbfd.model.launch import Placed, Placement, Provider, Size
from bbfd.model.value import value


@value
class Spread:
    """Placement: evenly over the values of an attribute, as `attribute:ecs.availability-zone` or `instanceId`."""

    over: str = "attribute:ecs.availability-zone"


@value
class Binpack:
    """Placement: on the instance with the least `memory` or `cpu` left, so that the fewest instances run."""

    by: str = "memory"


@value
class Random:
    """Placement: on any instance."""


@value
class DistinctInstance:
    """Constraint: no two tasks of the service on one instance."""


@value
class MemberOf:
    """Constraint: only instances that an expression of the cluster query language matches."""

    expression: str


Strategy = Spread | Binpack | Random
Constraint = DistinctInstance | MemberOf


@value
class EC2:
    """The environment's EC2 capacity carries the tasks (`capacity=Capacity(...)` in the environment).

    cpu: vCPU units (1024 are one vCPU), memory: MiB, of a task as a whole; a cpu of None is shared freely.
    network_mode: `Bridge()`, `Host()` or `Awsvpc()`. strategies: of placement, in their order.
    constraints: all must hold.
    capacity_provider: the name of another capacity provider of the cluster.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """

    cpu: int | None = None
    memory: int = 512
    network_mode: Bridge | Host | Awsvpc = Bridge()
    strategies: tuple[Strategy, ...] = (Spread(), Binpack())
    constraints: tuple[Constraint, ...] = ()
    capacity_provider: str | None = None

    @property
    def compatibility(self) -> str:
        """What the task definition must be fit for."""
        return "EC2"

    @property
    def task_size(self) -> Size:
        """The size of a task as a whole."""
        return Size(self.cpu, self.memory)

    @property
    def platform(self) -> None:
        """The instances decide."""

    @property
    def storage(self) -> None:
        """The instances' disks are shared."""

    @property
    def platform_version(self) -> None:
        """There is none."""

    @property
    def gives_public_ip(self) -> bool:
        """AWS refuses AssignPublicIp on instances."""
        return False

    @property
    def placement(self) -> Placement:
        """Which of the instances take a task."""
        return Placement(
            tuple(_strategy(strategy) for strategy in self.strategies),
            constrained(self.constraints),
        )

    @property
    def launch_type(self) -> None:
        """A capacity provider says it."""

    @property
    def is_balanced(self) -> bool:
        """A load balancer reaches the tasks."""
        return True

    def providers(self, *, spot: bool) -> tuple[Provider, ...]:  # noqa: ARG002 - the question is the seam's
        """The environment's capacity; never a launch type, which would not scale the instances."""
        return (Provider(self.capacity_provider),)


def _strategy(strategy: Strategy) -> Placed:
    if isinstance(strategy, Spread):
        return Placed("spread", strategy.over)
    return Placed("binpack", strategy.by) if isinstance(strategy, Binpack) else Placed("random")


def constrained(constraints: tuple[Constraint, ...]) -> tuple[Placed, ...]:
    """Constraints, as facts."""
    return tuple(_constraint(constraint) for constraint in constraints)


def _constraint(constraint: Constraint) -> Placed:
    if isinstance(constraint, MemberOf):
        return Placed("memberOf", constraint.expression)
    return Placed("distinctInstance")
