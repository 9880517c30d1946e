"""What is a change to CloudFormation, and what is none: also where no resource changes."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.unit.local.world import World

PLAIN: dict[str, Any] = {
    "Parameters": {"Version": {"Type": "String", "Default": "1"}},
    "Conditions": {"Told": {"Fn::Equals": [{"Ref": "Version"}, "2"]}},
    "Resources": {
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {}},
        "News": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "news"}},
    },
    "Outputs": {
        "Version": {"Value": {"Ref": "Version"}},
        "Both": {"Value": "both", "Condition": "Told"},
    },
}


@pytest.fixture
def plain(world: World) -> World:
    """A stack `plain`."""
    assert world.deploy("plain", PLAIN) == "CREATE_COMPLETE"
    return world


def _proposed(world: World, template: dict[str, Any], **more: Any) -> dict[str, Any]:
    identity = world.propose("plain", template, **more)
    found: dict[str, Any] = world["cloudformation"].describe_change_set(ChangeSetName=identity)
    return found


def _with(*path: str, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(PLAIN)
    at = changed
    for name in path[:-1]:
        at = at.setdefault(name, {})
    at[path[-1]] = value
    return changed


def _version(value: str) -> list[dict[str, str]]:
    return [{"ParameterKey": "Version", "ParameterValue": value}]


OTHER_OUTPUTS = {
    "a new one": _with("Outputs", "Topic", value={"Value": {"Ref": "News"}}),
    "another value": _with("Outputs", "Version", value={"Value": "v"}),
    "another description": _with("Outputs", "Version", "Description", value="of the image"),
    "one less": {**PLAIN, "Outputs": {"Both": PLAIN["Outputs"]["Both"]}},
    "another condition": _with("Conditions", "Told", value={"Fn::Equals": ["1", "1"]}),
}


@pytest.mark.parametrize("changed", OTHER_OUTPUTS.values(), ids=OTHER_OUTPUTS.keys())
def test_other_outputs_are_a_change_without_changes_of_resources(
    plain: World, changed: dict[str, Any]
) -> None:
    before = plain.resources("plain")
    proposed = _proposed(plain, changed)
    assert (proposed["Status"], proposed["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert proposed.get("StatusReason", "") == ""
    assert proposed["Changes"] == []
    plain["cloudformation"].execute_change_set(ChangeSetName=proposed["ChangeSetId"])
    assert plain.settled("plain") == "UPDATE_COMPLETE"
    assert plain.resources("plain") == before
    assert _proposed(plain, changed)["Status"] == "FAILED"


def test_a_new_output_is_told_and_one_that_went_is_not(plain: World) -> None:
    outputs = {"Topic": {"Value": {"Ref": "News"}}}
    assert plain.deploy("plain", {**PLAIN, "Outputs": outputs}) == "UPDATE_COMPLETE"
    assert plain.outputs("plain") == {"Topic": plain.resources("plain")["News"]}


def test_a_value_that_only_outputs_use_is_a_change_without_changes_of_resources(
    plain: World,
) -> None:
    assert _proposed(plain, PLAIN, Parameters=_version("2"))["Changes"] == []
    assert plain.deploy("plain", PLAIN, Parameters=_version("2")) == "UPDATE_COMPLETE"
    assert plain.outputs("plain") == {"Version": "2", "Both": "both"}


NOTHING = {
    # Conditions, description and metadata: their sections' pages in the User Guide. Order: what ministack's makers saw.
    "conditions": _with("Conditions", "Other", value={"Fn::Equals": ["1", "2"]}),
    "description": _with("Description", value="of nothing new"),
    "metadata": _with("Metadata", "by", value="hand"),
    "an output that is not made": _with("Outputs", "Both", "Value", value="neither"),
    "order": _with("Resources", "Logs", "DependsOn", value="News"),
}


@pytest.mark.parametrize("changed", NOTHING.values(), ids=NOTHING.keys())
def test_what_changes_nothing_by_itself_is_nothing_to_do(
    plain: World, changed: dict[str, Any]
) -> None:
    proposed = _proposed(plain, changed)
    assert (proposed["Status"], proposed["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert "didn't contain changes" in proposed["StatusReason"]


@pytest.mark.parametrize(
    ("attribute", "value"), [("DeletionPolicy", "Retain"), ("Metadata", {"by": "hand"})]
)
def test_an_attribute_of_a_resource_is_a_change_of_that_resource(
    plain: World, attribute: str, value: Any
) -> None:
    changed = _with("Resources", "Logs", attribute, value=value)
    (change,) = _proposed(plain, changed)["Changes"]
    assert change["ResourceChange"]["LogicalResourceId"] == "Logs"
    assert change["ResourceChange"]["Scope"] == [attribute]
    assert change["ResourceChange"]["Replacement"] == "False"


def test_other_tags_of_the_stack_are_a_change_of_its_resources(plain: World) -> None:
    changes = _proposed(plain, PLAIN, Tags=[{"Key": "team", "Value": "shop"}])["Changes"]
    scopes = {
        c["ResourceChange"]["LogicalResourceId"]: c["ResourceChange"]["Scope"] for c in changes
    }
    assert scopes == {"Logs": ["Tags"], "News": ["Tags"]}
