"""A plan that is kept for review, and carried out as exactly that or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.fingerprint import fingerprint, planned_on
from bbfd.deploy.records import ChangeSet, Readiness, StackState
from bbfd.deploy.run.reviewed import applied, applying, discarded, found, must_be_a_plan, planned
from bbfd.deploy.submission import change_set_name
from bbfd.errors import Locked, Refused
from bbfd.model.stack import DEPLOYED, FromDeployment, Parameter
from tests.unit.deploy.fakes import START, FakeAws, stack
from tests.unit.deploy.runs import updating

FACTS = tuple(
    Parameter(name=name, type="String", default="-", source=FromDeployment(fact=fact))
    for name, fact in DEPLOYED.items()
)
ASKED = stack(*FACTS)


def _planned(aws: FakeAws) -> ChangeSet:
    made = planned(ASKED, Wishes(), aws.means()).change_set
    assert made is not None
    return made


def _applied(aws: FakeAws, plan: ChangeSet, **wishes: Any) -> Outcome:
    now = found(plan.id, plan.stack_id, aws.stacks)
    return applied(ASKED, now, Wishes(**wishes), aws.means())


def test_a_plan_is_kept_and_nothing_is_executed() -> None:
    aws = updating()
    plan = _planned(aws)
    assert list(aws.stacks.sets) == [plan.id]
    assert "execute" not in aws.calls
    assert aws.asked == []
    assert applying(ASKED, plan) == f"bbfd apply {plan.id} --env dev"


def test_exactly_that_is_carried_out_and_asked_about_first() -> None:
    aws = updating()
    plan = _planned(aws)
    assert _applied(aws, plan).ended is Ended.UPDATED
    assert len(aws.stacks.submissions) == len(aws.asked) == 1


def test_a_plan_for_a_new_stack_leaves_a_shell_and_says_how_it_goes() -> None:
    aws = FakeAws()
    proposal = planned(ASKED, Wishes(), aws.means())
    assert proposal.change_set is not None
    assert any("REVIEW_IN_PROGRESS" in n and "--discard" in n for n in proposal.notes)
    assert _applied(aws, proposal.change_set).ended is Ended.CREATED


def test_discarding_removes_the_plan_and_its_shell_and_no_stack_that_was_there() -> None:
    new, old = FakeAws(), updating()
    for aws in (new, old):
        discarded(stack(), _planned(aws), aws.means())
        assert aws.stacks.sets == {}
    assert new.stacks.describe("dev-web") is None
    assert old.stacks.describe("dev-web") is not None
    assert "delete" not in old.calls


def test_declined_it_is_kept_and_can_be_carried_out_later() -> None:
    aws = updating()
    plan = _planned(aws)
    now = found(plan.id, plan.stack_id, aws.stacks)
    outcome = applied(ASKED, now, Wishes(), aws.means(agree=lambda _: False))
    assert outcome.ended is Ended.DECLINED
    assert _applied(aws, plan).ended is Ended.UPDATED


@pytest.mark.parametrize(
    ("execution", "said"),
    [
        ("OBSOLETE", "another operation"),
        ("EXECUTE_COMPLETE", "it was carried out"),
        ("EXECUTE_IN_PROGRESS", "being carried out"),
        ("UNAVAILABLE", "UNAVAILABLE"),
        ("A_NEW_ONE", "A_NEW_ONE"),
    ],
)
def test_what_is_not_available_is_refused_saying_why(execution: str, said: str) -> None:
    aws = updating()
    plan = _planned(aws)
    aws.stacks.sets[plan.id] = replace(aws.stacks.sets[plan.id], execution=execution)
    with pytest.raises(Refused, match=said) as refused:
        _applied(aws, plan)
    assert "bbfd plan web --env dev" in refused.value.fix
    assert "execute" not in aws.calls


@pytest.mark.parametrize(
    "moved",
    [
        {"updated": START + timedelta(hours=1)},
        {"change_set": "arn:aws:cloudformation:x:1:changeSet/theirs/1"},
        {"id": "arn:stack/dev-web/another"},
    ],
)
def test_a_stack_that_moved_since_is_refused_saying_by_what(moved: dict[str, Any]) -> None:
    aws = updating()
    plan = _planned(aws)
    (life,) = aws.stacks.lives.values()
    life.state = replace(life.state, **moved)
    with pytest.raises(Refused, match="is not what it was") as refused:
        _applied(aws, plan)
    if "change_set" in moved:
        assert "theirs" in refused.value.what
    if "updated" in moved:
        assert "2026-01-02T04:04:05Z" in refused.value.what
    assert "execute" not in aws.calls


def test_a_plan_that_is_gone_or_not_ours_is_refused() -> None:
    aws = updating()
    with pytest.raises(Refused, match="there is no plan"):
        found("bbfd-1", "dev-web", aws.stacks)
    theirs = ChangeSet(id="arn:t", stack_id="s", name="theirs", readiness=Readiness.READY)
    aws.stacks.sets["arn:t"] = theirs
    with pytest.raises(Refused, match="not made by bbfd"):
        must_be_a_plan(found("arn:t", "s", aws.stacks))


def test_another_definition_does_not_change_what_was_planned_and_that_is_said() -> None:
    aws = updating()
    plan = found(_planned(aws).id, "", aws.stacks)
    other = replace(ASKED, body={"Resources": {}}, definition="services/web.py")
    assert applied(other, plan, Wishes(), aws.means()).ended is Ended.UPDATED
    assert any("something else by now" in note for note in aws.asked[0].notes)


def test_a_dead_first_attempt_is_not_planned_for_review() -> None:
    aws = FakeAws()
    aws.stacks.there("ROLLBACK_COMPLETE")
    with pytest.raises(Refused, match="cannot be planned") as refused:
        planned(ASKED, Wishes(), aws.means())
    assert "bbfd deploy web --env dev" in refused.value.fix


def test_a_stack_that_another_operation_holds_is_not_planned() -> None:
    aws = FakeAws()
    aws.stacks.there("UPDATE_IN_PROGRESS")
    with pytest.raises(Locked):
        planned(ASKED, Wishes(wait_lock=0.0), aws.means())


def test_where_nothing_changes_nothing_is_kept() -> None:
    aws = updating()
    aws.stacks.answer = Readiness.EMPTY
    proposal = planned(ASKED, Wishes(), aws.means())
    assert proposal.empty
    assert proposal.change_set is None
    assert aws.stacks.sets == {}


def test_the_name_of_a_change_set_tells_what_it_was_planned_on() -> None:
    state = StackState(id="arn:1", name="dev-web", status="UPDATE_COMPLETE", updated=START)
    name = change_set_name("20260102T030405Z", "0" * 32, fingerprint(state))
    assert planned_on(name) == fingerprint(state) != fingerprint(None)
    assert planned_on(change_set_name("20260102T030405Z", "0" * 32)) == ""
    shell = replace(state, status="REVIEW_IN_PROGRESS", updated=None)
    assert fingerprint(shell) == fingerprint(None)
