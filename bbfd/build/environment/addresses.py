"""Which subnets a network of the environment's own has, and where they lie in its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from bbfd.model.network import NewNetwork, Side
from bbfd.model.stack import Refusal

MOST_ZONES = 4  # the plan has room for four zones, whatever a network uses of it
# This host, itself, its link, and multicast.
_NOBODYS = ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")
_LARGEST, _SMALLEST = 16, 24  # a /24 leaves /27 subnets: the smallest that a load balancer takes


@dataclass(frozen=True)
class Subnet:
    """One subnet. zone: counts from 1."""

    side: Side
    zone: int
    cidr: str

    @property
    def id(self) -> str:
        """Its logical id."""
        return f"{self.side.value.capitalize()}Subnet{self.zone}"

    @property
    def association(self) -> str:
        """The logical id of what gives it its route table."""
        return f"{self.id}Routes"

    @property
    def label(self) -> str:
        """What people see."""
        return f"{self.side.value}-{self.zone}"


def planned(network: NewNetwork) -> tuple[Subnet, ...] | Refusal:
    """Every subnet that the network has, with its addresses.

    The plan is the same for any number of zones and NAT gateways, eight equal blocks, four public and then four
    private: a zone or a NAT gateway that is added later moves no subnet, which would replace all that is in it.
    """
    try:
        blocks = list(IPv4Network(network.cidr).subnets(prefixlen_diff=3))
    except ValueError as error:
        return _refused(f"network.cidr is not usable: {error}")
    if any(blocks[0].overlaps(IPv4Network(taken)) for taken in _NOBODYS):
        return _refused(f"network.cidr {network.cidr} is not of addresses that a network can have")
    if not _LARGEST <= blocks[0].prefixlen - 3 <= _SMALLEST:
        return _refused(f"network.cidr {network.cidr} is not between /{_LARGEST} and /{_SMALLEST}")
    if not 2 <= network.zones <= MOST_ZONES:
        return Refusal(
            what=f"network.zones is {network.zones}",
            fix=f"say 2 to {MOST_ZONES}; a load balancer needs two",
            field="network.zones",
        )
    first = {Side.PUBLIC: 0, Side.PRIVATE: MOST_ZONES}
    return tuple(
        Subnet(side, zone, str(blocks[first[side] + zone - 1]))
        for side in network.sides
        for zone in range(1, network.zones + 1)
    )


def _refused(what: str) -> Refusal:
    return Refusal(
        what=what, fix='write a network address such as "10.0.0.0/16"', field="network.cidr"
    )
