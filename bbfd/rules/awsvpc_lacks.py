"""What a container cannot have where the network is the task's, or where there is none."""

from __future__ import annotations

from typing import NamedTuple

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import ON_EC2, TASK
from bbfd.rules._of_tasks import awsvpc_container, in_container, lonely_container
from bbfd.rules._rule import Level
from bbfd.rules._table import UNSET, Row, held

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_MODE = "not supported on container when networkMode=awsvpc."

_LONELY = ON_EC2.replace("bridge", "none")


class _Lack(NamedTuple):
    """A property of containers; value: one that it has in the example."""

    id: str
    name: str
    error: str
    fix: str
    value: str
    level: Level = Level.ERROR


def _row(lack: _Lack) -> Row:
    return Row(
        lack.id,
        f"no {lack.name} in awsvpc mode",
        awsvpc_container,
        lack.name,
        UNSET,
        lack.error,
        lack.fix,
        _DOC,
        in_container(f"{lack.name}: {lack.value}"),
        right=TASK,
        level=lack.level,
        also=("E3048",),
    )


_LACKS = (
    _Lack(
        "AWSVPC-LINKS",
        "Links",
        "Links are not supported when networkMode=awsvpc.",
        "remove Links: containers of one task reach each other at localhost",
        "[db]",
    ),
    _Lack(
        "AWSVPC-DNS-SERVERS",
        "DnsServers",
        f"DNS servers are {_MODE}",
        "remove DnsServers: the VPC's DHCP options say which are asked",
        "[10.0.0.2]",
    ),
    _Lack(
        "AWSVPC-DNS-SEARCH",
        "DnsSearchDomains",
        f"DNS search domains are {_MODE}",
        "remove DnsSearchDomains: the VPC's DHCP options say which are searched",
        "[example.com]",
        Level.WARNING,
    ),
    _Lack(
        "AWSVPC-EXTRA-HOSTS",
        "ExtraHosts",
        f"Extra hosts are {_MODE}",
        "remove ExtraHosts: a private zone of Route 53 or Cloud Map has the names",
        "[{Hostname: db, IpAddress: 10.0.0.7}]",
    ),
    _Lack("AWSVPC-HOSTNAME", "Hostname", f"hostname is {_MODE}", "remove Hostname", "web"),
    _Lack(
        "AWSVPC-DISABLE-NETWORKING",
        "DisableNetworking",
        f"Disable Networking is {_MODE}",
        "remove DisableNetworking",
        "true",
    ),
)
_PORTS = Row(
    "NONE-NETWORK-PORTS",
    "a task without network has no ports",
    lonely_container,
    "PortMappings",
    UNSET,
    REFUSED,
    "remove PortMappings, or choose a NetworkMode that has a network",
    _DOC,
    _LONELY,
    right=_LONELY.split("          PortMappings")[0],
    level=Level.WARNING,
)
RULES = held((*map(_row, _LACKS), _PORTS))
