from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.stub import ANY

from bbfd.aws.cloudformation import CloudFormation
from bbfd.deploy.records import ChangeSet, Readiness, Replacement
from bbfd.deploy.submission import Submission
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import answering, refusing

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
ARN = "arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1"
SET = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/bbfd-1/2"


def _raw_stack(**more: Any) -> dict[str, Any]:
    known = {"StackId": ARN, "StackName": "web", "StackStatus": "X", "CreationTime": NOW}
    return {"Stacks": [{**known, **more}]}


def test_a_stack_is_described_in_our_words() -> None:
    raw = _raw_stack(
        Parameters=[{"ParameterKey": "A", "ParameterValue": "1"}],
        Outputs=[{"OutputKey": "Url", "OutputValue": "http://x"}],
        Tags=[{"Key": "bbfd:service", "Value": "web"}],
        EnableTerminationProtection=True,
        ParentId="arn:aws:cloudformation:parent",
        DeploymentConfig={"Mode": "EXPRESS"},
    )
    with answering("cloudformation", ("describe_stacks", raw, {"StackName": "web"})) as client:
        found = CloudFormation(client).describe("web")
    assert found is not None
    assert (found.id, found.status) == (ARN, "X")
    assert found.parameters == {"A": "1"}
    assert found.outputs == {"Url": "http://x"}
    assert found.tags == {"bbfd:service": "web"}
    assert (found.termination_protection, found.express) == (True, True)
    assert found.parent == "arn:aws:cloudformation:parent"


def test_a_stack_that_does_not_exist_is_none() -> None:
    said = "Stack with id web does not exist"
    with refusing("cloudformation", "describe_stacks", "ValidationError", said) as client:
        assert CloudFormation(client).describe("web") is None


def test_every_stack_is_read_over_all_pages_without_the_deleted() -> None:
    first = {**_raw_stack(), "NextToken": "more"}
    second = _raw_stack(StackName="old", StackStatus="DELETE_COMPLETE")
    with answering(
        "cloudformation",
        ("describe_stacks", first, {}),
        ("describe_stacks", second, {"NextToken": "more"}),
    ) as client:
        assert [state.name for state in CloudFormation(client).every()] == ["web"]


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "ValidationError"])
def test_no_other_trouble_is_taken_for_no_stack(code: str) -> None:
    with (
        refusing("cloudformation", "describe_stacks", code, "nope") as client,
        pytest.raises(AwsError),
    ):
        CloudFormation(client).describe("web")


def _raw_event(n: int, **more: Any) -> dict[str, Any]:
    known = {
        "EventId": f"e{n}",
        "StackId": ARN,
        "StackName": "web",
        "Timestamp": NOW + timedelta(seconds=n),
    }
    return {**known, **more}


