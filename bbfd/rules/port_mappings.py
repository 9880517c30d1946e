"""Ports of containers: how a port, a range of them and a name are written, and that no two are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bbfd.rules._bounds import REFUSED, number
from bbfd.rules._examples import TASK, WEB
from bbfd.rules._of_tasks import any_container
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Raw, Task, mappings, services, tasks
from bbfd.rules._table import Row, held, matching, one_of, within
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
_BOTH = "PORT-DUAL-PROTOCOL"
_REVERSED = "PORT-RANGE-REVERSED"
_OVERLAP = "PORT-RANGE-OVERLAP"
_AND = "PORT-RANGE-AND-PORT"
_TWICE = "PORT-NAME-DUPLICATE"
_RANGE = r"([0-9]{1,5})-([0-9]{1,5})"


class _Ports(NamedTuple):
    """What a mapping takes of the task's address: from `low` to `high`."""

    path: Path
    low: int
    high: int
    protocol: str


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        named: set[str] = set()
        taken: list[_Ports] = []
        for container in task.containers:
            every = [*mappings(document, *container, "PortMappings")]
            for path, mapping in every:
                yield from _named(document, path, mapping, named)
                if mapping.get("ContainerPortRange") is not None:
                    yield from _range(document, path, mapping, taken)
            if len(every) > 1:
                yield from _both(document, task, every)
        if taken and (task.awsvpc or task.mode == "host"):
            yield from _overlaps(document, task, taken)


def _named(
    document: Document, path: Path, mapping: Raw, named: set[str]
) -> Iterator[tuple[str, Found]]:
    name = document.value(mapping["Name"]) if "Name" in mapping else None
    if isinstance(name, str):
        if name in named:
            yield _TWICE, Found((*path, "Name"), f"there are two ports called {name}")
        named.add(name)


def _range(
    document: Document, path: Path, mapping: Raw, taken: list[_Ports]
) -> Iterator[tuple[str, Found]]:
    given = document.value(mapping["ContainerPortRange"])
    port = document.value(mapping.get("ContainerPort"))
    where = (*path, "ContainerPortRange")
    if port is not None and port is not UNKNOWN and given is not None and given is not UNKNOWN:
        yield _AND, Found(where, f"ContainerPort is {port}, and ContainerPortRange is {given}")
        return
    if not isinstance(given, str):
        return
    match = re.fullmatch(_RANGE, given)
    if match is None or not 1 <= int(match[1]) <= int(match[2]) <= 65535:
        yield _REVERSED, Found(where, f"ContainerPortRange is {given!r}")
    else:
        taken.append(_Ports(where, int(match[1]), int(match[2]), _protocol(document, mapping)))


def _both(
    document: Document, task: Task, every: list[tuple[Path, Raw]]
) -> Iterator[tuple[str, Found]]:
    """The same port of the same container for tcp and for udp. A task may; a load balancer cannot tell them apart.

    https://github.com/aws/amazon-ecs-agent/issues/3428
    """
    seen: dict[str, str] = {}
    for path, mapping in every:
        port = document.value(mapping.get("ContainerPort"))
        protocol = _protocol(document, mapping)
        if not isinstance(port, (int, str)) or protocol not in ("tcp", "udp"):
            continue
        twice = seen.setdefault(str(port), protocol) != protocol
        if twice and (task.id, str(port)) in document.once(_balanced):
            what = f"port {port} is there for tcp and for udp, and a load balancer uses it"
            yield _BOTH, Found((*path, "Protocol"), what)


def _balanced(document: Document) -> frozenset[tuple[str, str]]:
    """The tasks and ports that load balancers reach."""
    return frozenset(
        (service.task, str(port))
        for service in services(document)
        for _, balancer in mappings(document, service.path, service.body, "LoadBalancers")
        if isinstance(port := document.value(balancer.get("ContainerPort")), (int, str))
    )


def _protocol(document: Document, mapping: Raw) -> str:
    given = document.value(mapping["Protocol"]) if "Protocol" in mapping else "tcp"
    return given if isinstance(given, str) else ""


