"""A task that events start, and that ends."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.event import run_on_event
from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.on_demand import by_hand
from bbfd.build.parts.roles import roles
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Evented


@value
class EventTask(Evented):
    """A task that EventBridge starts for each event that is matched, and that ends by itself.

    All its fields: `Workload`, `Started` and `Evented` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (logs, roles, closed, task, run_on_event, by_hand)
