"""Values and certainty that a change set lacks, from the template that is deployed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bbfd.deploy.plan.compared import Side, differences
from bbfd.deploy.plan.explained import Explained, explained
from bbfd.deploy.records import Change, PropertyChange, Replacement, StackState
from bbfd.errors import Trouble
from bbfd.model.stack import Parameter, Stack
from tests.unit.deploy.fakes import FakeAws, stack, trouble

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def _body(memory: str = "512", **target: Any) -> dict[str, Any]:
    container = {"Name": "app", "Image": {"Ref": "Image"}, "Environment": [{"Name": "A"}]}
    return {
        "Resources": {
            "Task": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {"Memory": memory, "ContainerDefinitions": [container]},
            },
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"TaskDefinition": {"Ref": "Task"}},
            },
            "Target": {
                "Type": TARGET,
                "Properties": {"ResourceId": {"Fn::GetAtt": ["Service", "Name"]}, **target},
            },
            "Policy": {"Type": POLICY, "Properties": {"ScalingTargetId": {"Ref": "Target"}}},
        }
    }


def _property(path: str, cause: str = "", **more: Any) -> PropertyChange:
    return PropertyChange(path=path, cause=cause, **{"recreates": Replacement.ALWAYS, **more})


def _change(logical_id: str, *properties: PropertyChange, type: str = "T", **more: Any) -> Change:
    known: dict[str, Any] = {"replacement": Replacement.MAYBE, **more}
    return Change(action="modify", logical_id=logical_id, type=type, properties=properties, **known)


TASK = _change(
    "Task",
    _property("ContainerDefinitions", "Image"),
    _property("Memory"),
    replacement=Replacement.ALWAYS,
)
SERVICE = _change(
    "Service",
    _property("TaskDefinition", "Task", recreates=Replacement.NEVER),
    replacement=Replacement.NEVER,
)
AIM = _change("Target", _property("ResourceId", "Service.Name"), type=TARGET)
SCALES = _change("Policy", _property("ScalingTargetId", "Target"), type=POLICY)
BEFORE, AFTER = {"Image": "nginx:1"}, {"Image": "nginx:2"}


def _explained(*changes: Change, new: Stack | None = None, aws: FakeAws | None = None) -> Explained:
    aws = aws or FakeAws()
    aws.stacks.bodies = _body()
    state = StackState(id="arn:1", name="dev-web", status="X", parameters=BEFORE)
    return explained(changes, new or stack(body=_body("1024")), state, AFTER, aws.means())


def test_values_come_from_the_two_templates_and_their_parameters() -> None:
    (task,) = _explained(TASK).changes
    assert [(p.path, p.before, p.after) for p in task.properties] == [
        ("ContainerDefinitions/app/Image", "nginx:1", "nginx:2"),
        ("Memory", "512", "1024"),
    ]
    assert [p.cause for p in task.properties] == ["Image", ""]
    assert task.replacement is Replacement.ALWAYS


def test_a_parameter_is_the_cause_of_nothing_but_what_has_its_value() -> None:
    new = _body()
    (container,) = new["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    container["Environment"] = [{"Name": "A"}, {"Name": "B"}]
    (task,) = _explained(TASK, new=stack(body=new)).changes
    causes = {p.path.split("/", 2)[-1]: p.cause for p in task.properties}
    assert causes == {"Image": "Image", "Environment/B": "", "Memory": ""}


def test_what_follows_only_from_what_stays_is_no_change() -> None:
    found = _explained(SCALES, AIM, SERVICE, TASK)
    assert [change.logical_id for change in found.changes] == ["Service", "Task"]
    assert found.notes == ("unchanged, as what they follow from is not replaced: Policy, Target",)


def test_where_the_service_is_replaced_so_may_be_what_scales_it() -> None:
    moved = _change("Service", _property("LaunchType"), replacement=Replacement.ALWAYS)
    found = _explained(SCALES, AIM, moved)
    assert [change.logical_id for change in found.changes] == ["Policy", "Target", "Service"]
    assert found.notes == ()


def test_what_changes_of_itself_as_well_is_still_a_change() -> None:
    other = stack(body=_body(ResourceId="service/other"))
    (target,) = _explained(AIM, new=other).changes
    assert target.replacement is Replacement.MAYBE
    bounds = _property("MaxCapacity", recreates=Replacement.NEVER)
    both = _change("Target", *AIM.properties, bounds, type=TARGET)
    (target,) = _explained(both, new=stack(body=_body(MaxCapacity=9))).changes
    assert target.replacement is Replacement.NEVER
    assert [(p.path, p.before, p.after) for p in target.properties] == [("MaxCapacity", None, "9")]


def test_a_value_that_is_another_ones_and_not_lasting_may_change() -> None:
    unsure = _change("Target", _property("ResourceId", "Service.Status"), type=TARGET)
    assert _explained(unsure, SERVICE).changes == (unsure, SERVICE)


def test_what_aws_says_itself_is_not_looked_up() -> None:
    aws = FakeAws()
    told = _change(
        "Task", _property("Memory", before="1", after="2"), replacement=Replacement.NEVER
    )
    assert _explained(told, aws=aws).changes == (told,)
    assert aws.calls == []


def test_without_the_deployed_template_it_stays_as_aws_says() -> None:
    aws = FakeAws()
    aws.order("template", trouble(Trouble.DENIED))
    assert _explained(AIM, TASK, aws=aws).changes == (AIM, TASK)


def test_elements_are_compared_by_name_where_they_have_one() -> None:
    def side(*names: str) -> Side:
        found = [{"Name": name, "Value": name} for name in names]
        return Side(body={"Resources": {"T": {"Properties": {"Environment": found}}}}, values={})

    (only,) = differences("T", side("B", "C"), side("A", "B", "C"))
    assert (only.path, only.before) == ("Environment/A", None)
    assert only.after == '{"Name":"A","Value":"A"}'


def test_a_secret_value_is_never_compared() -> None:
    body = {"Resources": {"T": {"Properties": {"P": {"Ref": "Secret"}}}}}
    before = Side(body=body, values={"Secret": "****"})
    assert differences("T", before, Side(body=body, values={"Secret": "plain"})) == ()


# What a change set counts is called by name


def _tasks(*names: str, image: str = "nginx:1") -> dict[str, Any]:
    variables = [{"Name": name, "Value": name.lower()} for name in names]
    container = {"Name": "app", "Image": image, "Environment": variables}
    properties = {"ContainerDefinitions": [container]}
    return {"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}}}


def _counted(*properties: PropertyChange, old: dict[str, Any], new: dict[str, Any]) -> FakeAws:
    aws = FakeAws()
    aws.stacks.bodies = old
    task = Change(
        action="modify",
        logical_id="Task",
        type="AWS::ECS::TaskDefinition",
        replacement=Replacement.ALWAYS,
        properties=properties,
    )
    state = StackState(id="arn:1", name="dev-web", status="X")
    found = explained((task,), stack(body=new), state, {}, aws.means())
    aws.told.extend(found.changes[0].properties)
    return aws


def _said(aws: FakeAws) -> list[tuple[str, str | None, str | None]]:
    return [(p.path, p.before, p.after) for p in aws.said(PropertyChange)]


def _told(path: str, before: str | None, after: str | None) -> PropertyChange:
    return PropertyChange(path=f"ContainerDefinitions/{path}", before=before, after=after)


def test_a_number_becomes_a_name_without_a_call_where_nothing_moved() -> None:
    aws = _counted(
        _told("0/Image", "nginx:1", "nginx:2"),
        _told("0/Environment/1/Value", "x", "b"),
        old=_tasks("A", "B"),
        new=_tasks("A", "B", image="nginx:2"),
    )
    assert _said(aws) == [
        ("ContainerDefinitions/app/Image", "nginx:1", "nginx:2"),
        ("ContainerDefinitions/app/Environment/B/Value", "x", "b"),
    ]
    assert aws.calls == []


def test_where_one_was_put_in_between_the_two_templates_say_what_changed() -> None:
    aws = _counted(
        _told("0/Environment/0/Name", "B", "A"),
        _told("0/Environment/0/Value", "b", "a"),
        _told("0/Environment/1/Name", None, "B"),
        old=_tasks("B"),
        new=_tasks("A", "B"),
    )
    assert _said(aws) == [
        ("ContainerDefinitions/app/Environment/A", None, '{"Name":"A","Value":"a"}')
    ]


def test_without_the_deployed_template_the_values_of_the_change_set_stay() -> None:
    aws = _counted(_told("0/Environment/1/Name", None, "B"), old={}, new=_tasks("A", "B"))
    assert _said(aws) == [("ContainerDefinitions/app/Environment/B/Name", None, "B")]


def test_containers_that_come_as_one_text_are_taken_apart() -> None:
    def text(body: dict[str, Any]) -> str:
        return json.dumps(body["Resources"]["Task"]["Properties"]["ContainerDefinitions"])

    old, new = _tasks("A"), _tasks("A", image="nginx:2")
    whole = PropertyChange(path="ContainerDefinitions", before=text(old), after=text(new))
    aws = _counted(whole, old=old, new=new)
    assert _said(aws) == [("ContainerDefinitions/app/Image", "nginx:1", "nginx:2")]
    assert aws.calls == []


def test_a_parameter_is_not_said_to_cause_what_has_another_value() -> None:
    image = Parameter(name="Image", type="String")
    told = (
        replace(_told("0/Image", "nginx:1", "nginx:2"), cause="Image"),
        replace(_told("0/Environment/0/Value", "x", "a"), cause="Image"),
        replace(_told("0/Environment/1/Value", "x", "b"), cause="Logs"),
    )
    task = Change(
        action="modify", logical_id="Task", type="AWS::ECS::TaskDefinition", properties=told
    )
    made = stack(image, body=_tasks("A", "B", image="nginx:2"))
    state = StackState(id="arn:1", name="dev-web", status="X")
    found = explained((task,), made, state, {"Image": "nginx:2"}, FakeAws().means())
    assert [p.cause for p in found.changes[0].properties] == ["Image", "", "Logs"]


def test_a_number_that_the_template_does_not_have_stays_a_number() -> None:
    aws = _counted(_told("7/Image", "a", "b"), old={}, new=_tasks("A"))
    assert _said(aws) == [("ContainerDefinitions/7/Image", "a", "b")]
