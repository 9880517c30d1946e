from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy import submission
from bbfd.errors import Refused


def _body(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"Type": "AWS::SQS::Queue"}, ()),
        ({"Type": "AWS::IAM::Role"}, ("CAPABILITY_IAM",)),
        ({"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p"}}, ("CAPABILITY_IAM",)),
        ({"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}, ("CAPABILITY_NAMED_IAM",)),
        (
            {"Type": "AWS::SQS::Queue", "Properties": {"Fn::Transform": {"Name": "AWS::Include"}}},
            ("CAPABILITY_AUTO_EXPAND",),
        ),
        (
            {"Type": "AWS::CloudFormation::Stack"},
            ("CAPABILITY_AUTO_EXPAND", "CAPABILITY_NAMED_IAM"),
        ),
    ],
)
def test_only_the_capabilities_that_the_template_needs_are_given(
    resource: Any, expected: tuple[str, ...]
) -> None:
    assert submission.capabilities(_body(One=resource)) == expected


def test_a_transform_needs_to_be_expanded() -> None:
    body = {"Transform": "AWS::Serverless-2016-10-31", **_body()}
    assert submission.capabilities(body) == ("CAPABILITY_AUTO_EXPAND",)


@pytest.mark.parametrize(("letter", "bytes_each"), [("a", 1), ("é", 2), ("日", 3)])
def test_the_limit_of_a_call_counts_bytes(letter: str, bytes_each: int) -> None:
    fits = letter * (submission.LONGEST_BODY // bytes_each)
    assert not submission.is_large(fits)
    assert submission.is_large(fits + letter)


def test_a_template_is_sent_compact_whatever_mapping_it_is_made_of() -> None:
    body = MappingProxyType({"Resources": MappingProxyType({"É": {"Type": "T", "X": (1, 2)}})})
    assert submission.compact(body) == '{"Resources":{"É":{"Type":"T","X":[1,2]}}}'


def test_a_template_over_a_megabyte_is_refused_naming_what_is_heavy() -> None:
    body = _body(Big={"Type": "AWS::SQS::Queue", "Metadata": "x" * 1_000_000})
    with pytest.raises(Refused, match=r"AWS::SQS::Queue \(1 of them"):
        submission.compact(body)


def test_a_million_bytes_are_taken_and_one_more_is_refused() -> None:
    """Of scenario 35: what the command sends of a project cannot be made this long to the byte within its budget."""
    empty = len(submission.compact(_body(Big={"Type": "AWS::SQS::Queue", "Metadata": ""})))
    fits = {"Type": "AWS::SQS::Queue", "Metadata": "x" * (1_000_000 - empty)}
    assert len(submission.compact(_body(Big=fits)).encode()) == 1_000_000
    over = {**fits, "Metadata": f"{fits['Metadata']}x"}
    with pytest.raises(Refused, match="1,000,000"):
        submission.compact(_body(Big=over))


def test_five_hundred_resources_are_taken_and_one_more_is_refused() -> None:
    """Of scenario 35: the command's own check refuses 501 before anything is asked for; here the submission does."""
    fits = {f"Q{n}": {"Type": "AWS::SQS::Queue"} for n in range(500)}
    submission.compact(_body(**fits))
    with pytest.raises(Refused, match="501 resources"):
        submission.compact(_body(**fits, One={"Type": "AWS::SQS::Queue"}))


@given(st.text(alphabet="0123456789abcdef", min_size=32), st.text("0123456789abcdef", min_size=32))
def test_twin_names_need_twin_randomness(one: str, other: str) -> None:
    names = {submission.change_set_name("20260102T030405Z", r) for r in (one, other)}
    assert (len(names) == 1) == (one[:8] == other[:8])


@pytest.mark.parametrize(
    ("policy", "expected"), [("Retain", True), ("RetainExceptOnCreate", True), ("Delete", False)]
)
def test_a_retained_resource_is_noticed(policy: str, expected: bool) -> None:
    assert submission.retains(_body(One={"Type": "T", "DeletionPolicy": policy})) is expected


def test_the_key_of_a_template_is_its_content() -> None:
    assert submission.key_of("web", "a", "0") != submission.key_of("web", "b", "0")
    assert submission.key_of("web", "a", "0") == submission.key_of("web", "a", "0")


def test_whoever_knows_a_template_does_not_know_where_it_is_uploaded() -> None:
    assert submission.key_of("web", "a", "0") != submission.key_of("web", "a", "1")
