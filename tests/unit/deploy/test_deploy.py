import pytest

from bbfd.deploy.look.account import LINKED_ROLES, ensure_linked_roles
from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Finished, Note, Proposed, ResourceProgress
from bbfd.deploy.records import Readiness
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.errors import Refused, Trouble
from tests.unit.deploy.fakes import (
    ROLLS_BACK,
    TAGS,
    UPDATES,
    FakeAws,
    stack,
    trouble,
)
from tests.unit.deploy.runs import changed_nothing, deployed, updating

# How it ends


def test_a_stack_that_is_not_there_is_created() -> None:
    aws = FakeAws()
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.CREATED, 0)
    assert outcome.status == "CREATE_COMPLETE"
    assert outcome.seconds >= 21
    assert aws.stacks.submissions[0].creates
    assert aws.calls.count("execute") == 1
    assert aws.said(Finished)[0].outcome == outcome


def test_a_shell_that_was_left_behind_is_created() -> None:
    aws = FakeAws()
    aws.stacks.there("REVIEW_IN_PROGRESS", tags={})
    assert deployed(aws).ended is Ended.CREATED
    assert aws.stacks.submissions[0].creates


def test_a_stack_that_is_there_is_updated() -> None:
    aws = updating()
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code, outcome.verified) == (Ended.UPDATED, 0, True)
    assert not aws.stacks.submissions[0].creates
    assert aws.stacks.submissions[0].tags == TAGS


def test_every_call_that_changes_something_has_a_token_of_its_own() -> None:
    aws = updating()
    deployed(aws)
    events = next(iter(aws.stacks.lives.values())).events
    assert {e.token for _, e in events} != {aws.stacks.submissions[0].token}
    assert aws.stacks.submissions[0].token.startswith("bbfd-")


def test_nothing_to_do_is_a_success_that_leaves_nothing_behind() -> None:
    aws = updating(outputs={"Url": "http://x"})
    aws.stacks.answer = Readiness.EMPTY
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNCHANGED, 0)
    assert outcome.outputs == {"Url": "http://x"}
    assert changed_nothing(aws)
    assert aws.asked == []


def test_nothing_to_do_costs_at_most_eight_calls() -> None:
    aws = updating()
    aws.stacks.answer = Readiness.EMPTY
    deployed(aws)
    assert len(aws.calls) <= 8


def test_a_change_set_without_changes_that_can_be_executed_is_executed() -> None:
    aws = updating()
    aws.stacks.changes = ()
    assert deployed(aws).ended is Ended.UPDATED


def test_an_update_that_is_rolled_back_says_the_first_real_reason() -> None:
    aws = updating()
    aws.stacks.course = ROLLS_BACK
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.ROLLED_BACK, 4)
    assert outcome.reason == "Queue (AWS::SQS::Queue): the queue is cursed"
    assert len(outcome.failures) == 1


def test_old_failures_are_never_quoted() -> None:
    aws = updating()
    state = next(iter(aws.stacks.lives))
    aws.stacks.happen(state, [(0, "Queue", "UPDATE_FAILED", "last year's")], "old")
    aws.clock.sleep(100)
    aws.stacks.course = ROLLS_BACK
    assert "cursed" in deployed(aws).reason


@pytest.mark.parametrize(
    "status", ["UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED", "CREATE_FAILED", "ROLLBACK_FAILED"]
)
def test_a_stack_that_is_stuck_says_the_way_out(status: str) -> None:
    aws = updating()
    aws.stacks.course = ((0, "dev-web", "UPDATE_IN_PROGRESS", ""), (3, "dev-web", status, "why"))
    outcome = deployed(aws)
    assert (outcome.ended, outcome.exit_code, outcome.status) == (Ended.STUCK, 5, status)
    assert outcome.fix


