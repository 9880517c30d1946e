"""Subnets with too few free addresses for the tasks of a rollout: they would wait for one until it is given up.

With awsvpc each task has an address of its own, and for a while the old tasks and the new ones run side by side.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.addresses import Claim
from bbfd.deploy.plan.guards._case import (
    GOOD,
    Case,
    Objection,
    Verdict,
    changes_within,
    together,
    unseen,
)
from bbfd.deploy.records import Replacement
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.records import Change

_TYPE = "AWS::ECS::Service"
_STARTS_TASKS = (
    "TaskDefinition",
    "NetworkConfiguration",
    "CapacityProviderStrategy",
    "PlatformVersion",
    "ForceNewDeployment",
    "LoadBalancers",
    "ServiceRegistries",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """The addresses that a rollout takes besides those that are in use.

    at_least: with fewer it cannot go on at all; 0: it can, tasks are stopped first. at_once: at its widest.
    stays: afterwards.
    """

    at_least: int
    at_once: int
    stays: int = 0


def guard(case: Case) -> Verdict:
    """Refuse a rollout that surely finds no address; note one that may be slow for want of them."""
    return together(_verdict(case, change) for change in case.touched(_TYPE))


def _verdict(case: Case, change: Change) -> Verdict:
    subnets, need = _subnets(case, change), _need(case, change)
    if not subnets or need.at_once < 1:
        return GOOD
    read = lambda: case.aws.networks.free_addresses(subnets)  # noqa: E731 - read or not
    free = or_unknown(lambda: case.addresses.free(subnets, read))
    if isinstance(free, Unknown):
        return unseen("whether the subnets have addresses enough", free)
    if set(free) != set(subnets):
        return GOOD  # what one has is not known: it may be gone, which AWS says, or give IPv6 alone
    claim = Claim(subnets=frozenset(subnets), stays=need.stays, at_once=need.at_once)
    others = case.addresses.claim(case.stack.name, change.logical_id, claim)
    within = tuple(one for one in others if one.subnets <= claim.subnets)
    objections = tuple(_objections(case, change, need, within, free))
    notes = () if objections else tuple(_notes(change, need, within, free))
    return Verdict(objections=objections, notes=notes)


def _notes(
    change: Change, need: Need, others: tuple[Claim, ...], free: Mapping[str, int]
) -> Iterator[str]:
    total, taken = sum(free.values()), sum(one.at_once for one in others)
    if total < need.at_once + taken:
        yield (
            f"{change.logical_id} may start {need.at_once} more tasks at once{_besides(taken)}, and its subnets "
            f"have {total} free addresses ({_said(free)}): the rollout may be slow"
        )


def _objections(
    case: Case,
    change: Change,
    need: Need,
    others: tuple[Claim, ...],
    free: Mapping[str, int],
) -> Iterator[Objection]:
    """What others only take for a while, they give back: it is not counted."""
    total, taken = sum(free.values()), sum(one.stays for one in others)
    if need.at_least and total < need.at_least + taken:
        yield Objection(
            what=f"{change.logical_id} needs {need.at_least} more address{'es' if need.at_least > 1 else ''} "
            f"for its tasks{_besides(taken)}, and its subnets have {total} free ({_said(free)})",
            fix="add larger subnets to the environment, free addresses in these, or "
            f"run fewer tasks: {case.where(change.logical_id, 'DesiredCount') or 'the definition'}",
        )


def _besides(taken: int) -> str:
    return f", the other services of this run {taken}" if taken else ""


def _said(free: Mapping[str, int]) -> str:
    return ", ".join(f"{subnet} {count}" for subnet, count in sorted(free.items()))


def _subnets(case: Case, change: Change) -> tuple[str, ...]:
    template = case.template
    network = template.fields(template.properties(change.logical_id).get("NetworkConfiguration"))
    attached = template.fields(network.get("AwsvpcConfiguration"))
    return template.texts(attached.get("Subnets"))


def _need(case: Case, change: Change) -> Need:
    """A new service starts all its tasks beside what is there; another one as many as its limits let it."""
    count = _count(case, change)
    if change.action == "add" or change.replacement is Replacement.ALWAYS:
        replaces = change.action != "add"  # what it replaces goes afterwards
        return Need(at_least=count, at_once=count, stays=0 if replaces else count)
    if not changes_within(change, *_STARTS_TASKS) or count < 1:
        return Need(at_least=0, at_once=0)
    properties = case.template.properties(change.logical_id)
    limits = case.template.fields(properties.get("DeploymentConfiguration"))
    most = _or(case.template.number(limits.get("MaximumPercent")), 200)
    least = _or(case.template.number(limits.get("MinimumHealthyPercent")), 100)
    more = count * most // 100 - count
    stops_first = count - -(-count * least // 100) > 0
    return Need(at_least=0 if stops_first else min(1, more), at_once=more)


def _count(case: Case, change: Change) -> int:
    """How many tasks it is to run: what the template says, else what runs now; 1 where it is new."""
    written = case.template.number(case.template.properties(change.logical_id).get("DesiredCount"))
    if written is not None:
        return written
    now = case.live.get(change.logical_id)
    return now.desired if now and change.replacement is not Replacement.ALWAYS else 1


def _or(number: int | None, default: int) -> int:
    return default if number is None else number
