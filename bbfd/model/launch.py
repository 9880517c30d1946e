"""What carries the tasks, and how a task gets an address: the facts that parts ask for.

Facts are in our own words, never template properties: a part that asks for them never asks
which launch or network mode it serves. The answers are in `bbfd/launch/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol

from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.reference import FromEnvironment, FromService
    from bbfd.model.scaling import Scaling
    from bbfd.model.stack import FromStack

TargetType = Literal["ip", "instance"]

# Host ports that are picked for tasks when they start: what the load balancer reaches instances on.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
PICKED = range(32768, 65536)


@value(kw_only=False)
class Size:
    """The size of a task: vCPU units (1024 are one vCPU) and MiB. None where the launch leaves it open."""

    cpu: int | None
    memory: int | None


@value(kw_only=False)
class Platform:
    """Operating system family and processor architecture, by AWS's names."""

    system: str
    architecture: str


@value(kw_only=False)
class Provider:
    """One item of a capacity provider strategy. name None: the environment's own capacity, of the sort in `of`."""

    name: str | None
    base: int = 0
    weight: int = 1
    of: Literal["instances", "managed"] = "instances"


@value(kw_only=False)
class Placed:
    """One placement strategy or constraint: its type, and its field or expression."""

    type: str
    by: str | None = None


@value(kw_only=False)
class Placement:
    """Which of the instances take a task."""

    strategies: tuple[Placed, ...] = ()
    constraints: tuple[Placed, ...] = ()


@value(kw_only=False)
class Attachment:
    """A network interface of the task's own. public_ip: it may have a public address."""

    public_ip: bool


class NetworkMode(Protocol):
    """How a task gets an address."""

    @property
    def name(self) -> str:
        """The network mode by AWS's name."""

    @property
    def target_type(self) -> TargetType:
        """What a target group registers."""

    def host_port(self, container_port: int) -> int | None:
        """The port on the host; None where it is the container's and need not be said."""

    @property
    def one_address(self) -> bool:
        """Whether the containers of a task reach each other at localhost."""

    def attachment(self, *, public_ip: bool) -> Attachment | None:
        """The task's own network interface, None where it shares the host's. public_ip: the launch can give one."""


class Launch(Protocol):
    """What carries the tasks."""

    @property
    def network_mode(self) -> NetworkMode:
        """How a task gets an address."""

    @property
    def compatibility(self) -> str:
        """What the task definition must be fit for, by AWS's name."""

    @property
    def task_size(self) -> Size:
        """The size of a task as a whole."""

    @property
    def platform(self) -> Platform | None:
        """What the images must be made for; None where the host decides."""

    @property
    def storage(self) -> int | None:
        """Ephemeral storage of a task in GiB; None for what the launch gives of itself."""

    @property
    def platform_version(self) -> str | None:
        """The platform version; None where the launch has none or the latest is meant."""

    @property
    def gives_public_ip(self) -> bool:
        """Whether a task in a public subnet can be given a public address."""

    @property
    def placement(self) -> Placement:
        """Which of the instances take a task."""

    @property
    def launch_type(self) -> str | None:
        """The launch type by AWS's name, where no capacity provider says what carries the tasks."""

    @property
    def is_balanced(self) -> bool:
        """Whether a load balancer reaches the tasks."""

    def providers(self, *, spot: bool) -> tuple[Provider, ...]:
        """The capacity provider strategy. spot: what the environment wants of those that do not say."""


@value
class Tuning:
    """What one service changes in one environment. None: as the service says.

    count: tasks. minimum, maximum: the bounds of its scaling; scaling: all of it anew. runs_on: what carries them.
    image: as for a container. grace_period: seconds.
    variables: added to the container's, or in place of those of the same name.
    """

    count: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    scaling: Scaling | None = None
    runs_on: Launch | None = None
    image: str | None = None
    grace_period: int | None = None
    variables: Mapping[str, str | FromService | FromEnvironment | FromStack] = field(
        default_factory=dict
    )
