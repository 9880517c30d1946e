"""Ports: the one that requests reach a task on, and whether a number is one."""

from __future__ import annotations

from bbfd.build.scope import Scope
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed


def is_port(number: int) -> bool:
    """Whether something can listen on it."""
    return 1 <= number <= 65535


def no_port(number: int, field: str) -> Refusal:
    """Nothing can listen on it."""
    return Refusal(what=f"{number} is not a port", fix="write a port of 1 to 65535", field=field)


def reached_port(scope: Scope[Exposed]) -> int:
    """`http.port`, else the container's own. Raises Unbuildable where neither is said, or it is none."""
    said, own = scope.workload.http.port, scope.workload.container.port
    port, field = (own, "container.port") if said is None else (said, "http.port")
    if port is None:
        raise Unbuildable(_NOWHERE)
    if not is_port(port):
        raise Unbuildable(no_port(port, field))
    return port


_NOWHERE = Refusal(
    what="there is no port to send requests to",
    fix="say which one the container listens on: Container(..., port=80)",
    field="container",
)
