"""A listener's priority that another rule has: AWS refuses the second one, minutes into the deployment.

A priority that the deploy itself takes was looked for a moment ago; this one was chosen by the definition.
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html (PriorityInUse)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, changes_within, together, unseen
from bbfd.deploy.states import Step
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.model.stack import FromListener

if TYPE_CHECKING:
    from bbfd.deploy.records import Change

_TYPE = "AWS::ElasticLoadBalancingV2::ListenerRule"


def guard(case: Case) -> Verdict:
    """Refuse a rule whose priority somebody else's rule has."""
    taken = {p.name for p in case.stack.parameters if isinstance(p.source, FromListener)}
    return together(_verdicts(case, taken))


def _verdicts(case: Case, taken: set[str]) -> Iterator[Verdict]:
    read = case.aws.balancers.rules
    for change in case.touched(_TYPE):
        properties = case.template.properties(change.logical_id)
        written = properties.get("Priority")
        if isinstance(written, dict) and written.get("Ref") in taken:
            continue
        listener = case.template.text(properties.get("ListenerArn"))
        priority = case.template.number(written)
        if not listener or priority is None or not changes_within(change, *_CHOOSE):
            continue
        rules = or_unknown(partial(read, listener))
        if isinstance(rules, Unknown):
            yield unseen(f"whether the priority {priority} is free", rules)
            continue
        ours = {change.physical_id, *_gone(case)}
        holders = {r.priority: r.arn for r in rules if r.arn not in ours}
        if priority in holders:
            yield Verdict(objections=(_objection(case, change, priority, holders),))


def _gone(case: Case) -> Iterator[str]:
    """What goes before anything is made, where a dead first attempt is; else it goes last."""
    if case.proposal.step is Step.RECREATE:
        yield from (one.physical_id for one in case.proposal.changes if one.action == "remove")


_CHOOSE = ("ListenerArn", "Priority")


def _objection(
    case: Case, change: Change, priority: int, holders: dict[int | None, str]
) -> Objection:
    free = next(n for n in range(priority + 1, priority + len(holders) + 2) if n not in holders)
    return Objection(
        what=f"{change.logical_id} wants the priority {priority}, which the rule {holders[priority]} has",
        fix=f"choose another one in {case.where(change.logical_id, 'Priority') or 'the definition'}: {free} is free",
    )
