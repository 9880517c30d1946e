"""A service that nobody calls."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.connect import reachable
from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.queue import queue
from bbfd.build.parts.roles import roles
from bbfd.build.parts.scaling import scaling
from bbfd.build.parts.service import service
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Queued


@value
class Worker(Queued):
    """A service that nobody calls: it takes its work from elsewhere, or from a queue of its own.

    All its fields: `Workload`, `LongRunning` and `Queued` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (
        logs,
        roles,
        closed,
        task,
        queue,
        reachable,
        service,
        scaling,
    )
