from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.account import LINKED_ROLES, ensure_linked_roles
from bbfd.deploy.execute import deploy, propose
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Finished, Heartbeat, Note, Proposed, ResourceProgress
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import ChangeSet, Identity, Readiness, Resource
from bbfd.deploy.several import deploy_in_turn, propose_in_turn
from bbfd.deploy.states import Step
from bbfd.errors import AwsError, Interrupted, Locked, Refused, Trouble
from tests.unit.deploy.fakes import (
    CREATES,
    DELETES,
    ROLLS_BACK,
    TAGS,
    UPDATES,
    FakeAws,
    stack,
    trouble,
)

KEPT_BODY: dict[str, Any] = {
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain"}}
}


def _updating(**more: Any) -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(**more)
    aws.stacks.course = UPDATES
    return aws


def _deployed(aws: FakeAws, **wishes: Any) -> Outcome:
    return deploy(stack(), Wishes(**wishes), aws.means())


def _changes_nothing(aws: FakeAws) -> bool:
    return not {"execute", "delete", "protect"} & set(aws.calls) and not aws.stacks.sets


# How it ends


def test_a_stack_that_is_not_there_is_created() -> None:
    aws = FakeAws()
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.CREATED, 0)
    assert outcome.status == "CREATE_COMPLETE"
    assert outcome.seconds >= 21
    assert aws.stacks.submissions[0].creates
    assert aws.calls.count("execute") == 1
    assert aws.said(Finished)[0].outcome == outcome


def test_a_shell_that_was_left_behind_is_created() -> None:
    aws = FakeAws()
    aws.stacks.there("REVIEW_IN_PROGRESS", tags={})
    assert _deployed(aws).ended is Ended.CREATED
    assert aws.stacks.submissions[0].creates


def test_a_stack_that_is_there_is_updated() -> None:
    aws = _updating()
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code, outcome.verified) == (Ended.UPDATED, 0, True)
    assert not aws.stacks.submissions[0].creates
    assert aws.stacks.submissions[0].tags == TAGS


def test_every_call_that_changes_something_has_a_token_of_its_own() -> None:
    aws = _updating()
    _deployed(aws)
    events = next(iter(aws.stacks.lives.values())).events
    assert {e.token for _, e in events} != {aws.stacks.submissions[0].token}
    assert aws.stacks.submissions[0].token.startswith("bbfd-")


def test_nothing_to_do_is_a_success_that_leaves_nothing_behind() -> None:
    aws = _updating(outputs={"Url": "http://x"})
    aws.stacks.answer = Readiness.EMPTY
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNCHANGED, 0)
    assert outcome.outputs == {"Url": "http://x"}
    assert _changes_nothing(aws)
    assert aws.asked == []


def test_nothing_to_do_costs_at_most_eight_calls() -> None:
    aws = _updating()
    aws.stacks.answer = Readiness.EMPTY
    _deployed(aws)
    assert len(aws.calls) <= 8


def test_a_change_set_without_changes_that_can_be_executed_is_executed() -> None:
    aws = _updating()
    aws.stacks.changes = ()
    assert _deployed(aws).ended is Ended.UPDATED


def test_an_update_that_is_rolled_back_says_the_first_real_reason() -> None:
    aws = _updating()
    aws.stacks.course = ROLLS_BACK
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.ROLLED_BACK, 4)
    assert outcome.reason == "Queue (AWS::SQS::Queue): the queue is cursed"
    assert len(outcome.failures) == 1


def test_old_failures_are_never_quoted() -> None:
    aws = _updating()
    state = next(iter(aws.stacks.lives))
    aws.stacks.happen(state, [(0, "Queue", "UPDATE_FAILED", "last year's")], "old")  # type: ignore[arg-type]
    aws.clock.sleep(100)
    aws.stacks.course = ROLLS_BACK
    assert "cursed" in _deployed(aws).reason


