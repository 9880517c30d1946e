"""The ECS services that a plan changes, as they are now: how many tasks run says what the plan means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.records import SERVICE
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.needs import Services
    from bbfd.deploy.records import Change, ServiceState


def live(changes: Iterable[Change], services: Services) -> Mapping[str, ServiceState]:
    """Logical id -> service, of those that are there and change; without those that cannot be read."""
    arns = {
        change.physical_id: change.logical_id
        for change in changes
        if change.type == SERVICE and change.action != "add" and change.physical_id
    }
    found: dict[str, ServiceState] = {}
    for cluster in sorted({arn.rpartition("/")[0] for arn in arns}):
        asked = tuple(arn for arn in arns if arn.rpartition("/")[0] == cluster)
        read = or_unknown(partial(services.describe, asked))
        if not isinstance(read, Unknown):
            found |= {arns[one.arn]: one for one in read if one.arn in arns}
    return found
