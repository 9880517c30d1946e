"""The port that requests reach a task on."""

from __future__ import annotations

from bbfd.build.scope import Scope
from bbfd.model.workload import Exposed


def reached_port(scope: Scope[Exposed]) -> int:
    """`http.port`, else the container's own. Raises ValueError where neither is said."""
    said = scope.workload.http.port
    port = scope.workload.container.port if said is None else said
    if port is None:
        raise ValueError("no port to send requests to: say `port=` in the container")
    return port
