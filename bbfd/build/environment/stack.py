"""Environment -> Stack."""

from __future__ import annotations

from typing import Final

from bbfd.build.assemble import Frame, PartOf, assemble
from bbfd.build.environment import (
    access_logs,
    alarm_topic,
    borrowed,
    budget,
    callers,
    capacity,
    certificate,
    certificates,
    cluster,
    dashboard,
    discovery,
    domain,
    endpoints,
    firewall,
    flow_logs,
    gateway,
    instances,
    internal_load_balancer,
    ipv6,
    key,
    listeners,
    load_balancer,
    managed,
    nat,
    outputs,
    reaping,
    remembered,
    sessions,
    settings,
    stopped_tasks,
    texts,
    vpc,
)
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import environment_stack_name
from bbfd.model.stack import FromDeployment, Parameter, Stack

PARTS: Final[tuple[PartOf[Definition[Environment]], ...]] = (
    settings.settings,
    texts.texts,
    vpc.vpc,
    nat.nat,
    ipv6.ipv6,
    endpoints.endpoints,
    flow_logs.flow_logs,
    key.key,
    sessions.sessions,
    cluster.cluster,
    instances.instances,
    capacity.capacity,
    managed.managed,
    access_logs.access_logs,
    load_balancer.load_balancer,
    firewall.firewall,
    gateway.gateway,
    listeners.listeners,
    internal_load_balancer.internal_load_balancer,
    certificate.certificate,
    certificates.certificates,
    domain.domain,
    discovery.discovery,
    alarm_topic.alarm_topic,
    dashboard.dashboard,
    stopped_tasks.stopped_tasks,
    budget.budget,
    callers.callers,
    reaping.reaping,
    outputs.outputs,
)


def stack_of(place: Definition[Environment]) -> Stack | None:
    """What the parts make of it; None where they make nothing, nothing is looked up, and no tag has to be kept."""
    frame = frame_of(place)
    stack = assemble(PARTS, place, frame)
    if "Resources" in stack.body or stack.refusals:
        return stack
    if place.value.own_marks or any(map(_is_looked_up, stack.parameters)):
        return assemble((*PARTS, remembered.remembered), place, frame)
    return None


def _is_looked_up(parameter: Parameter) -> bool:
    return parameter.source is not None and not isinstance(parameter.source, FromDeployment)


def frame_of(place: Definition[Environment]) -> Frame:
    """What the stack is besides its resources."""
    return Frame(
        name=environment_stack_name(place.name),
        description=f"the environment {place.name}: what its services share",
        definition=place.file,
        tags={**place.value.tags, "bbfd:environment": place.name, **place.value.own_marks},
        protected=place.value.protected,
        needed=borrowed.borrowed_by(place),
        boundary=place.value.permissions_boundary,
    )
