"""A service behind the environment's load balancer."""

from __future__ import annotations

from typing import ClassVar

from bbfd.build.parts.connect import reachable
from bbfd.build.parts.listeners import own_balancers, own_listeners, own_network_balancer
from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import open_to_balancer
from bbfd.build.parts.records import certificates, records
from bbfd.build.parts.roles import roles
from bbfd.build.parts.rules import rules
from bbfd.build.parts.scaling import scaling
from bbfd.build.parts.service import balanced_service
from bbfd.build.parts.shifting import shifting
from bbfd.build.parts.targets import targets
from bbfd.build.parts.task import task
from bbfd.build.service import Part
from bbfd.model.value import value
from bbfd.model.workload import Exposed


@value
class WebService(Exposed):
    """A service that answers HTTP requests behind a load balancer.

    All its fields: `Workload`, `LongRunning` and `Exposed` in `bbfd.model.workload`.
    """

    parts: ClassVar[tuple[Part, ...]] = (
        logs,
        roles,
        open_to_balancer,
        task,
        targets,
        rules,
        own_listeners,
        own_balancers,
        own_network_balancer,
        records,
        certificates,
        shifting,
        reachable,
        balanced_service,
        scaling,
    )