@pytest.mark.parametrize(
    "status", ["UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED", "CREATE_FAILED", "ROLLBACK_FAILED"]
)
def test_a_stack_that_is_stuck_says_the_way_out(status: str) -> None:
    aws = _updating()
    aws.stacks.course = ((0, "dev-web", "UPDATE_IN_PROGRESS", ""), (3, "dev-web", status, "why"))
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code, outcome.status) == (Ended.STUCK, 5, status)
    assert outcome.fix


def test_a_stack_that_somebody_deletes_meanwhile_is_said_to_be_gone() -> None:
    aws = _updating()
    aws.stacks.course = (
        (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
        (5, "dev-web", "DELETE_IN_PROGRESS", ""),
        (9, "dev-web", "DELETE_COMPLETE", ""),
    )
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.reason) == (
        Ended.STUCK,
        "somebody deleted the stack meanwhile",
    )


def test_what_could_not_be_removed_while_cleaning_up_is_noted() -> None:
    aws = _updating()
    aws.stacks.course = (*UPDATES[:-1], (22, "Old", "DELETE_FAILED", "in use"), UPDATES[-1])
    outcome = _deployed(aws)
    assert outcome.exit_code == 0
    assert "Old" in outcome.notes[0]


# Before anything happens


def test_saying_no_changes_nothing_and_leaves_no_shell() -> None:
    aws = FakeAws()
    outcome = deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert (outcome.ended, outcome.exit_code) == (Ended.DECLINED, 3)
    assert "execute" not in aws.calls
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_a_shell_on_which_somebody_elses_change_set_waits_is_kept() -> None:
    aws = FakeAws()

    def somebody_comes(_: Any) -> bool:
        made = next(iter(aws.stacks.sets.values()))
        aws.stacks.sets["arn:foreign"] = replace(made, id="arn:foreign", name="foreign")
        return False

    deploy(stack(), Wishes(), aws.means(agree=somebody_comes))
    assert list(aws.stacks.sets) == ["arn:foreign"]
    assert "delete" not in aws.calls


def test_a_stack_that_was_there_is_never_deleted_when_declined() -> None:
    aws = _updating()
    deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert _changes_nothing(aws)


def test_a_foreign_change_set_on_a_shell_is_said_and_not_removed() -> None:
    aws = FakeAws()
    state = aws.stacks.there("REVIEW_IN_PROGRESS", tags={})
    foreign = ChangeSet(id="arn:foreign", stack_id=state.id, readiness=Readiness.READY)
    aws.stacks.sets["arn:foreign"] = foreign
    proposal = propose(stack(), Wishes(), aws.means())
    assert "1 other change set(s)" in proposal.notes[0]
    assert list(aws.stacks.sets) == ["arn:foreign"]
    assert "delete" not in aws.calls


def test_a_refused_change_set_says_why_and_leaves_nothing() -> None:
    aws = FakeAws()
    aws.stacks.answer, aws.stacks.answer_reason = Readiness.FAILED, "no such thing"
    with pytest.raises(Refused, match="no such thing"):
        _deployed(aws)
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_a_change_set_that_never_settles_is_given_up_and_removed() -> None:
    aws = _updating()
    aws.stacks.answer = Readiness.PENDING
    with pytest.raises(Refused, match="was not ready"):
        _deployed(aws, timeout=60.0)
    assert _changes_nothing(aws)


def test_ctrl_c_before_anything_is_executed_cleans_up() -> None:
    aws = FakeAws()

    def interrupted(_: Any) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        deploy(stack(), Wishes(), aws.means(agree=interrupted))
    assert stopped.value.exit_code == 130
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None


