"""The network mode awsvpc."""

from __future__ import annotations

from bbfd.model.launch import Attachment, TargetType
from bbfd.model.value import value


@value
class Awsvpc:
    """Every task has a network interface, an address and a security group of its own.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    """

    @property
    def name(self) -> str:
        """The network mode by AWS's name."""
        return "awsvpc"

    @property
    def target_type(self) -> TargetType:
        """Targets are addresses."""
        return "ip"

    def host_port(self, container_port: int) -> None:
        """The container's own port; saying another is an error, saying the same is not needed."""

    @property
    def one_address(self) -> bool:
        """They share the address of the task."""
        return True

    def attachment(self, *, public_ip: bool) -> Attachment:
        """A network interface in the environment's subnets."""
        return Attachment(public_ip=public_ip)
