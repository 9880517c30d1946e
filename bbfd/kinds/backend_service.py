"""A service that others of the environment call."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.connect import reachable, unreachable
from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.roles import roles
from bbfd.build.parts.scaling import scaling
from bbfd.build.parts.service import service
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.connect import Connect
from bbfd.model.value import value
from bbfd.model.workload import LongRunning


@value
class BackendService(LongRunning):
    """A service behind no load balancer, called by others of the environment: by name, through Service Connect.

    All its fields: `Workload` and `LongRunning` in `bbfd.model.workload`.
    """

    connect: bool | Connect = Connect()
    parts: ClassVar[tuple[Part, ...]] = (
        logs,
        roles,
        closed,
        task,
        reachable,
        unreachable,
        service,
        scaling,
    )