def test_ctrl_c_while_the_change_set_is_made_cleans_up() -> None:
    aws = _updating()
    aws.order("change_set", KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(Interrupted):
        _deployed(aws)
    assert _changes_nothing(aws)


def test_another_account_is_refused_before_any_other_call() -> None:
    aws = _updating()
    aws.still.identity_of = Identity(account="999999999999", arn="arn:me", region="eu-west-1")
    with pytest.raises(Refused, match=r"999999999999.*111122223333"):
        _deployed(aws)
    assert aws.calls == ["who"]


def test_another_region_is_refused() -> None:
    aws = _updating()
    aws.still.identity_of = replace(aws.still.identity_of, region="us-east-1")
    with pytest.raises(Refused, match=r"us-east-1.*eu-west-1"):
        _deployed(aws)


@pytest.mark.parametrize("tags", [{}, {"bbfd:service": "web"}])
def test_a_stack_that_is_not_ours_is_refused_unless_adopted(tags: dict[str, str]) -> None:
    aws = _updating(tags=tags)
    with pytest.raises(Refused) as refused:
        _deployed(aws)
    assert "--adopt" in refused.value.fix
    assert _changes_nothing(aws)
    assert _deployed(aws, adopt=True).ended is Ended.UPDATED


def test_another_service_of_ours_is_not_even_adopted() -> None:
    aws = _updating(tags={**TAGS, "bbfd:service": "other"})
    with pytest.raises(Refused, match="bbfd:service=other"):
        _deployed(aws, adopt=True)


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "A_NEW_ONE"])
def test_a_state_from_which_nothing_can_start_is_refused_with_nothing_done(status: str) -> None:
    aws = _updating(status=status)
    with pytest.raises(Refused, match=status):
        _deployed(aws)
    assert _changes_nothing(aws)


def test_after_a_rollback_the_proposal_says_why() -> None:
    aws = _updating()
    aws.stacks.course = ROLLS_BACK
    _deployed(aws)
    proposal = propose(stack(), Wishes(), aws.means())
    assert "the queue is cursed" in proposal.notes[0]


def test_a_proposal_leaves_nothing_behind() -> None:
    aws = FakeAws()
    proposal = propose(stack(), Wishes(), aws.means())
    assert [c.logical_id for c in proposal.changes] == ["Queue"]
    assert proposal.step is Step.CREATE
    assert aws.stacks.sets == {}
    assert aws.stacks.describe("dev-web") is None
    assert aws.said(Proposed)[0].proposal == proposal


# A stack that another operation holds


@pytest.mark.parametrize(
    ("status", "course", "ended"),
    [
        ("UPDATE_IN_PROGRESS", ((25, "dev-web", "UPDATE_COMPLETE", ""),), Ended.UPDATED),
        (
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            ((25, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),),
            Ended.UPDATED,
        ),
        ("DELETE_IN_PROGRESS", ((25, "dev-web", "DELETE_COMPLETE", ""),), Ended.CREATED),
        # An export in use cancels a deletion.
        ("DELETE_IN_PROGRESS", ((25, "dev-web", "UPDATE_COMPLETE", ""),), Ended.UPDATED),
    ],
)
def test_a_held_stack_is_waited_for_and_planned_anew(
    status: str, course: Any, ended: Ended
) -> None:
    aws = FakeAws()
    state = aws.stacks.there(status)
    aws.stacks.happen(state.id, course)
    aws.stacks.course = CREATES if ended is Ended.CREATED else UPDATES
    assert _deployed(aws).ended is ended
    assert aws.clock.now >= 25


def test_a_stack_held_for_too_long_is_left_alone() -> None:
    aws = _updating(status="UPDATE_IN_PROGRESS")
    with pytest.raises(Locked) as locked:
        _deployed(aws, wait_lock=600.0)
    assert locked.value.exit_code == 7
    assert "--wait-lock" in locked.value.fix
    assert 600 <= aws.clock.now < 700
    assert aws.stacks.submissions == []
    assert aws.said(Heartbeat)


def test_reads_that_fail_while_waiting_are_endured() -> None:
    aws = FakeAws()
    state = aws.stacks.there("UPDATE_IN_PROGRESS")
    aws.stacks.happen(state.id, ((25, "dev-web", "UPDATE_COMPLETE", ""),))
    aws.stacks.course = UPDATES
    aws.order("describe", None, trouble(Trouble.THROTTLED), trouble(Trouble.UNREACHABLE))
    assert _deployed(aws).ended is Ended.UPDATED


# A first attempt that died


def _dead(**more: Any) -> FakeAws:
    aws = FakeAws()
    state = aws.stacks.there("ROLLBACK_COMPLETE", **more)
    aws.stacks.happen(state.id, ((0, "Queue", "CREATE_FAILED", "the queue is cursed"),))
    return aws


