"""A task that runs at times and ends."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.on_demand import by_hand
from bbfd.build.parts.roles import roles
from bbfd.build.parts.schedule import run_on_schedule
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Scheduled


@value
class ScheduledTask(Scheduled):
    """A task that EventBridge Scheduler starts at times, and that ends by itself.

    All its fields: `Workload`, `Started` and `Scheduled` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (logs, roles, closed, task, run_on_schedule, by_hand)
