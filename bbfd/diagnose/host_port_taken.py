"""A port of the instance is taken already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on
#  endpoint
#  ...: Bind for 0.0.0.0:8080 failed: port is already allocated" (Docker, on EC2 only)
_SAID = re.compile(
    r"Cannot(Start|Create)ContainerError: .*(:(?P<port>\d+) failed: port is already allocated"
    r"|port is already allocated|address already in use)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    port = found[0].match["port"]
    named = f"the port {port}" if port else "a port"
    return on_container(
        evidence,
        found,
        what=f"{found[0].whom}: {named} of the instance is taken{times(found)}",
        fix="let the port be picked: `runs_on=EC2(network_mode=Bridge())`, or `Awsvpc()`; with `Host()` one "
        "task fits on "
        "an instance, so the capacity needs one instance more while tasks are replaced",
        property="PortMappings",
        field="runs_on",
    )


CAUSE = CauseKind(
    id="host-port-taken",
    title="a port of the instance is taken",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html",
)
