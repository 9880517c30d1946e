"""The network mode host."""

from __future__ import annotations

from bbfd.model.launch import TargetType
from bbfd.model.value import value


@value
class Host:
    """Tasks use their instance's own ports: no more than one task of a kind fits on an instance.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-networkmode-host.html
    """

    @property
    def name(self) -> str:
        """The network mode by AWS's name."""
        return "host"

    @property
    def target_type(self) -> TargetType:
        """Targets are instances."""
        return "instance"

    def host_port(self, container_port: int) -> int:
        """The container's own port, on the instance."""
        return container_port

    @property
    def one_address(self) -> bool:
        """They share the address of the host."""
        return True

    def attachment(self, *, public_ip: bool) -> None:
        """None: the host's address is shared."""
