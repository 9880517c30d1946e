import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.errors import DocumentError
from bbfd.template import read

TEMPLATE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Cpu: 512
      Image: !Sub '${A}.x'
      Role: !GetAtt Role.Arn
      Ports: [{ContainerPort: 80},
              {ContainerPort: 81}]
      Value: !If
        - Yes
        - {a: 1}
        - !Ref AWS::NoValue
"""


def refused(text: str, name: str = "t.yaml") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(text, name)
    assert caught.value.fix
    assert caught.value.place is not None
    assert caught.value.place.file == name
    return caught.value


def lines(text: str, *path: str | int) -> tuple[int, int]:
    place = read(text, "t.yaml").place(("Resources", "Task", *path))
    return place.line, place.column


def test_short_forms_become_long_ones() -> None:
    properties = read(TEMPLATE, "t.yaml").body["Resources"]["Task"]["Properties"]
    assert properties["Image"] == {"Fn::Sub": "${A}.x"}
    assert properties["Role"] == {"Fn::GetAtt": ["Role", "Arn"]}
    assert properties["Value"] == {"Fn::If": [True, {"a": 1}, {"Ref": "AWS::NoValue"}]}


def test_every_node_has_its_place() -> None:
    assert lines(TEMPLATE) == (2, 3)
    assert lines(TEMPLATE, "Properties", "Cpu") == (5, 7)
    assert lines(TEMPLATE, "Properties", "Ports", 1, "ContainerPort") == (9, 16)
    assert lines(TEMPLATE, "Properties", "Value", "Fn::If", 1, "a") == (12, 12)


def test_what_is_not_there_has_the_place_of_what_is_above_it() -> None:
    assert lines(TEMPLATE, "Properties", "Memory") == (4, 5)


def test_a_path_goes_through_a_condition_without_naming_it() -> None:
    assert lines(TEMPLATE, "Properties", "Value", "a") == (12, 12)


def test_json_has_places_too() -> None:
    text = '{"Resources":\n {"Task": {"Type": "T", "Properties": {\n\t"Cpu": "\\u00e9\\\\\\"{", "M": [1, true]}}}}'
    document = read(text, "t.json")
    assert document.body == json.loads(text)
    assert document.place(("Resources", "Task", "Properties", "Cpu")).line == 3
    assert document.place(("Resources", "Task", "Properties", "Cpu")).column == 2


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=15,
    ),
    st.sampled_from([None, 1, "\t"]),
)
def test_json_is_read_as_the_standard_library_reads_it(value: Any, indent: Any) -> None:
    body = {"Resources": {"A": {"Type": "T", "Properties": {"Value": value}}}}
    assert read(json.dumps(body, indent=indent), "t.json").body == body


def test_keys_are_text_as_written() -> None:
    body = read("Resources: {A: {Type: T}}\non: {yes: 1, 80: a}\n", "t.yaml").body
    assert body["on"] == {"yes": 1, "80": "a"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("0x1f", 31),
        ("012", 10),
        ("1_0", 10),
        ("1e3", "1e3"),
        ("1.0e+3", 1000.0),
        ("2010-09-09", "2010-09-09"),
        ("09", "09"),
        ("'on'", "on"),
        ("!!str 12", "12"),
        ("0x_", "0x_"),
        ("1:30", 90),
    ],
)
def test_plain_values_are_those_of_yaml_1_1(text: str, value: Any) -> None:
    assert read(f"Resources: {{A: {{Type: T}}}}\nV: {text}\n", "t.yaml").body["V"] == value


def test_anchors_and_merge_keys_are_written_out() -> None:
    text = "Resources:\n  A: &a {Type: T, X: 1}\n  B:\n    <<: *a\n    X: 2\n  C: *a\n"
    resources = read(text, "t.yaml").body["Resources"]
    assert resources["B"] == {"Type": "T", "X": 2}
    assert resources["C"] == {"Type": "T", "X": 1}


def test_a_key_that_is_there_twice_is_refused_with_both_lines() -> None:
    error = refused("Resources:\n  A: {Type: T}\n  A: {Type: T}\n")
    assert "twice" in error.what
    assert error.place is not None
    assert error.place.line == 3
    assert "line 2" in error.fix
    assert "twice" in refused('{"Resources": {"A": 1, "A": 2}}').what


def test_a_tab_is_named() -> None:
    assert "tabs" in refused("Resources:\n\tA: 1\n").fix


def test_a_missing_comma_in_json_is_named() -> None:
    error = refused('{"Resources": {"A": {}\n "B": {}}}', "t.json")
    assert "comma" in error.fix
    assert error.place is not None
    assert error.place.line == 2


def test_a_comma_before_a_bracket_is_read_over_as_aws_does() -> None:
    body = read('{"Resources": {"A": {"Type": "a,}", "L": [1, ],},\n}\n}', "t.json").body
    assert body == {"Resources": {"A": {"Type": "a,}", "L": [1]}}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "hello",
        "- a\n",
        "a: 1\n",
        "Resources: []\n",
        "Resources: {}\n",
        "Resources: {A: {Type: T}}\nParameters: []\n",
        "Resources: {A: {Type: T}}\n---\na: 1\n",
        "Resources: {A: *b}\n",
        "Resources: &a {A: *a}\n",
        "Resources: {[a]: 1}\n",
        "Resources: {A: \x07}\n",
        "Resources: {A: '\ud800'}\n",
        "Resources: {A: @x}\n",
        "{",
        "{]",
        '{"Resources": 0x1}',
        "Resources: " + "[" * 5000,
        '{"Resources": ' + "[" * 100_000,
        '{"Resources": ' + "9" * 5000 + "}",
        "a: " + "x" * 2_000_000,
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_fix(text: str) -> None:
    refused(text)


def test_an_anchor_bomb_is_refused_quickly() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    start = time.perf_counter()
    assert "alias" in refused("Resources: {A: {Type: T}}\n" + bomb).fix
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("services: {web: {image: nginx}}\n", "compose"),
        ('{"family": "web", "containerDefinitions": []}', "task definition"),
        ("apiVersion: v1\nkind: Pod\n", "Kubernetes"),
        ("a: 1\n", "Resources"),
    ],
)
def test_what_is_something_else_is_told_to_be(text: str, word: str) -> None:
    assert word in refused(text).fix
