"""The container's command is not in its image, or cannot be executed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import on_container, said, times

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "CannotStartContainerError: Error response from daemon: failed to create shim task: OCI runtime create
#  failed: runc
#  create failed: unable to start container process: exec: "python": executable file not found in $PATH: unknown"
# the same with "no such file or directory" and "permission denied", as runc says it:
#  https://docs.docker.com/engine/containers/run/#exit-status
_SAID = re.compile(
    r"Cannot(Start|Create)ContainerError: .*exec: \\?\"(?P<command>[^\"\\]*)\\?\": (stat [^:]*: )?"
    r"(?P<why>executable file not found|no such file or directory|permission denied)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    match = found[0].match
    why = "may not be executed" if match["why"] == "permission denied" else "is not in the image"
    return on_container(
        evidence,
        found,
        what=f'{found[0].whom}: the command "{match["command"]}" {why}{times(found)}',
        fix="mend `Container(command=...)` or `entry_point`: each word is one element, and there is no "
        "shell unless "
        'named: `("sh", "-c", "...")`; try it with `docker run IMAGE`',
        property="Command",
        field="container.command",
    )


CAUSE = CauseKind(
    id="command-not-found",
    title="the container's command cannot be run",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html",
)