def _pages(*numbers: list[int]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    answers = []
    for page, some in enumerate(numbers):
        answer: dict[str, Any] = {"StackEvents": [_raw_event(n) for n in some]}
        if page + 1 < len(numbers):
            answer["NextToken"] = f"t{page + 1}"
        asked = {"StackName": ARN, **({"NextToken": f"t{page}"} if page else {})}
        answers.append(("describe_stack_events", answer, asked))
    return answers


def test_events_come_in_the_order_of_time_over_all_pages() -> None:
    with answering("cloudformation", *_pages([5, 4], [3, 2], [1])) as client:
        found = CloudFormation(client).events(ARN, after="", since=None)
    assert [e.id for e in found] == ["e1", "e2", "e3", "e4", "e5"]


def test_no_further_page_is_read_than_the_known_event_is_on() -> None:
    with answering("cloudformation", *_pages([5, 4], [3, 2], [1])[:2]) as client:
        found = CloudFormation(client).events(ARN, after="e2", since=None)
    assert [e.id for e in found] == ["e3", "e4", "e5"]


def test_no_further_page_is_read_than_the_time_asked_for() -> None:
    with answering("cloudformation", *_pages([5, 4], [3, 2], [1])[:2]) as client:
        found = CloudFormation(client).events(ARN, after="", since=NOW + timedelta(seconds=3))
    assert [e.id for e in found] == ["e3", "e4", "e5"]


def test_an_event_of_the_stack_itself_is_told_from_one_of_a_nested_stack() -> None:
    kind = "AWS::CloudFormation::Stack"
    raw = [
        _raw_event(2, ResourceType=kind, PhysicalResourceId=ARN, ClientRequestToken="t"),
        _raw_event(1, ResourceType=kind, PhysicalResourceId="arn:nested"),
    ]
    answer = ("describe_stack_events", {"StackEvents": raw}, {"StackName": ARN})
    with answering("cloudformation", answer) as client:
        nested, own = CloudFormation(client).events(ARN, after="", since=None)
    assert (nested.of_stack, own.of_stack) == (False, True)
    assert (nested.token, own.token) == ("", "t")


def _submission(**more: Any) -> Submission:
    known: dict[str, Any] = {
        "stack": "web",
        "name": "bbfd-1",
        "token": "t",
        "creates": False,
        "values": {"A": "1"},
        "tags": {"k": "v"},
        "capabilities": (),
        "body": "{}",
    }
    return Submission(**{**known, **more})


ASKED = {
    "StackName": "web",
    "ChangeSetName": "bbfd-1",
    "ChangeSetType": "UPDATE",
    "ClientToken": "t",
    "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}],
    "Tags": [{"Key": "k", "Value": "v"}],
}


@pytest.mark.parametrize(
    ("submission", "role", "asked"),
    [
        (_submission(), None, {**ASKED, "TemplateBody": "{}"}),
        (_submission(url="https://x", body=""), None, {**ASKED, "TemplateURL": "https://x"}),
        (
            _submission(takes_over=True),
            None,
            {**ASKED, "TemplateBody": "{}", "ImportExistingResources": True},
        ),
        (
            _submission(creates=True, capabilities=("CAPABILITY_IAM",)),
            "arn:aws:iam::111122223333:role/r",
            {
                **ASKED,
                "ChangeSetType": "CREATE",
                "TemplateBody": "{}",
                "Capabilities": ["CAPABILITY_IAM"],
                "RoleARN": "arn:aws:iam::111122223333:role/r",
            },
        ),
    ],
)
def test_a_change_set_is_asked_for_with_no_more_than_needed(
    submission: Submission, role: str | None, asked: dict[str, Any]
) -> None:
    answer = ("create_change_set", {"Id": SET, "StackId": ARN}, asked)
    with answering("cloudformation", answer) as client:
        made = CloudFormation(client, role=role).create_change_set(submission)
    assert (made.id, made.stack_id, made.readiness) == (SET, ARN, Readiness.PENDING)


def _described(status: str = "CREATE_COMPLETE", **more: Any) -> dict[str, Any]:
    return {"ChangeSetId": SET, "StackId": ARN, "Status": status, "Changes": [], **more}


def _one(raw: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "Resource", "ResourceChange": raw}


def _read(*answers: tuple[dict[str, Any], dict[str, Any]]) -> ChangeSet:
    calls = (("describe_change_set", answer, asked) for answer, asked in answers)
    with answering("cloudformation", *calls) as client:
        return CloudFormation(client).change_set(SET, ARN)


FIRST = {"ChangeSetName": SET, "IncludePropertyValues": True}


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        ("CREATE_PENDING", "", Readiness.PENDING),
        ("CREATE_IN_PROGRESS", "", Readiness.PENDING),
        ("CREATE_COMPLETE", "", Readiness.READY),
        ("FAILED", "The submitted information didn't contain changes.", Readiness.EMPTY),
        ("FAILED", "No updates are to be performed.", Readiness.EMPTY),
        ("FAILED", "Transform failed", Readiness.FAILED),
        ("DELETE_FAILED", "", Readiness.FAILED),
    ],
)
def test_how_far_a_change_set_is_is_never_told_by_its_changes(
    status: str, reason: str, expected: Readiness
) -> None:
    found = _read((_described(status, StatusReason=reason), FIRST))
    assert found.readiness is expected
    assert found.changes == ()


def test_changes_are_read_over_all_pages() -> None:
    pages = [
        _described(Changes=[_one({"LogicalResourceId": f"R{n}", "Action": "Add"})])
        for n in range(3)
    ]
    pages[0]["NextToken"], pages[1]["NextToken"] = "t1", "t2"
    found = _read(
        (pages[0], FIRST),
        (pages[1], {**FIRST, "NextToken": "t1"}),
        (pages[2], {**FIRST, "NextToken": "t2"}),
    )
    assert [c.logical_id for c in found.changes] == ["R0", "R1", "R2"]


def test_changes_that_the_answer_with_values_leaves_out_are_read_again() -> None:
    warn = "[WARN] --include-property-values option can return incomplete ChangeSet data"
    one, two = ({"LogicalResourceId": name, "Action": "Modify"} for name in ("A", "B"))
    values = {
        "Details": [{"Target": {"Attribute": "Properties", "Name": "Image", "AfterValue": "2"}}]
    }
    found = _read(
        (_described(StatusReason=warn, Changes=[_one({**one, **values})]), FIRST),
        (_described(Changes=[_one(one), _one(two)]), {"ChangeSetName": SET}),
    )
    assert [c.logical_id for c in found.changes] == ["A", "B"]
    assert found.changes[0].properties[0].after == "2"


