"""A change set is asked for once, whatever becomes of the answer; and one that was refused says why."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Note
from bbfd.deploy.records import ChangeSet, Readiness
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.submission import change_set_name
from bbfd.diagnose import Validation
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy.fakes import FakeAws, stack, trouble
from tests.unit.deploy.runs import changed_nothing, deployed, updating

FULL = trouble(Trouble.INVALID, "LimitExceededException")
LOST = trouble(Trouble.UNREACHABLE)
ABSENT = trouble(Trouble.ABSENT)


def _left(aws: FakeAws, name: str, readiness: Readiness) -> str:
    state = aws.stacks.describe("dev-web")
    assert state is not None
    arn = f"arn:aws:cloudformation:eu-west-1:111122223333:changeSet/{name}/1"
    made = ChangeSet(id=arn, stack_id=state.id, name=name, readiness=readiness)
    aws.stacks.sets[arn] = made
    return arn


OLD = change_set_name("20260102T010000Z", "0" * 8)
YOUNG = change_set_name("20260102T030000Z", "1" * 8)


def test_an_answer_that_was_lost_is_read_back_and_nothing_is_asked_twice() -> None:
    aws = updating()
    aws.order("create_change_set", LOST)
    assert deployed(aws).ended is Ended.UPDATED
    assert len(aws.stacks.submissions) == 1


def test_a_call_that_surely_did_not_arrive_is_made_again_with_the_same_token() -> None:
    aws = updating()
    aws.order("create_change_set", LOST)
    aws.order("change_set", ABSENT)
    assert deployed(aws).ended is Ended.UPDATED
    assert len(aws.stacks.submissions) == 2
    assert len({(s.token, s.name) for s in aws.stacks.submissions}) == 1


def test_a_network_that_stays_away_ends_it_with_the_first_trouble() -> None:
    aws = updating()
    aws.order("create_change_set", LOST, LOST, LOST)
    aws.order("change_set", ABSENT, ABSENT, ABSENT)
    with pytest.raises(AwsError) as raised:
        deployed(aws)
    assert raised.value.trouble is Trouble.UNREACHABLE
    assert changed_nothing(aws)


def test_empty_ones_that_we_left_make_room_and_nobody_elses_do() -> None:
    aws = updating()
    stale = _left(aws, OLD, Readiness.EMPTY)
    kept = [
        _left(aws, YOUNG, Readiness.EMPTY),
        _left(aws, "theirs-20250102T010000Z-00000000", Readiness.EMPTY),
    ]
    aws.stacks.answer = Readiness.EMPTY
    aws.order("create_change_set", FULL)
    deployed(aws)
    assert stale not in aws.stacks.sets
    assert set(kept) <= set(aws.stacks.sets)


def test_one_that_is_kept_for_review_does_not_make_room() -> None:
    aws = updating()
    kept = _left(aws, OLD, Readiness.READY)
    aws.order("create_change_set", FULL)
    with pytest.raises(Refused, match="no more change sets") as refused:
        deployed(aws)
    assert "list-change-sets" in refused.value.fix
    assert kept in aws.stacks.sets


def test_room_is_made_once() -> None:
    aws = updating()
    _left(aws, OLD, Readiness.EMPTY)
    aws.stacks.answer = Readiness.EMPTY
    aws.order("create_change_set", FULL, FULL, FULL)
    with pytest.raises(Refused, match="no more change sets"):
        deployed(aws)


def _found(**more: Any) -> Validation:
    known: dict[str, Any] = {
        "logical_id": "Queue",
        "name": "NAME_CONFLICT_VALIDATION",
        "reason": "it exists",
        "path": "QueueName",
    }
    return Validation(**{**known, **more})


def _refused(aws: FakeAws, **more: Any) -> Refused:
    aws.stacks.answer, aws.stacks.answer_reason = Readiness.FAILED, "validation failed"
    with pytest.raises(Refused) as refused:
        deploy(stack(**more), Wishes(), aws.means())
    return refused.value


def test_everything_that_validation_found_is_told_with_its_path_and_field() -> None:
    aws = FakeAws()
    aws.stacks.found_wrong = (
        _found(),
        _found(reason="it is too long"),
        _found(name="Some::Hook", hook=True, path="", reason="it is not tagged"),
        _found(reason="only a warning", fails=False),
    )
    said = _refused(
        aws, definition="services/web.py", origins={("Queue", "QueueName"): "queue.name"}
    ).what
    assert (
        "Queue.QueueName: NAME_CONFLICT_VALIDATION: it exists (services/web.py, `queue.name`)"
        in said
    )
    assert "it is too long" in said
    assert "Queue: Some::Hook: it is not tagged" in said
    assert "only a warning" not in said
    assert aws.stacks.sets == {}


def test_without_the_permission_the_reason_alone_is_told() -> None:
    aws = FakeAws()
    aws.order("validations", trouble(Trouble.DENIED))
    said = _refused(aws).what
    assert "validation failed" in said
    assert "could not be read" in said


def test_capabilities_that_are_missing_name_the_resources_they_are_for() -> None:
    aws = FakeAws()
    aws.order("create_change_set", trouble(Trouble.INVALID, "InsufficientCapabilitiesException"))
    body = {"Resources": {"Role": {"Type": "AWS::IAM::Role"}}}
    with pytest.raises(Refused, match=r"Role \(AWS::IAM::Role\)"):
        deploy(stack(body=body), Wishes(), aws.means())


def test_one_that_takes_ten_minutes_is_waited_for_and_nobody_is_left_in_silence() -> None:
    aws = updating()
    aws.stacks.answer = Readiness.PENDING

    def later() -> None:
        if aws.clock.now > 600:
            aws.stacks.answer = Readiness.READY

    aws.clock.on_sleep = later
    assert deployed(aws).ended is Ended.UPDATED
    early = [note for note in aws.said(Note) if "working out what would change" in note.text]
    assert len(early) >= 19
