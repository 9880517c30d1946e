"""Two templates are compared as they come out: a condition that is known is decided, and what is absent is left out."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.plan.compared import Side, differences
from bbfd.deploy.records import PropertyChange

COUNT = {"Fn::If": ["Counted", {"Ref": "Start"}, {"Ref": "AWS::NoValue"}]}
TOLD = {"Counted": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Start"}, ""]}]}}


def _side(count: Any, **values: str) -> Side:
    properties = {} if count is None else {"DesiredCount": count}
    resources = {"It": {"Type": "T", "Properties": {**properties, "Ports": [count, 80]}}}
    return Side(body={"Resources": resources, "Conditions": TOLD}, values=values)


def _differ(before: Side, after: Side) -> list[tuple[str, str | None, str | None]]:
    found = differences("It", before, after)
    return [(p.path, p.before, p.after) for p in found if p.path == "DesiredCount"]


def test_a_count_that_is_told_now_and_was_not_is_a_difference_and_so_the_other_way_round() -> None:
    untold, told = _side(COUNT, Start=""), _side(COUNT, Start="5")
    assert _differ(untold, told) == [("DesiredCount", None, "5")]
    assert _differ(told, untold) == [("DesiredCount", "5", None)]
    assert _differ(told, told) == []


def test_a_condition_that_comes_out_as_what_was_there_without_it_is_no_difference() -> None:
    assert _differ(_side(None), _side(COUNT, Start="")) == []
    assert differences("It", _side({"Ref": "AWS::NoValue"}), _side(COUNT, Start="")) == ()


def test_a_condition_that_nobody_knows_is_compared_as_it_is_written() -> None:
    hidden = _side(COUNT, Start="****")
    assert _differ(hidden, hidden) == []
    (found,) = differences("It", Side(body={"Resources": {"It": {}}}, values={}), _only(hidden))
    assert found == PropertyChange(path="DesiredCount", after=_WRITTEN)


def _only(side: Side) -> Side:
    resources = {"It": {"Properties": {"DesiredCount": COUNT}}}
    return Side(body={**side.body, "Resources": resources}, values=side.values)


_WRITTEN = '{"Fn::If":["Counted",{"Ref":"Start"},{"Ref":"AWS::NoValue"}]}'
