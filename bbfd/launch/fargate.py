"""Fargate: AWS carries the tasks."""

from __future__ import annotations

from functools import cache
from typing import Literal

from bbfd.launch.awsvpc import Awsvpc
from bbfd.model.launch import Placement, Platform, Provider, Size
from bbfd.model.value import value

System = Literal[
    "LINUX",
    "WINDOWS_SERVER_2019_CORE",
    "WINDOWS_SERVER_2019_FULL",
    "WINDOWS_SERVER_2022_CORE",
    "WINDOWS_SERVER_2022_FULL",
    "WINDOWS_SERVER_2025_CORE",
    "WINDOWS_SERVER_2025_FULL",
]


@value
class Spot:
    """A mix of FARGATE and FARGATE_SPOT.

    base: tasks that always run on FARGATE. on_demand, spot: the weights that the rest is shared by.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    """

    base: int = 0
    on_demand: int = 0
    spot: int = 1


@value
class Fargate:
    """AWS carries the tasks: sized as a whole, always awsvpc.

    cpu: vCPU units, 256 to 32768 (1024 are one vCPU). memory: MiB; each cpu allows certain amounts.
    architecture: what the images are made for. storage: GiB of ephemeral storage, 21 to 200; without a word, 20.
    spot: False never, True always on FARGATE_SPOT, a `Spot` for a mix; without a word, as the environment says.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """

    cpu: int = 256
    memory: int = 512
    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    system: System = "LINUX"
    storage: int | None = None
    spot: bool | Spot | None = None
    platform_version: str | None = None
    network_mode: Awsvpc = Awsvpc()

    @property
    def compatibility(self) -> str:
        """What the task definition must be fit for."""
        return "FARGATE"

    @property
    def task_size(self) -> Size:
        """The size of a task as a whole."""
        return Size(self.cpu, self.memory)

    @property
    def platform(self) -> Platform:
        """What the images must be made for."""
        return Platform(self.system, self.architecture)

    @property
    def gives_public_ip(self) -> bool:
        """A task in a public subnet can be given a public address."""
        return True

    @property
    def placement(self) -> Placement:
        """AWS places the tasks."""
        return Placement()

    @property
    def launch_type(self) -> None:
        """A capacity provider says it."""

    @property
    def is_balanced(self) -> bool:
        """A load balancer reaches the tasks."""
        return True

    def providers(self, *, spot: bool) -> tuple[Provider, ...]:
        """FARGATE, FARGATE_SPOT, or a mix of them."""
        wanted = spot if self.spot is None else self.spot
        return _providers(wanted if isinstance(wanted, Spot) else _all_on(spot=wanted))


@cache
def _providers(mix: Spot) -> tuple[Provider, ...]:
    every = (
        Provider("FARGATE", mix.base, mix.on_demand),
        Provider("FARGATE_SPOT", 0, mix.spot),
    )
    return tuple(provider for provider in every if provider.base or provider.weight)


@cache
def _all_on(*, spot: bool) -> Spot:
    return Spot(on_demand=0, spot=1) if spot else Spot(on_demand=1, spot=0)
