from typing import Any

import pytest

from bbfd.aws.cloudformation import CloudFormation
from bbfd.deploy.records import ChangeSet, Readiness
from bbfd.diagnose import Validation
from bbfd.errors import AwsError
from tests.unit.aws.stubs import Refusal, answering

HOME = "arn:aws:cloudformation:eu-west-1:111122223333"
SET = f"{HOME}:changeSet/bbfd-1/2"
FAILED = ChangeSet(id=SET, stack_id=f"{HOME}:stack/web/1", readiness=Readiness.FAILED)
EVENTS = {"ChangeSetName": SET, "Filters": {"FailedEvents": True}}
HOOKS = {"TargetType": "CHANGE_SET", "TargetId": SET}
DENIED = Refusal("AccessDenied")


def _check(**more: Any) -> dict[str, Any]:
    known = {
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": "Bucket",
        "ValidationName": "NAME_CONFLICT_VALIDATION",
        "ValidationStatus": "FAILED",
        "ValidationFailureMode": "FAIL",
        "ValidationStatusReason": "A bucket of this name exists",
        "ValidationPath": "/Resources/Bucket/Properties/BucketName",
    }
    return {**known, **more}


def _hook_event() -> dict[str, Any]:
    return {
        "EventType": "HOOK_INVOCATION_ERROR",
        "LogicalResourceId": "Bucket",
        "HookType": "Acme::Policy::Guard",
        "HookStatusReason": "not encrypted",
        "HookFailureMode": "FAIL",
    }


def _read(*answers: tuple[str, dict[str, Any] | Refusal, dict[str, Any]]) -> tuple[Validation, ...]:
    with answering("cloudformation", *answers) as client:
        return CloudFormation(client).validations(FAILED)


def _events(*events: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return ("describe_events", {"OperationEvents": list(events)}, EVENTS)


NAME_CONFLICT = Validation(
    logical_id="Bucket",
    name="NAME_CONFLICT_VALIDATION",
    reason="A bucket of this name exists",
    path="BucketName",
)


def test_early_validation_says_every_finding_of_a_resource_over_all_pages() -> None:
    syntax = _check(ValidationName="PROPERTY_VALIDATION", ValidationPath="/Resources/Bucket")
    more = ("describe_events", {"OperationEvents": [syntax]}, {**EVENTS, "NextToken": "t"})
    first = ("describe_events", {"OperationEvents": [_check()], "NextToken": "t"}, EVENTS)
    one, other = _read(first, more)
    assert one == NAME_CONFLICT
    assert (other.logical_id, other.name, other.path) == ("Bucket", "PROPERTY_VALIDATION", "")


def test_a_warning_stops_nothing_and_what_was_skipped_found_nothing() -> None:
    (found,) = _read(
        _events(
            _check(ValidationStatus="SKIPPED"),
            _check(ValidationFailureMode="WARN"),
            {"EventType": "STACK_EVENT", "ResourceStatus": "CREATE_FAILED"},
        )
    )
    assert not found.fails


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Resources/Bucket/Properties", ("Bucket", "")),
        ("/Resources/Bucket/Properties/Tags/0/Key", ("Bucket", "Tags/0/Key")),
        ("Resources/Bucket/Properties/Tags", ("Bucket", "Tags")),
        ("/Resources/Bucket/DeletionPolicy", ("Bucket", "DeletionPolicy")),
        ("/Properties/X", ("", "Properties/X")),
        ("", ("", "")),
    ],
)
def test_a_path_names_the_resource_and_the_property(path: str, expected: tuple[str, str]) -> None:
    raw = _check(ValidationPath=path)
    del raw["LogicalResourceId"]
    (found,) = _read(_events(raw))
    assert (found.logical_id, found.path) == expected


def test_a_finding_of_which_aws_says_little_is_a_finding() -> None:
    (found,) = _read(_events({"EventType": "VALIDATION_ERROR"}))
    assert found == Validation(logical_id="", name="", reason="")


