"""The network mode bridge."""

from __future__ import annotations

from bbfd.model.launch import TargetType
from bbfd.model.value import value


@value
class Bridge:
    """Tasks share their instance's address, each on a host port that is picked when it starts (32768 to 65535).

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-networkmode-bridge.html
    """

    @property
    def name(self) -> str:
        """The network mode by AWS's name."""
        return "bridge"

    @property
    def target_type(self) -> TargetType:
        """Targets are instances."""
        return "instance"

    def host_port(self, container_port: int) -> int:  # noqa: ARG002 - the question is the seam's
        """0: picked when the task starts, so that several tasks fit on one instance."""
        return 0

    @property
    def one_address(self) -> bool:
        """Each has an address of its own."""
        return False

    def attachment(self, *, public_ip: bool) -> None:
        """None: the host's address is shared."""
