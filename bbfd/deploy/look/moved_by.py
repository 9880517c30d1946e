"""What moves the count of a service, and what starts tasks by itself, as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Scaling
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.present import Starter, Starters
    from bbfd.deploy.records import Resource, ServiceState

SCHEDULE = "AWS::Scheduler::Schedule"
RULE = "AWS::Events::Rule"


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """What starts tasks, and the service of AWS that turns it on and off."""

    logical_id: str
    starter: Starter
    by: Starters


def scalings(services: tuple[ServiceState, ...], aws: Aws) -> Mapping[str, Scaling]:
    """ARN of a service -> what it scales by, of those that somebody scales."""
    counted = [one for one in services if not one.daemon]
    arns = {resource_of(one): one.arn for one in counted}
    found = aws.scalings.of(tuple(arns)) if arns else ()
    return {arns[one.resource]: one for one in found if one.resource in arns}


def resource_of(service: ServiceState) -> str:
    """Name a service as Application Auto Scaling does."""
    return f"service/{service.cluster}/{service.name}"


def off_in(body: Mapping[str, Any], switch: Switch) -> bool:
    """Whether the template that is deployed itself says that it starts nothing."""
    said = body.get("Resources", {}).get(switch.logical_id, {}).get("Properties", {})
    return bool(said.get("State") == "DISABLED")


def switches(resources: tuple[Resource, ...], aws: Aws) -> tuple[Switch, ...]:
    """Read what of a stack starts tasks by itself; what is gone is left out."""
    found = []
    for one in resources:
        if one.type not in (SCHEDULE, RULE) or not one.physical_id:
            continue
        by = aws.schedules if one.type == SCHEDULE else aws.event_rules
        starter = by.read(one.physical_id)
        if starter is not None:
            found.append(Switch(logical_id=one.logical_id, starter=starter, by=by))
    return tuple(found)
