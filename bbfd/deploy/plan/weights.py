"""The weights of a rule that ECS shifts traffic with: a deploy that changes the rule sends those that it has now.

What a stack was told once is not what the rule gives: every blue/green deployment moves it. As long as a template
says the same of the rule, CloudFormation leaves it alone; once it says anything else, the rule would be written with
the weights of long ago, and requests would go to a target group without tasks.
https://github.com/aws/aws-cdk/issues/36649
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused
from bbfd.model.stack import FromWeights

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.records import Change, StackState
    from bbfd.model.stack import Parameter, Stack

    Asked = tuple[Parameter, FromWeights]


def live_weights(
    changes: Iterable[Change], stack: Stack, state: StackState | None, means: Means
) -> Mapping[str, str]:
    """Parameter -> weight, of the rules that are there and that these changes touch. Refused where they are unknown."""
    touched = {
        change.logical_id: change.physical_id
        for change in changes
        if change.action == "modify" and change.physical_id
    }
    asked = [(p, rule) for p, rule in weighing(stack) if rule.rule in touched]
    if state is None or not asked:
        return {}
    groups = {one.logical_id: one.physical_id for one in means.aws.stacks.resources(state.id)}
    given = {name: _read(touched[name], name, means.aws) for name in {r.rule for _, r in asked}}
    return {
        parameter.name: str(given[rule.rule].get(groups.get(rule.group, ""), 0))
        for parameter, rule in asked
        if any(given[rule.rule].get(groups.get(each.group, "")) for each in _beside(rule, asked))
    }


def _beside(rule: FromWeights, asked: Iterable[Asked]) -> Iterator[FromWeights]:
    """All that say what one rule forwards to: somebody may have pointed it elsewhere, and nothing is left to keep."""
    yield from (each for _, each in asked if each.rule == rule.rule)


def weighing(stack: Stack) -> Iterator[tuple[Parameter, FromWeights]]:
    """The parameters of a stack that carry weights."""
    for parameter in stack.parameters:
        if isinstance(parameter.source, FromWeights):
            yield parameter, parameter.source


def _read(arn: str, rule: str, aws: Aws) -> Mapping[str, int]:
    found = or_unknown(lambda: aws.balancers.weights(arn))
    if isinstance(found, Unknown):
        raise Refused(
            f"{rule} changes, and what it forwards to now could not be read: {found.why}",
            fix="allow elasticloadbalancing:DescribeRules: without it, this deploy would move live traffic",
        )
    return found
