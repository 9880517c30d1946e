"""JSON or YAML: which of the two a text in braces is, and what is said where it is neither."""

import time

import pytest

from bbfd.errors import DocumentError
from bbfd.template import read
from bbfd.template.json_text import last_comma
from bbfd.template.source import source, steps

FLOW = "{Resources: {A: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !Ref B}}}}"


def refused(text: str, name: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(text, name)
    assert caught.value.place is not None
    return caught.value


@pytest.mark.parametrize("name", ["t.yaml", "t.template", "stdin"])
@pytest.mark.parametrize(
    "text",
    [
        FLOW,
        FLOW.replace("Resources:", "# all\n Resources:"),
        FLOW.replace("Resources:", "'Resources':"),
        FLOW.replace("Resources:", '"Resources":'),
        "\ufeff" + FLOW,
    ],
)
def test_braces_of_yaml_are_read_as_yaml(text: str, name: str) -> None:
    properties = {"DisplayName": {"Ref": "B"}}
    assert read(text, name).body["Resources"]["A"]["Properties"] == properties


def test_braces_of_yaml_have_places_and_remarks() -> None:
    text = "{Resources: {\n  A: {Type: 'AWS::SNS::Topic'},  # bbfd: allow X why\n  B: {Type: T}}}"
    document = read(text, "t.yaml")
    assert document.place(("Resources", "B")).line == 3
    assert [remark.line for remark in document.remarks] == [2]


def test_braces_of_yaml_are_edited_as_yaml() -> None:
    way, left = steps(source(FLOW), ("Resources", "A", "Properties", "DisplayName"))
    assert left == ()
    assert way[-1].child.node.function == "Ref"


@pytest.mark.parametrize("name", ["t.json", "t.yaml", "stdin"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"Resources":\n {"A": }}', 2),
        ('{"Resources":\n {"A": 1 "B": 2}}', 2),
        ('{"Resources":\n {"A" 1}}', 2),
        ('{"Resources":\n {"A", "B": 1}}', 2),
        ('{"Resources": {"A": 1}\n', 2),
        ('{"Resources":\n {"A": 1}}}', 2),
    ],
)
def test_a_mistake_in_json_is_one_of_json(text: str, line: int, name: str) -> None:
    error = refused(text, name)
    assert "JSON not well-formed" in error.what
    assert error.place is not None
    assert error.place.line == line


def test_a_file_of_json_is_json_whatever_yaml_would_make_of_it() -> None:
    error = refused('{"Resources":\n {A: {"Type": "T"}}}', "t.json")
    assert "JSON not well-formed" in error.what
    assert error.place is not None
    assert (error.place.line, error.place.column) == (2, 3)


def test_a_mistake_in_quoted_keys_is_one_of_json_though_it_has_bare_words() -> None:
    assert "JSON" in refused('{"Resources": {"A: 1, "B": 2}}', "stdin").what


def test_a_mistake_in_braces_of_yaml_is_one_of_yaml() -> None:
    assert "YAML" in refused("{Resources: {A: [}}", "stdin").what
    assert "YAML" in refused('{"Resources": {"A": !Ref B, "C": [}}', "t.yaml").what


def test_a_key_that_is_there_twice_in_json_is_told_so() -> None:
    assert "twice" in refused('{"Resources": {"A": 1, "A": 2}}', "t.yaml").what


def test_the_last_comma_has_its_place() -> None:
    text = '{"Resources":\n  {"A": {"Type": "a,}",\n  },\n "B": [1, ]\n}\n}'
    error = last_comma(text, "t.json")
    assert error is not None
    assert error.place is not None
    assert (error.place.file, error.place.line, error.place.column) == ("t.json", 2, 23)
    assert "2 commas" in error.what
    assert error.fix


@pytest.mark.parametrize(
    "text",
    ['{"A": ",}"}', '{"A": 1,,}', "{A: [1, ],}", FLOW, "A: [1, ]\n", '{"A": "x, ]'],
)
def test_where_there_is_none_in_json_nothing_is_said(text: str) -> None:
    assert last_comma(text, "t") is None


def test_quotes_that_nothing_ends_are_refused_quickly() -> None:
    start = time.perf_counter()
    refused('{"Resources": {' + '"\\' * 300_000, "t.json")
    refused("{Resources: {" + '"\\' * 300_000, "t.yaml")
    assert time.perf_counter() - start < 5