def _overlaps(document: Document, task: Task, taken: list[_Ports]) -> Iterator[tuple[str, Found]]:
    """Containers that share an address: no port of a range is another's. Each range is told once."""
    ranges, told = {each.path for each in taken}, set()
    # Of a protocol, of all or of ranges alone: what reaches furthest of those that begin no later.
    furthest: dict[tuple[str, bool], _Ports] = {}
    every = [*taken, *_single(document, task)]
    for ports in sorted(every, key=lambda each: (each.low, each.high)):
        is_range = ports.path in ranges
        other = furthest.get((ports.protocol, not is_range))
        if other is not None and other.high >= ports.low:
            at = ports.path if is_range else other.path
            if at not in told:
                told.add(at)
                yield _OVERLAP, Found(at, f"port {ports.low} is there twice")
        for key in {(ports.protocol, False), (ports.protocol, is_range)}:
            furthest[key] = max(furthest.get(key, ports), ports, key=lambda each: each.high)


def _single(document: Document, task: Task) -> Iterator[_Ports]:
    for container in task.containers:
        for path, mapping in mappings(document, *container, "PortMappings"):
            port = number(document.value(mapping.get("ContainerPort")))
            if isinstance(port, int):
                where = (*path, "ContainerPort")
                yield _Ports(where, port, port, _protocol(document, mapping))


_PORT = "            - ContainerPort: 80\n"


def _with(*entries: str) -> str:
    return TASK.replace(_PORT, "".join(f"            - {{{entry}}}\n" for entry in entries))


_HTTP = "ContainerPort: 80, Name: http"
_RANGED = "ContainerPortRange: 9000-9010"


def _rule(id: str, title: str, error: str, fix: str, wrong: str, right: str) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.WARNING if id == _BOTH else Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=wrong,
        right=right,
        look=_look_for(id),
    )


_ROWS = (
    Row(
        "PORT-RANGE-VALUE",
        "a port is 1 to 65535",
        any_container,
        "PortMappings.*.ContainerPort",
        within(1, 65535),
        "Container port must be between 1 and 65535 (wording unverified)",
        "write 1 to 65535",
        _DOC,
        _with("ContainerPort: @"),
        ("65536", "65535"),
        level=Level.WARNING,
    ),
    Row(
        "PORT-PROTOCOL",
        "a port's protocol is tcp or udp, in lower case",
        any_container,
        "PortMappings.*.Protocol",
        one_of("tcp", "udp"),
        "none: what is not known is taken for tcp",
        "write tcp or udp",
        _DOC,
        _with("ContainerPort: 80, Protocol: @"),
        ("UDP", "udp"),
        level=Level.WARNING,
        also=("E3030", "W3030"),
    ),
    Row(
        "PORT-NAME-FORMAT",
        "a port's name is lower-case letters, digits, - and _",
        any_container,
        "PortMappings.*.Name",
        matching(r"[a-z0-9_][a-z0-9_-]{0,63}"),
        REFUSED,
        "write at most 64 lower-case letters, digits, - and _, with no hyphen first",
        _DOC,
        _with("ContainerPort: 80, Name: @"),
        ("Http", "http"),
        level=Level.WARNING,
    ),
)
_look_for = together(_find)
RULES = (
    *held(_ROWS),
    _rule(
        _BOTH,
        "a port behind a load balancer is for tcp or for udp",
        "Container port 80 is used in more than one port mapping for container web",
        "remove one of the two mappings, or give it another port",
        WEB.replace(_PORT, f"{_PORT}            - {{ContainerPort: 80, Protocol: udp}}\n"),
        WEB.replace(_PORT, f"{_PORT}            - {{ContainerPort: 81, Protocol: udp}}\n"),
    ),
    _rule(
        _REVERSED,
        "a range of ports goes up",
        "Invalid 'containerPortRange' setting",
        "write LOW-HIGH, as 9000-9010",
        _with("ContainerPortRange: 9010-9000"),
        _with(_RANGED),
    ),
    _rule(
        _OVERLAP,
        "ranges of ports that share an address do not overlap",
        "container port is used multiple times in task",
        "move one of the two",
        _with(_RANGED, "ContainerPortRange: 9010-9020"),
        _with(_RANGED, "ContainerPortRange: 9011-9020"),
    ),
    _rule(
        _AND,
        "a mapping has a port or a range",
        "cannot specify both single port and port range",
        "remove ContainerPort or ContainerPortRange",
        _with(f"ContainerPort: 80, {_RANGED}"),
        _with("ContainerPort: 80", _RANGED),
    ),
    _rule(
        _TWICE,
        "a port has a name of its own in its task",
        "port mapping name is already used",
        "give one of the two another name",
        _with(_HTTP, "ContainerPort: 81, Name: http"),
        _with(_HTTP, "ContainerPort: 81, Name: admin"),
    ),
)
