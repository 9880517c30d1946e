"""The text of a template: only what must change changes, and whatever stands around it stays."""

from __future__ import annotations

import difflib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.errors import DocumentError
from bbfd.migrate import Migration, migrate
from bbfd.rules import Level, all_rules, check
from bbfd.template import read
from tests.unit.migrate.templates import (
    BRACES,
    WEB,
    WORKER,
    as_json,
    container,
    in_braces,
    resource,
    service,
    task,
)
from tests.unit.migrate.test_blockers import CASES
from tests.unit.migrate.test_edits import at, nodes
from tests.unit.migrate.test_shared import SHARED

FARGATE = migrate(WEB, "t.yaml").after
TEXTS = {
    "web": WEB,
    "worker": WORKER,
    "json": as_json(WEB),
    "one line of json": as_json(WEB, None),
    "tabs": as_json(WEB, "\t"),
    "windows": WEB.replace("\n", "\r\n"),
    "no end": WEB.rstrip("\n"),
    "mark": "\ufeff" + WEB,
    "braces": in_braces(WEB),
    "braces, line by line": in_braces(WEB, 60),
    "braces by hand": BRACES,
    **CASES,
    **SHARED,
}


def explained(migration: Migration) -> bool:
    """Whether the texts are the same, line by line, without the lines that changes name."""
    old: set[int] = set()
    new: set[int] = set()
    for change in migration.changes:
        for span in change.lines:
            old |= set(range(span.first, span.last + 1))
            new |= set(range(span.new_first, span.new_last + 1))
    before, after = (text.split("\n") for text in (migration.before, migration.after))
    return [line for at, line in enumerate(before, 1) if at not in old] == [
        line for at, line in enumerate(after, 1) if at not in new
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_only_the_lines_of_explained_changes_differ(name):
    migration = migrate(TEXTS[name], "t")
    assert explained(migration)
    assert all(change.lines for change in migration.changes)


@pytest.mark.parametrize("name", TEXTS)
def test_twice_changes_nothing(name):
    once = migrate(TEXTS[name], "t").after
    assert migrate(once, "t").after == once


@pytest.mark.parametrize("text", [FARGATE, as_json(FARGATE), FARGATE.replace("\n", "\r\n")])
def test_a_fargate_template_comes_back_byte_for_byte(text):
    migration = migrate(text, "t")
    assert migration.after == text
    assert migration.changes == migration.decisions == ()


@pytest.mark.parametrize("name", TEXTS)
def test_the_result_has_no_error_that_is_not_a_decision(name):
    migration = migrate(TEXTS[name], "t")
    decided = {str(decision.path[1]) for decision in migration.decisions}
    found = check(read(migration.after, "t"), all_rules())
    assert [f for f in found if f.level is Level.ERROR and f.resource not in decided] == []


def test_half_a_migration_is_finished():
    half = WEB.replace(
        "      DesiredCount: 2\n", "      DesiredCount: 2\n      LaunchType: FARGATE\n"
    )
    assert read(migrate(half, "t").after, "t").body == read(FARGATE, "t").body


def test_comments_order_and_quotes_stay():
    text = FARGATE
    for kept in (
        "  BalancerGroup:  # of the load balancer, in another stack\n",
        "  # what the containers say\n",
        "          Memory: 300  # measured in March\n",
        "      Conditions: [{Field: path-pattern, Values: ['/*']}]\n",
        "  Cluster: {Type: String}\n",
    ):
        assert kept in text


def test_a_comment_behind_what_goes_goes_with_it_and_no_other():
    text = container("# before", "Hostname: me  # mine", "# behind", "Essential: true")
    after = migrate(text, "t").after
    assert "          # before\n          # behind\n          Essential: true\n" in after


def test_a_comment_at_the_end_of_a_resource_stays_with_it():
    text = WORKER + "        # the last word on it\n"
    after = migrate(text, "t").after
    assert after.index("# the last word") < after.index("ServiceSecurityGroup:")


def test_windows_line_ends_stay():
    after = migrate(TEXTS["windows"], "t").after
    assert after.count("\n") == after.count("\r\n")


def test_a_text_that_ends_without_a_line_end_still_does():
    assert not migrate(WEB.rstrip("\n"), "t").after.endswith("\n")


def test_a_byte_order_mark_stays():
    after = migrate(TEXTS["mark"], "t").after
    assert after.removeprefix("\ufeff") == FARGATE
    assert after.startswith("\ufeff")


def test_long_forms_and_double_quotes_are_followed():
    text = WORKER.replace("!Ref Task", '{"Ref": "Task"}').replace("nginx:1.27", '"nginx:1.27"')
    after = migrate(text, "t").after
    assert "!GetAtt" not in after
    assert 'Memory: "512"' in after


def test_indentation_of_four_is_followed():
    four = "".join(
        f"{' ' * 4 * depth}{line}\n"
        for depth, line in enumerate(
            (
                "Resources:",
                "Task:",
                "Type: AWS::ECS::TaskDefinition\n        Properties:",
                "ContainerDefinitions: [{Name: a, Image: 'b:1', Memory: 100}]",
            )
        )
    )
    assert "\n            NetworkMode: awsvpc\n" in migrate(four, "t").after


def test_a_flow_mapping_gets_its_commas():
    text = """\
Resources:
  {Task: {Type: 'AWS::ECS::TaskDefinition', Properties: {ContainerDefinitions: [{Name: a, Image: 'b:1', Memory: 100,
    PortMappings: [{HostPort: 0, ContainerPort: 80}, {ContainerPort: 81, HostPort: 0,}]}]}}}
"""
    (made,) = read(migrate(text, "t").after, "t").body["Resources"]["Task"]["Properties"][
        "ContainerDefinitions"
    ]
    assert made["PortMappings"] == [{"ContainerPort": 80}, {"ContainerPort": 81}]


def test_json_that_is_indented_as_a_whole_keeps_its_steps():
    first, *middle, last = as_json(WEB).split("\n")
    after = migrate("\n".join([first, *(f"  {line}" for line in middle), last]), "t.json").after
    assert '\n        "TargetType": "ip"' not in after
    assert '\n          "TargetType": "ip"' in after
    assert '\n          "NetworkConfiguration": {\n            "AwsvpcConfiguration": {\n' in after


def test_json_with_a_comma_before_a_bracket_holds_and_is_told():
    text = as_json(WORKER).replace('"Memory": 256\n', '"Memory": 256,\n')
    migration = migrate(text, "t")
    assert read(migration.after, "t").body == read(migrate(WORKER, "t").after, "t").body
    (told,) = (note for note in migration.notes if note.id == "json-comma")
    assert text.splitlines()[told.place.line - 1].strip() == '"Memory": 256,'
    assert told.fix


@pytest.mark.parametrize("width", [10_000, 60])
def test_yaml_in_braces_becomes_what_any_yaml_becomes(width):
    after = migrate(in_braces(WEB, width), "t").after
    assert read(after, "t").body == read(FARGATE, "t").body
    assert after.startswith("{")


def test_yaml_that_is_written_like_json_is_written_on_like_it():
    text = as_json(WORKER).replace('{\n          "Ref": "Task"\n        }', "!Ref Task  # that one")
    migration = migrate(text, "t")
    assert read(migration.after, "t").body == read(migrate(WORKER, "t").after, "t").body
    assert "# that one" in migration.after
    assert '"LaunchType": "FARGATE"' in migration.after
    assert explained(migration)


def test_lines_are_told_where_a_key_begins_its_line_and_the_next_one_does_not():
    text = as_json(WEB, 1).replace('    "Role"', '"Role"')
    assert explained(migrate(text, "t"))


def test_anchors_and_merges_are_edited_where_they_are_written():
    text = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - &base
          Name: a
          Image: nginx:1
          Memory: 100
          Hostname: me
        - <<: *base
          Name: b
"""
    body = read(migrate(text, "t").after, "t").body
    first, second = body["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    assert "Hostname" not in first | second


def test_a_service_behind_a_condition_that_another_one_on_fargate_stands_in_for_is_left():
    text = (
        WORKER.replace(
            "  Service:\n    Type: AWS::ECS::Service\n",
            "  Service:\n    Type: AWS::ECS::Service\n    Condition: OnInstances\n",
        )
        + """\
  Other:
    Type: AWS::ECS::Service
    Condition: OnFargate
    Properties: {Cluster: main, TaskDefinition: 'web:1', LaunchType: FARGATE}
Parameters:
  Kind: {Type: String, Default: EC2, AllowedValues: [EC2, FARGATE]}
Conditions:
  OnInstances: !Equals [!Ref Kind, EC2]
  OnFargate: !Equals [!Ref Kind, FARGATE]
"""
    )
    assert "Service" not in {change.path[1] for change in migrate(text, "t").changes}


def test_a_launch_type_by_parameter_is_left_to_who_deploys():
    text = service("LaunchType: !Ref Kind") + (
        "Parameters:\n  Kind: {Type: String, AllowedValues: [EC2, FARGATE]}\n"
    )
    migration = migrate(text, "t")
    assert migration.either == ("Service",)
    assert "launch-type" not in {change.id for change in migration.changes}


def test_several_services_share_what_is_new():
    text = WEB + WEB.partition("Resources:\n")[2].replace("Logs", "Logs2").replace(
        "Task:", "Task2:"
    ).replace("!Ref Task\n", "!Ref Task2\n").replace("TargetGroup:\n", "TargetGroup2:\n").replace(
        "!Ref TargetGroup", "!Ref TargetGroup2"
    ).replace("Rule:\n", "Rule2:\n").replace("  Service:\n", "  Service2:\n").replace(
        "ServiceRole", "ServiceRole2"
    )
    body = read(migrate(text, "t").after, "t").body
    roles = [id for id in body["Resources"] if id.startswith("TaskExecutionRole")]
    assert roles == ["TaskExecutionRole"]
    assert {"ServiceSecurityGroup", "Service2SecurityGroup"} <= set(body["Resources"])


def test_names_that_are_taken_are_not_taken_again():
    text = resource(
        "ServiceSecurityGroup: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: a, VpcId: b}}"
    )
    body = read(migrate(text, "t").after, "t").body
    assert "ServiceSecurityGroup2" in body["Resources"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "Resources:\n\tTask: {}\n",
        "Resources: {}\n",
        "Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n",
        '{"Resources": {"A": 1}',
        WORKER.replace("  Service:\n", "  Task:\n", 1),
    ],
)
def test_what_cannot_be_migrated_is_told_with_its_place(text):
    with pytest.raises(DocumentError) as told:
        migrate(text, "t.yaml")
    assert told.value.place is not None
    assert told.value.fix


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_template_is_migrated_or_refused_and_nothing_else(data):
    """No traceback, whatever was cut out or put in."""
    text = data.draw(st.sampled_from([WEB, as_json(WEB), *CASES.values(), *SHARED.values()]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(
        st.sampled_from(
            [
                "",
                " ",
                "\n",
                "\t",
                "{",
                "}",
                "- ",
                "&a ",
                "*a",
                "!If [a, b, c]",
                "null",
                "'",
                "7",
                "[]",
                "{}",
                ": ",
            ]
        )
    )
    try:
        migration = migrate(text[:start] + put + text[end:], "t")
    except DocumentError:
        return
    assert explained(migration)
    assert migrate(migration.after, "t").unchanged


# What nobody expects where something else is meant.
ODD = (
    None,
    7,
    "x",
    [],
    {},
    [None],
    {"Ref": "AWS::NoValue"},
    {"Ref": [1]},
    {"Fn::If": ["c", {"a": [1]}, [{"b": 2}]]},
    {"Fn::If": [1]},
    {"Fn::ImportValue": {"Fn::Sub": "x"}},
    "{{resolve:ssm:x}}",
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_where_something_else_is_meant_twice_changes_nothing(data):
    body = json.loads(as_json(data.draw(st.sampled_from([WEB, *CASES.values()]))))
    paths = [path for path, _ in nodes(body) if path]
    path = data.draw(st.sampled_from(paths))
    at(body, path[:-1])[path[-1]] = data.draw(st.sampled_from(ODD))
    try:
        once = migrate(json.dumps(body, indent=2), "t")
    except DocumentError:
        return
    assert explained(once)
    assert migrate(once.after, "t").unchanged


def test_properties_that_are_missing_are_written():
    text = "Resources:\n  A: {Type: 'AWS::ECS::Service'}\n  B: {Type: 'AWS::ECS::Service', Properties: null}\n"
    text += "  C:\n    Type: AWS::ECS::Service\n    Properties:\n"
    made = read(migrate(text, "t").after, "t").body["Resources"]
    assert [made[name]["Properties"]["LaunchType"] for name in "ABC"] == ["FARGATE"] * 3


def test_the_lines_that_a_change_names_are_those_of_a_diff():
    migration = migrate(WORKER, "t")
    matcher = difflib.SequenceMatcher(
        None, migration.before.splitlines(), migration.after.splitlines(), autojunk=False
    )
    spans = [span for change in migration.changes for span in change.lines]
    for tag, _, _, first, last in matcher.get_opcodes():
        for line in range(first + 1, last + 1) if tag != "equal" else ():
            assert any(span.new_first <= line <= span.new_last for span in spans)


def test_json_stays_json():
    json.loads(migrate(TEXTS["json"], "t").after)
    assert "\n" not in migrate(TEXTS["one line of json"], "t").after.strip()


def test_task_without_a_service_is_migrated():
    alone = task().partition("  Service:\n")[0]
    assert {"compatibilities", "network-mode", "task-size"} == {
        change.id for change in migrate(alone, "t").changes
    }


def test_lines_that_end_as_nobody_ends_them_any_more_are_refused():
    with pytest.raises(DocumentError, match="CR alone"):
        migrate(WEB.replace("\n", "\r"), "t.yaml")
    assert migrate(as_json(WEB).replace("\n", "\r"), "t.json").changes
