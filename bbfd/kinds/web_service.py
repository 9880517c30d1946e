"""A service behind the environment's load balancer."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import open_to_balancer
from bbfd.build.parts.roles import roles
from bbfd.build.parts.routing import own_listener, routing, targets
from bbfd.build.parts.scaling import scaling
from bbfd.build.parts.service import balanced_service
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Exposed


@value
class WebService(Exposed):
    """A service that answers HTTP requests behind the environment's load balancer.

    All its fields: `Workload`, `LongRunning` and `Exposed` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (
        logs,
        roles,
        open_to_balancer,
        task,
        targets,
        routing,
        own_listener,
        balanced_service,
        scaling,
    )
