"""Host ports: in awsvpc and host mode the port of the container, or none. Zero is for bridge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from bbfd.rules._examples import ON_EC2, TASK
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import mappings, tasks
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_AWS = "When networkMode={}, the host ports and container ports in port mappings must match."
_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"


class _Port(NamedTuple):
    """A mapping with a known host port, in awsvpc or host mode; port: that of the container."""

    mode: str
    path: Path
    host: str
    port: Any


def _ports(document: Document) -> tuple[_Port, ...]:
    return document.once(_mapped)


def _mapped(document: Document) -> tuple[_Port, ...]:
    found: list[_Port] = []
    for task in tasks(document):
        mode = "awsvpc" if task.awsvpc else task.mode
        for container in task.containers if mode in ("awsvpc", "host") else ():
            for path, mapping in mappings(document, *container, "PortMappings"):
                host = document.value(mapping.get("HostPort"))
                if isinstance(host, (int, str)) and host != "":
                    port = document.value(mapping.get("ContainerPort"))
                    found.append(_Port(mode, (*path, "HostPort"), str(host), port))
    return tuple(found)


@where_written("HostPort")
def _dynamic(document: Document) -> Iterator[Found]:
    for mode, path, host, port in _ports(document):
        if mode == "awsvpc" and host == "0":
            fix = (
                f"remove HostPort, or set it to {_named(port)}; HostPort 0 is for bridge mode only"
            )
            yield Found(path, "HostPort is 0", fix)


@where_written("HostPort")
def _different(document: Document) -> Iterator[Found]:
    for mode, path, host, port in _ports(document):
        if mode == "awsvpc" and host != "0" and _differs(host, port):
            yield Found(
                path,
                f"HostPort {host}, ContainerPort {port}",
                f"remove HostPort, or set it to {port}",
            )


@where_written("HostPort")
def _on_the_host(document: Document) -> Iterator[Found]:
    for mode, path, host, port in _ports(document):
        if mode == "host" and _differs(host, port):
            yield Found(
                path,
                f"HostPort {host}, ContainerPort {port}",
                f"remove HostPort, or set it to {port}",
            )


def _differs(host: str, port: Any) -> bool:
    return isinstance(port, (int, str)) and str(port) != host


def _named(port: Any) -> str:
    return "ContainerPort" if port is UNKNOWN or port is None else f"ContainerPort ({port})"


_PORT = "            - ContainerPort: 80\n"

RULES = (
    Rule(
        id="AWSVPC-HOST-PORT",
        title="no dynamic host port in awsvpc mode",
        level=Level.ERROR,
        aws_error=_AWS.format("awsvpc"),
        fix="remove HostPort or set it to ContainerPort; HostPort 0 is for bridge mode only",
        doc=_DOC,
        wrong=TASK.replace(_PORT, f"{_PORT}              HostPort: 0\n"),
        right=TASK,
        look=_dynamic,
        also=("E3049", "E3053"),
    ),
    Rule(
        id="AWSVPC-HOST-PORT-MISMATCH",
        title="the host port is the container's in awsvpc mode",
        level=Level.ERROR,
        aws_error=_AWS.format("awsvpc"),
        fix="remove HostPort or set it to ContainerPort",
        doc=_DOC,
        wrong=TASK.replace(_PORT, f"{_PORT}              HostPort: 8080\n"),
        right=TASK.replace(_PORT, f"{_PORT}              HostPort: 80\n"),
        look=_different,
        also=("E3053",),
    ),
    Rule(
        id="HOST-NETWORK-HOST-PORT",
        title="the host port is the container's in host mode",
        level=Level.ERROR,
        aws_error=_AWS.format("host"),
        fix="remove HostPort or set it to ContainerPort",
        doc=_DOC,
        wrong=ON_EC2.replace("bridge", "host").replace("HostPort: 0", "HostPort: 8080"),
        right=ON_EC2.replace("bridge", "host").replace("HostPort: 0", "HostPort: 80"),
        look=_on_the_host,
    ),
)
