"""A deploy that changes nothing is known by a digest: laws of the digest, and when it may be believed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.means import Wishes
from bbfd.deploy.plan.digest import digest, unchanged
from bbfd.deploy.plan.facts import LONGEST, clean, facts_of, version
from bbfd.deploy.plan.values import resolve
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import StackState
from bbfd.deploy.run.execute import propose
from bbfd.errors import Trouble
from bbfd.model.stack import DEPLOYED, FromDeployment, FromImage, Parameter, Stack
from tests.unit.deploy.fakes import TAGS, FakeAws, stack, trouble

FACTS = tuple(
    Parameter(name=name, type="String", default="-", source=FromDeployment(fact=fact))
    for name, fact in DEPLOYED.items()
)
IMAGE = Parameter(name="Image", type="String", source=FromImage(container="app", repository="web"))
SIZE = Parameter(name="Size", type="String", default="1")
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
OURS = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/bbfd-20260102T030405Z-0/1"

texts = st.text(min_size=0, max_size=8)


def _stack(*more: Parameter, **other: Any) -> Stack:
    return stack(*FACTS, *more, **other)


def _values(**values: str) -> dict[str, str]:
    return {**dict.fromkeys(DEPLOYED, "-"), **values}


def _shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: _shuffled(value[name], order) for name in names}
    return value


BODIES = st.recursive(
    st.dictionaries(texts, texts, max_size=3),
    lambda inner: st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
).map(lambda properties: {"Resources": {"R": {"Type": "T", "Properties": properties}}})


@given(BODIES, st.dictionaries(st.sampled_from(sorted(DEPLOYED)), texts), st.randoms())
def test_facts_and_the_order_of_fields_never_change_the_digest(
    body: dict[str, Any], facts: dict[str, str], order: random.Random
) -> None:
    one = digest(_stack(SIZE, body=body), _values(Size="1"))
    other = digest(_stack(SIZE, body=_shuffled(body, order)), {**_values(Size="1"), **facts})
    assert one == other


@given(texts, texts, texts, texts)
def test_any_value_tag_or_property_that_differs_changes_the_digest(
    size: str, tag: str, prop: str, other: str
) -> None:
    def made(size: str, tag: str, prop: str) -> str:
        body = {"Resources": {"R": {"Type": "T", "Properties": {"P": prop}}}}
        return digest(_stack(SIZE, body=body, tags={**TAGS, "t": tag}), _values(Size=size))

    same = made(size, tag, prop)
    assert (made(other, tag, prop) == same) == (other == size)
    assert (made(size, other, prop) == same) == (other == tag)
    assert (made(size, tag, other) == same) == (other == prop)


def test_a_default_is_no_part_of_it_as_every_value_is_sent() -> None:
    bodies = (
        {"Resources": {}, "Parameters": {"Size": {"Type": "String", "Default": default}}}
        for default in "12"
    )
    assert len({digest(_stack(SIZE, body=body), _values(Size="1")) for body in bodies}) == 1


def _state(of: Stack, values: Mapping[str, str], **more: Any) -> StackState:
    had = {**values, "Digest": digest(of, values)}
    known: dict[str, Any] = {
        "status": "UPDATE_COMPLETE",
        "parameters": had,
        "tags": of.tags,
        "change_set": OURS,
    }
    return StackState(id="arn:1", name="dev-web", **{**known, **more})


ASKED = _stack(SIZE)
VALUES = _values(Size="1")


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"])
def test_a_stack_that_our_own_operation_brought_there_is_unchanged(status: str) -> None:
    assert unchanged(ASKED, _state(ASKED, VALUES, status=status), VALUES)
    others = {**VALUES, "Commit": "abc", "DeployedBy": "me", "Version": "2"}
    assert unchanged(ASKED, _state(ASKED, VALUES, status=status), others)


@pytest.mark.parametrize(
    "other",
    [
        {"status": "UPDATE_ROLLBACK_COMPLETE"},
        {"status": "UPDATE_IN_PROGRESS"},
        {"status": "IMPORT_ROLLBACK_COMPLETE"},
        {"status": "A_NEW_ONE"},
        {"change_set": "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/theirs/1"},
        {"change_set": ""},
        {"tags": {}},
        {"tags": {**TAGS, "bbfd:environment": "prod"}},
        {"parameters": {**VALUES, "Digest": "-"}},
        {"parameters": {**VALUES, "Digest": digest(ASKED, VALUES), "Size": "2"}},
        {"parameters": {**VALUES, "Digest": digest(ASKED, VALUES), "More": "2"}},
    ],
)
def test_nothing_less_is_taken_for_unchanged(other: dict[str, Any]) -> None:
    assert not unchanged(ASKED, _state(ASKED, VALUES, **other), VALUES)


def test_a_template_that_changed_is_not_unchanged() -> None:
    more = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Other": {"Type": "T"}}}
    assert not unchanged(replace(ASKED, body=more), _state(ASKED, VALUES), VALUES)


def test_what_cloudformation_looks_up_anew_is_never_unchanged() -> None:
    size = replace(SIZE, type="AWS::SSM::Parameter::Value<String>")
    assert not unchanged(_stack(size), _state(_stack(size), VALUES), VALUES)
    macro = _stack(SIZE, body={"Transform": "T", "Resources": {}})
    assert not unchanged(macro, _state(macro, VALUES), VALUES)


def test_a_stack_without_a_digest_is_never_unchanged() -> None:
    assert not unchanged(stack(SIZE), _state(stack(SIZE), {"Size": "1"}), {"Size": "1"})


# In a deploy


def _there(asked: Stack, aws: FakeAws, **more: Any) -> None:
    values = resolve(asked, None, Wishes(tag="1"), FakeAws().means()).values
    known = {"parameters": values, "change_set": OURS, "outputs": {}, **more}
    aws.stacks.there(**known)


def _proposed(asked: Stack, aws: FakeAws, **wishes: Any) -> Proposal:
    return propose(asked, Wishes(**wishes), aws.means())


def test_an_unchanged_stack_costs_no_more_than_looking_at_it() -> None:
    aws, asked = FakeAws(), _stack(IMAGE)
    _there(asked, aws)
    found = _proposed(asked, aws)
    assert found.idle
    assert any("--force" in note for note in found.notes)
    assert aws.calls == ["who", "describe"]


def test_an_image_named_by_its_digest_needs_no_word_about_tags() -> None:
    aws, reference = FakeAws(), "sha256:" + "0" * 64
    asked = _stack(replace(IMAGE, default=f"web@{reference}"))
    aws.stacks.there(
        parameters=resolve(asked, None, Wishes(), FakeAws().means()).values, change_set=OURS
    )
    assert _proposed(asked, aws).notes == ()


def test_force_asks_cloudformation_and_what_it_finds_counts() -> None:
    aws, asked = FakeAws(), _stack(IMAGE)
    _there(asked, aws)
    assert not _proposed(asked, aws, force=True).empty
    assert "create_change_set" in aws.calls
    assert aws.stacks.sets == {}


def test_facts_alone_are_no_change_and_nothing_is_left() -> None:
    aws, asked = FakeAws(), _stack(IMAGE)
    _there(asked, aws)
    aws.stacks.changes, aws.stacks.bodies = (), asked.body
    assert _proposed(asked, aws, force=True, commit="another").idle
    assert aws.stacks.sets == {}


def test_outputs_that_differ_are_a_change_though_no_resource_is() -> None:
    aws, asked = FakeAws(), _stack(IMAGE)
    _there(asked, aws)
    aws.stacks.changes = ()
    aws.stacks.bodies = {**asked.body, "Outputs": {"Old": {"Value": "1"}}}
    assert not _proposed(asked, aws, force=True).empty
    aws.order("template", trouble(Trouble.DENIED))
    aws.stacks.bodies = asked.body
    assert not _proposed(asked, aws, force=True).empty


# Facts


def test_each_fact_is_told() -> None:
    wishes = Wishes(tag="1.8.2", commit="0a1b2c3", by="arn:aws:iam::111122223333:user/me")
    values = resolve(_stack(IMAGE), None, wishes, FakeAws().means()).values
    assert values["Version"] == "1.8.2"
    assert values["Commit"] == "0a1b2c3"
    assert values["DeployedBy"] == "arn:aws:iam::111122223333:user/me"
    assert values["Digest"] == digest(_stack(IMAGE), values)


def test_what_is_not_known_is_said_to_be_nothing() -> None:
    values = resolve(_stack(SIZE), None, Wishes(), FakeAws().means()).values
    assert {values[name] for name in ("Version", "Commit", "DeployedBy")} == {"-"}


def test_a_digest_is_cut_short_as_a_version_and_a_sidecar_has_none() -> None:
    sidecar = Parameter(
        name="Proxy", type="String", source=FromImage(container="p", repository="p", main=False)
    )
    values = {"Image": "web@sha256:" + "ab" * 32, "Proxy": "p:1"}
    assert version((IMAGE, sidecar), values) == "sha256:abababababab"


@given(st.text())
def test_a_fact_is_one_short_line_and_never_empty(text: str) -> None:
    made = clean(text)
    assert 0 < len(made) <= LONGEST
    assert made == made.strip() == clean(made)
    assert made.isascii()
    assert made.isprintable()


def test_only_parameters_with_that_source_are_facts() -> None:
    assert facts_of((*FACTS, SIZE, IMAGE)) == dict(DEPLOYED)
