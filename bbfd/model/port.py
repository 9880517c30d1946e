"""A port of a container."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class Port:
    """One port that a container listens on, or a range of them.

    number: 1 to 65535. last: of a range that begins with `number`, the last one. name: what Service Connect calls it
    by: small letters, digits, `-` and `_`, at most 64. application: what is spoken on a TCP port, where Service Connect
    is to know it. host: the port of the instance, where it must be a certain one; without it, as the network mode has
    it. A range takes no name, no application and no host port.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """

    number: int
    last: int | None = None
    name: str | None = None
    protocol: Literal["tcp", "udp"] = "tcp"
    application: Literal["http", "http2", "grpc"] | None = None
    host: int | None = None