def test_a_change_says_property_by_property_what_it_does() -> None:
    target = {
        "Attribute": "Properties",
        "Name": "Image",
        "Path": "/Properties/ContainerDefinitions/0/Image",
        "RequiresRecreation": "Always",
        "BeforeValue": "web:1",
        "AfterValue": "web:2",
    }
    raw = {
        "Action": "Modify",
        "LogicalResourceId": "Tasks",
        "ResourceType": "AWS::ECS::TaskDefinition",
        "PhysicalResourceId": "arn:1",
        "Replacement": "True",
        "Details": [
            {"Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification"},
            {
                "Target": {k: v for k, v in target.items() if "Value" not in k},
                "Evaluation": "Static",
                "ChangeSource": "ParameterReference",
                "CausingEntity": "AppImage",
            },
            {"Target": {"Attribute": "Tags", "RequiresRecreation": "Never"}},
        ],
    }
    (change,) = _read((_described(Changes=[_one(raw)]), FIRST)).changes
    image, tags = change.properties
    assert (change.action, change.replacement) == ("modify", Replacement.ALWAYS)
    assert (image.path, image.before, image.after) == (
        "ContainerDefinitions/0/Image",
        "web:1",
        "web:2",
    )
    assert (image.recreates, image.cause) == (Replacement.ALWAYS, "AppImage")
    assert (tags.path, tags.recreates) == ("Tags", Replacement.NEVER)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, Replacement.NEVER),
        ({"Replacement": "False"}, Replacement.NEVER),
        ({"Replacement": "Conditional"}, Replacement.MAYBE),
        ({"Replacement": "True"}, Replacement.ALWAYS),
        ({"PolicyAction": "ReplaceAndDelete"}, Replacement.ALWAYS),
        ({"PolicyAction": "Delete"}, Replacement.NEVER),
        ({"Replacement": "Perhaps"}, Replacement.MAYBE),
    ],
)
def test_a_replacement_is_never_played_down(raw: dict[str, str], expected: Replacement) -> None:
    (change,) = _read((_described(Changes=[_one(raw)]), FIRST)).changes
    assert change.replacement is expected


@pytest.mark.parametrize("action", ["Import", "Dynamic", "SyncWithActual", "Unheard"])
def test_an_action_that_is_rare_or_new_is_kept(action: str) -> None:
    (change,) = _read((_described(Changes=[_one({"Action": action})]), FIRST)).changes
    assert change.action == action.lower()


@pytest.mark.parametrize("keep", [True, False])
def test_a_change_set_is_executed_with_its_token_and_defaults_are_not_sent(keep: bool) -> None:
    asked = {"ChangeSetName": SET, "StackName": ARN, "ClientRequestToken": "t"}
    asked |= {"RetainExceptOnCreate": True} if keep else {}
    change_set = ChangeSet(id=SET, stack_id=ARN, readiness=Readiness.READY)
    with answering("cloudformation", ("execute_change_set", {}, asked)) as client:
        CloudFormation(client).execute(change_set, token="t", keep_only_created=keep)


def test_a_stack_is_deleted_by_its_arn_with_a_token_and_the_service_role() -> None:
    role = "arn:aws:iam::111122223333:role/r"
    asked = {"StackName": ARN, "ClientRequestToken": "t", "RoleARN": role}
    with answering("cloudformation", ("delete_stack", {}, asked)) as client:
        CloudFormation(client, role=role).delete(ARN, token="t")


def test_protection_and_change_sets_are_asked_for_by_arn() -> None:
    protect = {"StackName": ARN, "EnableTerminationProtection": True}
    listed = {"Summaries": [{"ChangeSetId": SET}]}
    with answering(
        "cloudformation",
        ("update_termination_protection", {}, protect),
        (
            "update_termination_protection",
            {},
            {**protect, "EnableTerminationProtection": False},
        ),
        ("list_change_sets", listed, {"StackName": ARN}),
        ("delete_change_set", {}, {"ChangeSetName": "bbfd-1", "StackName": "web"}),
    ) as client:
        stacks = CloudFormation(client)
        stacks.protect(ARN)
        stacks.unguard(ARN)
        assert stacks.change_sets(ARN) == (SET,)
        stacks.delete_change_set("bbfd-1", "web")


def test_resources_and_the_template_are_read() -> None:
    summary = {
        "LogicalResourceId": "Queue",
        "ResourceType": "AWS::SQS::Queue",
        "ResourceStatus": "CREATE_COMPLETE",
        "LastUpdatedTimestamp": NOW,
    }
    with answering(
        "cloudformation",
        ("list_stack_resources", {"StackResourceSummaries": [summary]}, {"StackName": ARN}),
        ("get_template", {"TemplateBody": '{"a": 1}'}, ANY_TEMPLATE),
    ) as client:
        stacks = CloudFormation(client)
        (found,) = stacks.resources(ARN)
        stacks.template(ARN)
    assert (found.logical_id, found.physical_id) == ("Queue", "")


ANY_TEMPLATE = {"StackName": ANY}


def test_a_missing_change_set_is_absent() -> None:
    code = "ChangeSetNotFound"
    with (
        refusing("cloudformation", "describe_change_set", code) as client,
        pytest.raises(AwsError) as caught,
    ):
        CloudFormation(client).change_set(SET, ARN)
    assert caught.value.trouble is Trouble.ABSENT
