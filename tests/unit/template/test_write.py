import json
from typing import Any

import cfn_flip
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.template import read, write_json, write_yaml

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
names = st.sampled_from(
    ["Ref", "Fn::Sub", "Fn::GetAtt", "Fn::If", "Fn::Join", "Condition", "<<", "on", "é"]
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | names, inner, max_size=4)
        | names.flatmap(lambda name: inner.map(lambda value: {name: value}))
    ),
    max_leaves=20,
)


def wrapped(value: Any) -> dict[str, Any]:
    return {"Resources": {"A": {"Type": "T", "Properties": {"Value": value}}}}


def back(value: Any) -> Any:
    body = read(write_yaml(wrapped(value)), "t.yaml").body
    return body["Resources"]["A"]["Properties"]["Value"]


@settings(max_examples=400, deadline=None)
@given(values)
def test_what_is_written_reads_back_as_the_same_value(value: Any) -> None:
    assert back(value) == value


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_reads_back_in_yaml_as_others_read_it(text: str) -> None:
    written = write_yaml({"Key": text, text: "value", "List": [text]})
    assert yaml.safe_load(written) == {"Key": text, text: "value", "List": [text]}


@settings(max_examples=200, deadline=None)
@given(values)
def test_the_same_value_gives_the_same_bytes(value: Any) -> None:
    copied = json.loads(json.dumps(value))
    assert write_yaml(wrapped(copied)) == write_yaml(wrapped(value))


functions = st.recursive(
    st.sampled_from(
        [{"Ref": "A"}, {"Ref": "AWS::Region"}, {"Fn::GetAtt": ["A", "B.C"]}, {"Fn::Sub": "${A}-x"}]
    )
    | st.text(alphabet="ab-: ", max_size=5),
    lambda inner: st.tuples(
        st.sampled_from(
            ["Fn::Join", "Fn::Sub", "Fn::Select", "Fn::If", "Fn::Base64", "Fn::GetAZs", "Fn::Split"]
        ),
        st.lists(inner, min_size=1, max_size=3) | inner,
    ).map(lambda pair: {pair[0]: pair[1]}),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(functions)
def test_functions_mean_the_same_to_cfn_flip(value: Any) -> None:
    written = write_yaml(wrapped(value))
    assert json.loads(cfn_flip.to_json(written)) == wrapped(value)


# fmt: off
LOOKALIKES = [
    'on', 'yes', 'NO', 'y', 'N', 'Null', 'null', '~', '1e3', '0x1f', '012', '0b1', '1_000',
    '12:30', '1.5', '.5', '.inf', '-.Inf', '.nan', '2012-10-17', '+1', '-', '?', ':', '=', '<<',
    '*a', '&a', '!a', '%a', '@a', '`a', '{a', '[a', '#a', '|a', '>a', "'a", '"a', 'a:',
    '10.0.0.0/8',
]
# fmt: on
SPACED = [
    "",
    " a",
    "a ",
    "a: b",
    "a #b",
    "a:\tb",
    "\x85",
    "\u2028",
    "\ufeff",
    "\x7f",
    "a\r\nb",
    "\n",
    "a\n\n",
    "😀",
]


@pytest.mark.parametrize("text", LOOKALIKES + SPACED)
def test_a_text_that_looks_like_something_else_stays_text(text: str) -> None:
    assert back(text) == text
    assert yaml.safe_load(write_yaml({"a": text})) == {"a": text}


def test_functions_are_written_short() -> None:
    body = {
        "A": {"Ref": "B"},
        "C": {"Fn::GetAtt": ["D", "Arn"]},
        "E": [{"Fn::Sub": "${AWS::Region}-x"}, {"Fn::If": ["F", {"Ref": "G"}, []]}],
        "H": {"Fn::Base64": {"Fn::Sub": "x"}},
    }
    assert write_yaml(body) == (
        "A: !Ref B\n"
        "C: !GetAtt D.Arn\n"
        "E:\n"
        "  - !Sub ${AWS::Region}-x\n"
        "  - !If\n"
        "    - F\n"
        "    - !Ref G\n"
        "    - []\n"
        "H:\n"
        "  Fn::Base64: !Sub x\n"
    )


def test_a_text_of_several_lines_is_a_block() -> None:
    assert (
        write_yaml({"A": {"Fn::Sub": "#!/bin/sh\n\necho: a\n"}})
        == "A: !Sub |\n  #!/bin/sh\n\n  echo: a\n"
    )


def test_keys_stay_in_the_order_given() -> None:
    assert write_yaml({"b": 1, "a": {"d": "1", "c": True}}) == "b: 1\na:\n  d: '1'\n  c: true\n"


def test_a_key_of_any_length_reads_back() -> None:
    assert back({"k" * 2000: {"a": ["b"]}}) == {"k" * 2000: {"a": ["b"]}}


def test_json_reads_back_as_the_same_value() -> None:
    body = wrapped({"a": [1, "é\n", None, {"Ref": "B"}]})
    assert json.loads(write_json(body)) == body
    assert read(write_json(body), "t.json").body == body
