"""A task that is run when somebody asks for it."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.on_demand import on_demand
from bbfd.build.parts.roles import roles
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Workload


@value
class Task(Workload):
    """A task that nothing starts by itself: its definition, its roles, its logs and its security group.

    All its fields: `Workload` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (logs, roles, closed, task, on_demand)
