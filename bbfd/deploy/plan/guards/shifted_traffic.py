"""Traffic that ECS shifts between two target groups: a deploy may neither cut in, nor lead back to tasks that are gone.

A rollback gives a rule the weights that the stack was told last. Where a deployment has shifted them since, they lead
to the target group that nothing runs behind any more.
https://github.com/aws/aws-cdk/issues/36649
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bbfd.deploy.commands import command
from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, changes_within, together
from bbfd.deploy.plan.weights import weighing
from bbfd.deploy.records import SERVICE, Change, Replacement
from bbfd.deploy.unknown import Unknown, or_unknown

_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_SHIFTING = ("BLUE_GREEN", "LINEAR", "CANARY")
_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def guard(case: Case) -> Verdict:
    """Refuse to cut into a shift, to take away what serves, and to change a rule that a failure would turn back."""
    return together((*_under_way(case), *_at_once(case), *_turned_back(case), *_taken_away(case)))


def _under_way(case: Case) -> Iterator[Verdict]:
    for change in case.touched(SERVICE):
        service = case.live.get(change.logical_id)
        if service is not None and service.shifting:
            watch = command("watch", case.stack.tags)
            yield Verdict(
                objections=(
                    Objection(
                        what=f"ECS is shifting the traffic of {service.name} to new tasks",
                        fix=f"wait until it is done (`{watch}` shows it), then deploy again; "
                        f"`{command('continue', case.stack.tags)}` goes on where it waits for a word",
                    ),
                )
            )


def _at_once(case: Case) -> Iterator[Verdict]:
    """AWS wants a rolling deployment between: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-rolling-to-bluegreen.html"""
    for change in case.touched(SERVICE):
        if change.action == "add" or change.replacement is Replacement.ALWAYS:
            continue
        configured = case.template.properties(change.logical_id).get("DeploymentConfiguration")
        strategy = case.template.text(case.template.fields(configured).get("Strategy"))
        both = ("LoadBalancers", "DeploymentConfiguration")
        if strategy in _SHIFTING and all(changes_within(change, name) for name in both):
            yield Verdict(
                notes=(
                    f"{change.logical_id} gets what traffic is shifted with, and is shifted at once: AWS wants a "
                    "deployment with Rolling(shiftable=True) in between where tasks were replaced in place until now",
                )
            )


def _turned_back(case: Case) -> Iterator[Verdict]:
    state = case.state
    if state is None:
        return
    rolls_out = any(change.action == "modify" for change in case.touched(SERVICE))
    for change in case.touched(_RULE):
        told = {rule.group: p for p, rule in weighing(case.stack) if rule.rule == change.logical_id}
        if not told or change.action != "modify" or change.replacement is Replacement.ALWAYS:
            continue
        now = {group: case.values.get(p.name, "") for group, p in told.items()}
        then = {g: state.parameters.get(p.name, p.default or "") for g, p in told.items()}
        if _shares(now) == _shares(then):
            continue
        what = (
            f"{change.logical_id} changes, and the stack remembers its weights as {_said(then)}, not as the "
            f"{_said(now)} of now: a rollback would send requests to tasks that are gone"
        )
        yield _verdict(case, change, what) if rolls_out else Verdict(notes=(what,))


def _verdict(case: Case, change: Change, what: str) -> Verdict:
    where = case.where(change.logical_id) or change.logical_id
    fix = f"deploy the change of {where} alone, with all else as it runs; then deploy the rest"
    return Verdict(objections=(Objection(what=what, fix=fix),))


def _taken_away(case: Case) -> Iterator[Verdict]:
    gone = {
        change.physical_id: change.logical_id
        for change in case.proposal.changes
        if change.type == _GROUP and change.action == "remove" and change.physical_id
    }
    if not gone or case.state is None:
        return
    removed = {c.logical_id for c in case.proposal.changes if c.action == "remove"}
    for rule in case.aws.stacks.resources(case.state.id):
        if rule.type != _RULE or not rule.physical_id or rule.logical_id in removed:
            continue  # with its rule, a way to the service goes as a whole
        found = or_unknown(partial(case.aws.balancers.weights, rule.physical_id))
        if isinstance(found, Unknown):
            names = ", ".join(sorted(gone.values()))
            yield Verdict(objections=(_unread(names, rule.logical_id, found),))
            continue
        for arn in gone.keys() & {group for group, weight in found.items() if weight}:
            yield Verdict(objections=(_serving(gone[arn], rule.logical_id),))


def _unread(groups: str, rule: str, unknown: Unknown) -> Objection:
    return Objection(
        what=f"{groups} goes, and whether {rule} sends requests there could not be read: {unknown.why}",
        fix="allow elasticloadbalancing:DescribeRules: without it, this deploy may cut off live traffic",
    )


def _serving(group: str, rule: str) -> Objection:
    return Objection(
        what=f"{group} goes, and it is where {rule} sends the requests now",
        fix="deploy a new version once more as before, which shifts them to the other group; then with "
        "Rolling(shiftable=True), which leaves them there; then this",
    )


def _shares(weights: Mapping[str, str]) -> Mapping[str, float]:
    numbers = {group: int(weight) for group, weight in weights.items() if weight.isdigit()}
    total = sum(numbers.values()) or 1
    return {group: number / total for group, number in numbers.items()}


def _said(weights: Mapping[str, str]) -> str:
    return ", ".join(f"{group} {weight}" for group, weight in sorted(weights.items()))
