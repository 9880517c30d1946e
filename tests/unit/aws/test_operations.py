"""What is done to a stack beside a deployment, and what is read to explain one."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bbfd.aws.cloudformation import CloudFormation
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import Refusal, answering, refusing

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
HOME = "arn:aws:cloudformation:eu-west-1:111122223333"
ARN = f"{HOME}:stack/web/1"
NESTED = f"{HOME}:stack/web-Data-1X/2"
ROLE = "arn:aws:iam::111122223333:role/r"
ASKED = {"StackName": ARN, "ClientRequestToken": "t"}


def test_an_update_is_cancelled_by_the_stacks_arn_with_a_token() -> None:
    with answering("cloudformation", ("cancel_update_stack", {}, ASKED)) as client:
        CloudFormation(client, role=ROLE).cancel(ARN, token="t")


def test_what_cannot_be_cancelled_is_refused_as_it_is() -> None:
    said = "CancelUpdateStack cannot be called from current stack status"
    with (
        refusing("cloudformation", "cancel_update_stack", "ValidationError", said) as client,
        pytest.raises(AwsError, match="could not cancel the update of the stack web") as caught,
    ):
        CloudFormation(client).cancel(ARN, token="t")
    assert caught.value.trouble is Trouble.INVALID


@pytest.mark.parametrize(("role", "more"), [(None, {}), (ROLE, {"RoleARN": ROLE})])
def test_a_stack_is_rolled_back_without_retaining_what_is_new(
    role: str | None, more: dict[str, str]
) -> None:
    asked = {**ASKED, "RetainExceptOnCreate": True, **more}
    with answering("cloudformation", ("rollback_stack", {"StackId": ARN}, asked)) as client:
        CloudFormation(client, role=role).roll_back(ARN, token="t")


@pytest.mark.parametrize(
    ("role", "skip", "more"),
    [
        (None, (), {}),
        (ROLE, (), {"RoleARN": ROLE}),
        (None, ("Service", "Web.Queue"), {"ResourcesToSkip": ["Service", "Web.Queue"]}),
    ],
)
def test_a_rollback_is_continued_and_skips_nothing_that_is_not_named(
    role: str | None, skip: tuple[str, ...], more: dict[str, Any]
) -> None:
    asked = {**ASKED, **more}
    with answering("cloudformation", ("continue_update_rollback", {}, asked)) as client:
        CloudFormation(client, role=role).continue_rollback(ARN, skip=skip, token="t")


def test_who_imports_an_export_is_read_over_all_pages() -> None:
    asked = {"ExportName": "web-url"}
    with answering(
        "cloudformation",
        ("list_imports", {"Imports": ["shop"], "NextToken": "t"}, asked),
        ("list_imports", {"NextToken": "u"}, {**asked, "NextToken": "t"}),
        ("list_imports", {"Imports": ["mail"]}, {**asked, "NextToken": "u"}),
    ) as client:
        assert CloudFormation(client).importers("web-url") == ("shop", "mail")


def test_an_export_that_nobody_imports_has_no_importers() -> None:
    said = "Export 'web-url' is not imported by any stack."
    with refusing("cloudformation", "list_imports", "ValidationError", said) as client:
        assert CloudFormation(client).importers("web-url") == ()


@pytest.mark.parametrize("code", ["AccessDenied", "ValidationError", "Throttling"])
def test_no_other_trouble_is_taken_for_no_importers(code: str) -> None:
    with (
        refusing("cloudformation", "list_imports", code, "nope") as client,
        pytest.raises(AwsError),
    ):
        CloudFormation(client).importers("web-url")


def _described(**more: Any) -> tuple[str, ...]:
    raw = {"StackId": ARN, "StackName": "web", "StackStatus": "X", "CreationTime": NOW}
    answer = {"Stacks": [{**raw, **more}]}
    with answering("cloudformation", ("describe_stacks", answer, {"StackName": ARN})) as client:
        found = CloudFormation(client).describe(ARN)
    assert found is not None
    assert found.reason == ""
    return found.operations


def test_the_last_operations_are_those_that_changed_the_stack() -> None:
    operations = [
        {"OperationType": "CREATE_CHANGESET", "OperationId": "plan"},
        {"OperationType": "ROLLBACK", "OperationId": "back"},
        {"OperationType": "UPDATE_STACK", "OperationId": "forth"},
        {"OperationType": "UPDATE_STACK"},
    ]
    assert _described(LastOperations=operations) == ("back", "forth")


def test_a_stack_may_not_tell_its_last_operations() -> None:
    assert _described() == ()


def _event(number: int, stack: str = ARN, **more: Any) -> dict[str, Any]:
    known = {"EventId": f"e{number:04}", "StackId": stack, "StackName": "web"}
    return {**known, "Timestamp": NOW + timedelta(seconds=number // 10), **more}


class Growing:
    """A stack whose events come in hundreds, and go on happening between two pages of one read."""

    def __init__(self) -> None:
        self.happened = 0

    def get_paginator(self, operation: str) -> "Growing":
        assert operation == "describe_stack_events"
        return self

    def paginate(self, *, StackName: str) -> Any:  # as AWS spells it
        end = self.happened
        while end > 0:
            yield {"StackEvents": [_event(n) for n in range(end, max(0, end - 100), -1)]}
            self.happened += (
                7  # and the next page begins a few events too early, as lists do that grow
            )
            end = end - 100 + 7 if end > 100 else 0


def test_no_event_is_lost_and_none_comes_twice_however_many_there_are() -> None:
    client = Growing()
    stacks = CloudFormation(client)
    seen: list[str] = []
    for more in (1, 0, 99, 100, 101, 250, 1000, 3):
        client.happened += more
        found = stacks.events(ARN, after=seen[-1] if seen else "", since=None)
        seen.extend(event.id for event in found)
    last = int(seen[-1][1:])
    assert seen == [f"e{n:04}" for n in range(1, last + 1)]
    assert last > 1500


def test_a_read_that_was_throttled_half_way_is_read_again_whole() -> None:
    first = {"StackEvents": [_event(n) for n in range(200, 100, -1)], "NextToken": "t"}
    rest = {"StackEvents": [_event(n) for n in range(100, 0, -1)]}
    asked, then = {"StackName": ARN}, {"StackName": ARN, "NextToken": "t"}
    with answering(
        "cloudformation",
        ("describe_stack_events", first, asked),
        ("describe_stack_events", Refusal("Throttling"), then),
        ("describe_stack_events", first, asked),
        ("describe_stack_events", rest, then),
    ) as client:
        stacks = CloudFormation(client)
        with pytest.raises(AwsError):
            stacks.events(ARN, after="e0050", since=None)
        found = stacks.events(ARN, after="e0050", since=None)
    assert [e.id for e in found] == [f"e{n:04}" for n in range(51, 201)]


def test_the_events_of_a_nested_stack_are_read_by_its_own_arn() -> None:
    kind = "AWS::CloudFormation::Stack"
    own = _event(2, NESTED, ResourceType=kind, PhysicalResourceId=NESTED, OperationId="op")
    queue = _event(1, NESTED, ResourceType="AWS::SQS::Queue", LogicalResourceId="Queue")
    answer = {"StackEvents": [own, queue]}
    asked = {"StackName": NESTED}
    with answering("cloudformation", ("describe_stack_events", answer, asked)) as client:
        first, second = CloudFormation(client).events(NESTED, after="", since=None)
    assert (first.logical_id, first.of_stack, first.reason) == ("Queue", False, "")
    assert (second.of_stack, second.operation, second.reason) == (True, "op", "")
