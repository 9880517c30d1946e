"""CIDR blocks: who may reach something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.model.stack import Refusal

if TYPE_CHECKING:
    from bbfd.model.network import AnyNetwork

# https://www.rfc-editor.org/rfc/rfc1918
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def inside(network: AnyNetwork) -> tuple[str, ...]:
    """The addresses that a network is made of; of one that is there, which are not known, all private ones."""
    cidr = getattr(network, "cidr", None)
    return _PRIVATE if cidr is None else (cidr,)


def is_block(text: str) -> bool:
    """Whether it is a block of addresses, of IPv4 or of IPv6."""
    from ipaddress import ip_network  # a listener of one's own is rare

    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def no_block(text: str, field: str) -> Refusal:
    """It stands for no addresses."""
    return Refusal(
        what=f"{text!r} is not a block of addresses",
        fix='write CIDR blocks such as "10.0.0.0/8", or "0.0.0.0/0" for everybody',
        field=field,
    )
