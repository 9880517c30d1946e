"""What must have succeeded before new tasks start, as the task definition carries it to whoever deploys.

CloudFormation runs no tasks. The deployer makes all but the service first, runs these, and then the service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.build.scope import Scope
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning, Workload

_MINUTES = range(1, 1441)
_LONGEST = 8000  # overrides have 8192 characters in all, and name the container besides
METADATA = "bbfd:before"


def first(scope: Scope[Workload]) -> Mapping[str, Any]:
    """Attributes of the task definition: what it is run with first."""
    workload = scope.workload
    if not isinstance(workload, LongRunning) or not workload.before:
        return {}
    said = [
        {
            "Container": one.container or workload.container.name,
            "Command": list(one.command),
            "Minutes": one.minutes,
        }
        for one in workload.before
    ]
    return {"Metadata": {METADATA: said}}


def unfit_first(scope: Scope[Workload]) -> Iterator[Refusal]:
    """What could never run."""
    workload = scope.workload
    known = [container.name for container in scope.containers]
    for number, one in enumerate(workload.before if isinstance(workload, LongRunning) else ()):
        field = f"before.{number}"
        if not one.command:
            fix = 'write what is run: Before(command=("manage.py", "migrate"))'
            yield Refusal(what="nothing is to be run", fix=fix, field=f"{field}.command")
        elif not one.command[0]:
            fix = "write the command's name first, or remove the empty word"
            yield Refusal(what="what is run has no name", fix=fix, field=f"{field}.command")
        length = len(json.dumps(one.command))
        if length > _LONGEST:
            what = f"its command has {length} characters, and ECS takes about {_LONGEST}"
            fix = "write it as a script in the image"
            yield Refusal(what=what, fix=fix, field=f"{field}.command")
        if one.container is not None and one.container not in known:
            what = f"it runs in the container {one.container}, and there is none"
            fix = f"write container= as one of {', '.join(known)}"
            yield Refusal(what=what, fix=fix, field=f"{field}.container")
        if one.minutes not in _MINUTES:
            what = f"it is given up after {one.minutes} minutes"
            yield Refusal(what=what, fix="write 1 to 1440", field=f"{field}.minutes")
