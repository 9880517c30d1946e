"""An `HttpCheck` and what a service says of its load balancer -> what is asked, and what answers will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bbfd.errors import DefinitionError, Place
from bbfd.model.checks import HttpCheck
from bbfd.model.container import Container
from bbfd.model.http import Http
from bbfd.model.workload import Exposed, Workload


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A request. port: of the container. codes: the answers that will do, as a load balancer takes them."""

    port: int
    path: str
    codes: str
    tls: bool
    body: str | None = None

    def takes(self, status: int) -> bool:
        """Whether an answer will do."""
        return any(status in codes for codes in _ranges(self.codes))


def question(workload: Workload, container: Container, check: HttpCheck, place: Place) -> Question:
    """What is asked. Raises DefinitionError where no port is known, or where HTTP is not what is spoken."""
    http = next(iter(_reaching(workload, container)), Http())
    said = (check.port, http.health.port, http.port, container.port)
    ports = (*said, *(port.number for port in container.ports))
    port = next((port for port in ports if port is not None), None)
    if port is None:
        raise DefinitionError(
            f"container {container.name} has no port to ask at",
            fix="write it: Container(port=...), or HttpCheck(port=...)",
            place=place,
        )
    if http.version == "GRPC" and check.path is None:
        raise DefinitionError(
            "an HttpCheck cannot ask what speaks gRPC",
            fix="try it with a command: Check(command=(...))",
            place=place,
        )
    return Question(
        port=port,
        path=check.path or http.health.path or "/",
        codes=check.codes or http.health.codes or "200",
        tls=(http.health.protocol or http.protocol) == "HTTPS",
        body=check.body,
    )


def _reaching(workload: Workload, container: Container) -> Iterator[Http]:
    """The ways that requests reach a container."""
    if not isinstance(workload, Exposed):
        return
    ways = workload.http if isinstance(workload.http, tuple) else (workload.http,)
    for way in ways:
        if (way.container or workload.container.name) == container.name:
            yield way


def _ranges(codes: str) -> Iterable[range]:
    for each in codes.split(","):
        first, dash, last = each.strip().partition("-")
        yield range(int(first), int(last if dash else first) + 1)