def test_a_dead_first_attempt_is_deleted_and_made_anew_after_one_question() -> None:
    aws = _dead()
    outcome = _deployed(aws)
    assert outcome.ended is Ended.CREATED
    assert aws.calls.count("delete") == 1
    (asked,) = aws.asked
    assert isinstance(asked, Proposal)
    assert asked.step is Step.RECREATE
    assert "the queue is cursed" in asked.why
    assert [c.action for c in asked.changes] == ["add"]


def test_a_dead_first_attempt_is_kept_when_declined_and_by_a_diff() -> None:
    aws = _dead()
    assert deploy(stack(), Wishes(), aws.means(agree=lambda _: False)).exit_code == 3
    assert propose(stack(), Wishes(), aws.means()).step is Step.RECREATE
    assert _changes_nothing(aws)


def test_a_dead_first_attempt_that_still_holds_something_is_refused_naming_it() -> None:
    aws = _dead()
    aws.stacks.held = (
        Resource(logical_id="Gone", type="T", status="DELETE_COMPLETE"),
        Resource(logical_id="Logs", type="T", status="DELETE_SKIPPED", physical_id="/logs"),
    )
    with pytest.raises(Refused, match=r"Logs \(T /logs\)") as refused:
        _deployed(aws)
    assert "Gone" not in refused.value.what
    assert _changes_nothing(aws)


def test_a_dead_first_attempt_that_is_protected_is_refused() -> None:
    aws = _dead(termination_protection=True)
    with pytest.raises(Refused) as refused:
        _deployed(aws)
    assert "--no-enable-termination-protection" in refused.value.fix
    assert _changes_nothing(aws)


def test_a_dead_first_attempt_that_cannot_be_deleted_ends_there() -> None:
    aws = _dead()
    aws.stacks.removal = (DELETES[0], (5, "dev-web", "DELETE_FAILED", "why"))
    with pytest.raises(Refused, match="DELETE_FAILED"):
        _deployed(aws)
    assert aws.stacks.submissions == []


def test_what_a_first_attempt_would_retain_is_not_kept_when_it_fails() -> None:
    aws = FakeAws()
    deploy(stack(body=KEPT_BODY), Wishes(), aws.means())
    _deployed(_updating())
    assert aws.stacks.keeps == [True]


# Answers that were lost


def test_an_execution_whose_answer_was_lost_is_watched_and_not_repeated() -> None:
    aws = _updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    assert _deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 1


def test_an_execution_that_never_arrived_is_repeated() -> None:
    aws = _updating()
    aws.order("execute", trouble(Trouble.UNREACHABLE), trouble(Trouble.THROTTLED))
    assert _deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("execute") == 3


def test_an_execution_that_was_made_obsolete_says_so() -> None:
    aws = _updating()

    def overtaken(_: Any) -> bool:
        aws.stacks.sets = {i: replace(s, execution="OBSOLETE") for i, s in aws.stacks.sets.items()}
        return True

    with pytest.raises(Refused, match="somebody else deployed dev-web"):
        deploy(stack(), Wishes(), aws.means(agree=overtaken))


def test_a_change_set_that_vanished_was_overtaken_too() -> None:
    aws = _updating()

    def overtaken(_: Any) -> bool:
        aws.stacks.sets = {}
        return True

    with pytest.raises(Refused, match="somebody else deployed dev-web"):
        deploy(stack(), Wishes(), aws.means(agree=overtaken))


def test_an_execution_that_can_be_neither_made_nor_read_back_is_unknown() -> None:
    aws = _updating()
    aws.order("execute lost", trouble(Trouble.UNREACHABLE))
    aws.order("change_set", None, trouble(Trouble.UNREACHABLE))
    outcome = _deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "bbfd status web --env dev" in outcome.fix


