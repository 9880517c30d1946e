"""A container that the task needs ended, with a code that means failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import (
    at_least,
    container_path,
    dead,
    ended,
    last_lines,
    last_words,
    property_of,
    task_definition,
)

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# What a code means: 125 to 127 are Docker's and a shell's own, 128+n is the signal n.
# https://docs.docker.com/engine/containers/run/#exit-status
# https://repost.aws/knowledge-center/ecs-task-stopped
_MEANINGS = {
    1: ("", "read its last lines: a variable or a secret that is missing is the most "
    "common reason"),
    2: ("wrongly called, or misused in a shell", "look at the arguments: `Container(command=...)` and "
    "`entry_point`"),
    126: ("the command may not be executed", "make it executable in the image, or mend `Container(command=...)`"),
    127: ("the command is not found", "mend `Container(command=...)` or `entry_point`; try it: `docker run IMAGE`"),
    134: ("it aborted, SIGABRT", "read its last lines: an assertion, or memory that was freed twice"),
    137: (
        "killed, SIGKILL; AWS does not say that it was for memory",
        "look whether it took longer than `Container(stop_timeout=...)` to stop, or lacks memory: "
        "`runs_on=Fargate(memory=...)`",
    ),
    139: ("a segmentation fault, SIGSEGV", "a fault in native code: often an image for another processor or "
    "system"),
    143: ("asked to stop, SIGTERM", "somebody inside asked it to stop: look for another container or script "
    "in the task"),
    255: ("", "read its last lines"),
}  # fmt: skip
# With these codes ends what the kernel cannot run, too; on Fargate only the log says so, and is never read for a cause.
_UNFIT = (1, 255)


def _look(evidence: Evidence) -> Found | None:
    found = [(s, t, c) for s, t in ended(evidence) if (c := dead(t)) is not None and c.exit_code]
    if not found:
        return None
    service, task, container = next((one for one in found if one[1].log), found[0])
    code = container.exit_code or 0
    meaning, fix = _meaning(code)
    alike = [s for s, _, c in found if (c.name, c.exit_code) == (container.name, code)]
    starts = f" on {at_least(alike)}{len(alike)} starts" if len(alike) > 1 else ""
    definition = task_definition(evidence, service)
    words = dict.fromkeys(word for word in (task.reason, container.reason) if word)
    last = last_words(task, container.name)
    return Found(
        what=f'container "{container.name}" exited with code {code}{meaning}{starts}{last}',
        evidence=(*words, *last_lines(task, container.name)),
        fix=f"{fix}{_unfit(evidence, definition)}" if code in _UNFIT else fix,
        resource=definition,
        path=container_path(evidence, definition, container.name, ""),
        field="container",
    )


def _unfit(evidence: Evidence, definition: str) -> str:
    """Name the processor that an image is needed for, as an ending of the fix."""
    wanted = property_of(evidence, definition, "RuntimePlatform/CpuArchitecture")
    if not isinstance(wanted, str):
        return "; with `exec format error` the image is for another processor than the task's"
    image = f"the image is not made for {wanted}"
    return f"; with `exec format error` {image}: `runs_on=Fargate(architecture=...)`"


def _meaning(code: int) -> tuple[str, str]:
    """What a code means, in brackets, and what to do; "" where it only means that the program failed."""
    meaning, fix = _MEANINGS.get(code, ("", "read its last lines"))
    if code not in _MEANINGS and 128 < code < 160:
        meaning = f"ended by the signal {code - 128}"
    if code not in _MEANINGS and not meaning:
        fix = "read its last lines, and what the program says of this code"
    return f" ({meaning})" if meaning else "", fix


CAUSE = CauseKind(
    id="container-exited",
    title="a container ended, with a code that means failure",
    depth=Depth.EXIT,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
)