def test_a_stack_that_somebody_deletes_meanwhile_is_said_to_be_gone() -> None:
    aws = updating()
    aws.stacks.course = (
        (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
        (5, "dev-web", "DELETE_IN_PROGRESS", ""),
        (9, "dev-web", "DELETE_COMPLETE", ""),
    )
    outcome = deployed(aws)
    assert (outcome.ended, outcome.reason) == (
        Ended.STUCK,
        "somebody deleted the stack meanwhile",
    )


def test_what_could_not_be_removed_while_cleaning_up_is_noted() -> None:
    aws = updating()
    aws.stacks.course = (*UPDATES[:-1], (22, "Old", "DELETE_FAILED", "in use"), UPDATES[-1])
    outcome = deployed(aws)
    assert outcome.exit_code == 0
    assert "Old" in outcome.notes[0]


# Protection, large templates


def test_a_protected_stack_is_protected_after_its_first_success_and_once() -> None:
    aws = FakeAws()
    deploy(stack(protected=True), Wishes(), aws.means())
    aws.stacks.answer = Readiness.EMPTY
    deploy(stack(protected=True), Wishes(), aws.means())
    assert aws.calls.count("protect") == 1


def test_a_stack_that_is_not_protected_stays_so() -> None:
    aws = FakeAws()
    deployed(aws)
    assert "protect" not in aws.calls


def test_a_stack_that_is_no_longer_protected_is_let_go_once_that_is_agreed_to() -> None:
    aws = updating(termination_protection=True)
    aws.stacks.answer = Readiness.EMPTY
    declined = deploy(stack(), Wishes(), aws.means(agree=lambda _: False))
    assert (declined.ended, "unguard" in aws.calls) == (Ended.DECLINED, False)
    done = deploy(stack(), Wishes(), aws.means())
    assert done.ended is Ended.UNCHANGED
    assert done.notes == ("termination protection was turned off",)
    assert [p.proposal.guards for p in aws.said(Proposed)] == [False, False]
    again = deploy(stack(), Wishes(), aws.means())
    assert (again.notes, aws.calls.count("unguard")) == ((), 1)


def test_protection_is_not_turned_off_by_an_update_that_is_rolled_back() -> None:
    aws = updating(ROLLS_BACK, termination_protection=True)
    assert deployed(aws).ended is Ended.ROLLED_BACK
    assert "unguard" not in aws.calls


def test_protection_that_cannot_be_turned_off_is_noted() -> None:
    aws = updating(termination_protection=True)
    aws.order("unguard", trouble(Trouble.DENIED))
    assert "could not be turned off" in deployed(aws).notes[0]


def test_protection_that_is_denied_is_noted() -> None:
    aws = FakeAws()
    aws.order("protect", trouble(Trouble.DENIED))
    outcome = deploy(stack(protected=True), Wishes(), aws.means())
    assert outcome.exit_code == 0
    assert "termination protection" in outcome.notes[0]


def test_a_large_template_goes_through_the_registrys_bucket() -> None:
    aws = updating()
    aws.stacks.there(name="registry", outputs={"ArtifactsBucket": "artifacts"})
    large = {**stack().body, "Description": "é" * 30_000}
    outcome = deploy(stack(body=large), Wishes(registry="registry"), aws.means())
    (bucket, key, body, owner), *kept = aws.still.objects
    assert [one[1].rpartition("/")[2] for one in kept] == ["deploy.json", "end.json"]
    assert outcome.ended is Ended.UPDATED
    assert (bucket, owner) == ("artifacts", aws.account)
    assert aws.stacks.submissions[0].url == f"https://artifacts/{key}"
    assert aws.stacks.submissions[0].body == ""
    assert len(body) > 51_200


def test_a_large_template_without_a_registry_is_refused() -> None:
    aws = updating()
    large = {**stack().body, "Description": "a" * 60_000}
    with pytest.raises(Refused) as refused:
        deploy(stack(body=large), Wishes(registry="registry"), aws.means())
    assert "bbfd env deploy" in refused.value.fix
    assert aws.stacks.submissions == []


# Several stacks, linked roles


def test_a_run_stops_at_the_first_stack_that_does_not_end_well() -> None:
    aws = FakeAws()
    aws.stacks.course = ((0, "one", "CREATE_IN_PROGRESS", ""), (3, "one", "ROLLBACK_COMPLETE", ""))
    asked = tuple((stack(name=name), Wishes()) for name in ("one", "two"))
    ran = deploy_run(Run(beneath=asked), aws.means())
    assert [o.ended for o in ran.outcomes] == [Ended.ROLLED_BACK]
    assert list(ran.untried) == ["two"]
    assert ran.exit_code == 4
    assert aws.calls.count("who") == 1


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
    aws = updating()
    deployed(aws)
    told = [p.event.id for p in aws.said(ResourceProgress)]
    assert told == sorted(set(told), key=told.index)
    assert len(told) == len(UPDATES)
    assert not aws.said(Note)