def test_an_execution_that_is_denied_is_refused_and_cleaned_up() -> None:
    aws = _updating()
    aws.order("execute", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        _deployed(aws)
    assert aws.stacks.sets == {}


@pytest.mark.parametrize("kind", [Trouble.UNREACHABLE, Trouble.EXISTS])
def test_a_change_set_whose_answer_was_lost_is_found_by_its_name(kind: Trouble) -> None:
    aws = _updating()
    aws.order("create_change_set", trouble(kind))
    assert _deployed(aws).ended is Ended.UPDATED
    assert aws.calls.count("create_change_set") == 1


# Protection, large templates


def test_a_protected_stack_is_protected_after_its_first_success_and_once() -> None:
    aws = FakeAws()
    deploy(stack(protected=True), Wishes(), aws.means())
    aws.stacks.answer = Readiness.EMPTY
    deploy(stack(protected=True), Wishes(), aws.means())
    assert aws.calls.count("protect") == 1


def test_a_stack_that_is_not_protected_stays_so() -> None:
    aws = FakeAws()
    _deployed(aws)
    assert "protect" not in aws.calls


def test_protection_that_is_denied_is_noted() -> None:
    aws = FakeAws()
    aws.order("protect", trouble(Trouble.DENIED))
    outcome = deploy(stack(protected=True), Wishes(), aws.means())
    assert outcome.exit_code == 0
    assert "termination protection" in outcome.notes[0]


def test_a_large_template_goes_through_the_registrys_bucket() -> None:
    aws = _updating()
    aws.stacks.there(name="registry", outputs={"ArtifactsBucket": "artifacts"})
    large = {**stack().body, "Description": "é" * 30_000}
    outcome = deploy(stack(body=large), Wishes(registry="registry"), aws.means())
    ((bucket, key, body, owner),) = aws.still.objects
    assert outcome.ended is Ended.UPDATED
    assert (bucket, owner) == ("artifacts", aws.account)
    assert aws.stacks.submissions[0].url == f"https://artifacts/{key}"
    assert aws.stacks.submissions[0].body == ""
    assert len(body) > 51_200


def test_a_large_template_without_a_registry_is_refused() -> None:
    aws = _updating()
    large = {**stack().body, "Description": "a" * 60_000}
    with pytest.raises(Refused) as refused:
        deploy(stack(body=large), Wishes(registry="registry"), aws.means())
    assert "bbfd env deploy" in refused.value.fix
    assert aws.stacks.submissions == []


# Several stacks, linked roles


def test_a_run_stops_at_the_first_stack_that_does_not_end_well() -> None:
    aws = FakeAws()
    aws.stacks.course = ((0, "one", "CREATE_IN_PROGRESS", ""), (3, "one", "ROLLBACK_COMPLETE", ""))
    asked = [(stack(name=name), Wishes()) for name in ("one", "two")]
    outcomes = deploy_in_turn(asked, aws.means())
    assert [o.ended for o in outcomes] == [Ended.ROLLED_BACK]
    assert aws.calls.count("who") == 1


def test_a_run_proposes_each_stack() -> None:
    aws = FakeAws()
    asked = [(stack(name=name), Wishes()) for name in ("one", "two")]
    assert [p.stack for p in propose_in_turn(asked, aws.means())] == ["one", "two"]


def test_linked_roles_are_made_where_they_are_missing() -> None:
    aws = FakeAws()
    aws.still.roles_of = {LINKED_ROLES[0][0]}
    notes = ensure_linked_roles(aws.means())
    assert len(notes) == len(LINKED_ROLES) - 1
    assert aws.still.roles_of == {LINKED_ROLES[0][0], *(s for _, s in LINKED_ROLES[1:])}


def test_a_linked_role_that_may_not_be_made_is_a_note() -> None:
    aws = FakeAws()
    aws.order("exists", *[trouble(Trouble.DENIED)] * 4)
    aws.order("create_linked", trouble(Trouble.DENIED), trouble(Trouble.EXISTS))
    notes = ensure_linked_roles(aws.means())
    assert "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com" in notes[0]
    assert len(notes) == 3


def test_progress_is_told_in_the_order_of_time_and_each_event_once() -> None:
    aws = _updating()
    _deployed(aws)
    told = [p.event.id for p in aws.said(ResourceProgress)]
    assert told == sorted(set(told), key=told.index)
    assert len(told) == len(UPDATES)
    assert not aws.said(Note)
