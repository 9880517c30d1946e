"""A deploy that leaves a shifted rule alone tells it nothing new; one that changes it sends what it gives now."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, PropertyChange, Resource
from bbfd.deploy.run.execute import propose
from bbfd.errors import Refused, Trouble
from bbfd.model.stack import FromWeights, Parameter, Stack
from tests.unit.deploy.fakes import FakeAws, stack, trouble
from tests.unit.deploy.runs import updating

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
PARAMETERS = tuple(
    Parameter(
        name=name,
        type="Number",
        default=default,
        source=FromWeights(rule="Rule", group=group),
    )
    for name, default, group in (("Blue", "100", "Targets"), ("Green", "0", "Other"))
)
BODY: dict[str, Any] = {
    "Parameters": {"Blue": {"Type": "Number"}, "Green": {"Type": "Number"}},
    "Resources": {"Rule": {"Type": RULE}, "Targets": {"Type": GROUP}, "Other": {"Type": GROUP}},
}
HELD = tuple(
    Resource(logical_id=name, type=kind, status="UPDATE_COMPLETE", physical_id=arn)
    for name, kind, arn in (
        ("Rule", RULE, "arn:rule"),
        ("Targets", GROUP, "arn:blue"),
        ("Other", GROUP, "arn:green"),
    )
)


def _shifted() -> Stack:
    return stack(*PARAMETERS, body=BODY)


def _aws(changed: str, **before: str) -> FakeAws:
    aws = updating(parameters=before)
    aws.stacks.held = HELD
    aws.still.weights_of = {"arn:rule": {"arn:blue": 0, "arn:green": 100}}
    physical = {one.logical_id: one.physical_id for one in HELD}
    aws.stacks.changes = (
        Change(
            action="modify",
            logical_id=changed,
            type=RULE if changed == "Rule" else GROUP,
            physical_id=physical[changed],
            properties=(PropertyChange(path="Conditions"),),
        ),
    )
    return aws


def _proposed(aws: FakeAws) -> Proposal:
    return propose(_shifted(), Wishes(), aws.means())


def _sent(aws: FakeAws) -> list[tuple[str, str]]:
    return [(one.values["Blue"], one.values["Green"]) for one in aws.stacks.submissions]


def test_a_rule_that_does_not_change_is_told_what_it_was_told_last() -> None:
    aws = _aws("Targets", Blue="100", Green="0")
    _proposed(aws)
    assert _sent(aws) == [("100", "0")]
    assert "weights" not in aws.calls


def test_a_rule_that_changes_is_told_what_it_gives_now() -> None:
    aws = _aws("Rule", Blue="100", Green="0")
    _proposed(aws)
    assert _sent(aws) == [("100", "0"), ("0", "100")]


def test_where_it_gives_what_was_told_nothing_is_made_twice() -> None:
    aws = _aws("Rule", Blue="0", Green="100")
    _proposed(aws)
    assert _sent(aws) == [("0", "100")]


def test_a_rule_that_somebody_pointed_elsewhere_has_no_weights_to_keep() -> None:
    aws = _aws("Rule", Blue="100", Green="0")
    aws.still.weights_of = {"arn:rule": {"arn:other": 1}}
    _proposed(aws)
    assert _sent(aws) == [("100", "0")]


def test_a_stack_that_never_had_them_begins_with_the_defaults() -> None:
    aws = _aws("Targets")
    _proposed(aws)
    assert _sent(aws) == [("100", "0")]


def test_weights_that_nobody_may_read_are_not_guessed() -> None:
    aws = _aws("Rule", Blue="100", Green="0")
    aws.ordered.orders["weights"] = [trouble(Trouble.DENIED)]
    with pytest.raises(Refused, match="could not be read") as refused:
        _proposed(aws)
    assert "DescribeRules" in refused.value.fix
    assert aws.stacks.sets == {}