def _result(number: int, **more: Any) -> dict[str, Any]:
    known = {
        "HookResultId": f"0000000{number}-0000-0000-0000-000000000000",
        "TypeName": "Acme::Policy::Guard",
        "Status": "HOOK_COMPLETE_FAILED",
        "FailureMode": "FAIL",
        "HookStatusReason": "2 controls failed",
    }
    return {**known, **more}


TARGET = {
    "TargetType": "RESOURCE",
    "TargetTypeName": "AWS::S3::Bucket",
    "TargetId": "Bucket",
    "Action": "CREATE",
}
NOTES = [
    {
        "AnnotationName": "S3.1",
        "Status": "FAILED",
        "StatusMessage": "the bucket is public",
        "RemediationMessage": "Block public access.",
        "RemediationLink": "https://example.com/s3-1",
    },
    {"AnnotationName": "S3.2", "Status": "PASSED"},
    {"AnnotationName": "S3.3", "Status": "FAILED"},
]


def _asked(number: int) -> dict[str, str]:
    return {"HookResultId": _result(number)["HookResultId"]}


def test_a_hook_says_each_control_that_failed_and_what_to_do() -> None:
    listed = {"HookResults": [_result(1, Status="HOOK_COMPLETE_SUCCEEDED")], "NextToken": "t"}
    found = _read(
        _events(_check(), _hook_event()),
        ("list_hook_results", listed, HOOKS),
        ("list_hook_results", {"HookResults": [_result(2)]}, {**HOOKS, "NextToken": "t"}),
        ("get_hook_result", {**_result(2), "Target": TARGET, "Annotations": NOTES}, _asked(2)),
    )
    assert found[0] == NAME_CONFLICT
    assert [(one.logical_id, one.reason) for one in found[1:]] == [
        ("Bucket", "S3.1: the bucket is public Block public access. https://example.com/s3-1"),
        ("Bucket", "S3.3"),
    ]
    assert all(one.hook and one.fails and one.name == "Acme::Policy::Guard" for one in found[1:])


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAction"])
def test_where_events_may_not_be_read_the_hooks_are(code: str) -> None:
    (found,) = _read(
        ("describe_events", Refusal(code), EVENTS),
        ("list_hook_results", {"HookResults": [_result(1, FailureMode="WARN")]}, HOOKS),
        ("get_hook_result", DENIED, _asked(1)),
    )
    assert (found.reason, found.hook, found.fails) == ("2 controls failed", True, False)


def test_where_the_hooks_may_not_be_read_the_events_say_what_they_know() -> None:
    (found,) = _read(_events(_hook_event()), ("list_hook_results", DENIED, HOOKS))
    assert (found.logical_id, found.name) == ("Bucket", "Acme::Policy::Guard")
    assert (found.reason, found.hook) == ("not encrypted", True)


@pytest.mark.parametrize("hooks", [DENIED, {"HookResults": []}])
def test_where_nothing_is_found_because_it_may_not_be_read_that_is_said(hooks: object) -> None:
    with pytest.raises(AwsError, match="could not read the events of the change set"):
        _read(("describe_events", DENIED, EVENTS), ("list_hook_results", hooks, HOOKS))


def test_an_endpoint_that_does_not_know_the_calls_is_no_trouble() -> None:
    old = Refusal("InvalidAction")
    assert _read(("describe_events", old, EVENTS), ("list_hook_results", old, HOOKS)) == ()


def test_no_more_than_ten_hooks_are_asked_for_what_they_say() -> None:
    many = {"HookResults": [_result(1) for _ in range(11)]}
    asked: tuple[str, dict[str, Any], dict[str, Any]] = ("get_hook_result", _result(1), _asked(1))
    assert len(_read(_events(), ("list_hook_results", many, HOOKS), *[asked] * 10)) == 10


def test_a_result_that_is_gone_has_the_reason_of_the_list() -> None:
    (found,) = _read(
        _events(),
        ("list_hook_results", {"HookResults": [_result(1)]}, HOOKS),
        ("get_hook_result", Refusal("HookResultNotFound"), _asked(1)),
    )
    assert found.reason == "2 controls failed"


def test_any_other_trouble_is_trouble() -> None:
    with pytest.raises(AwsError):
        _read(("describe_events", Refusal("Throttling"), EVENTS))
