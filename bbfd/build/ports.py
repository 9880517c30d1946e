"""Ports: whether a number is one."""

from __future__ import annotations

from typing import Literal

from bbfd.model.stack import Refusal

Protocol = Literal["tcp", "udp"]


def is_port(number: int) -> bool:
    """Whether something can listen on it."""
    return 1 <= number <= 65535


def no_port(number: int, field: str) -> Refusal:
    """Nothing can listen on it."""
    return Refusal(what=f"{number} is not a port", fix="write a port of 1 to 65535", field=field)
