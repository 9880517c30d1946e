from __future__ import annotations

import json
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bbfd.deploy.kept.records import End, Kept
from bbfd.deploy.kept.written import Misshapen, summary, summary_of, whole, whole_of
from bbfd.model import stack as model
from bbfd.model.stack import FromImage, FromListener, FromStack, FromTags, Parameter
from tests.unit.deploy.fakes import START, stack

KEPT = Kept(
    number=7,
    folder="history/dev-web/000007-x",
    stack="dev-web",
    stack_id="arn:stack",
    token="bbfd-0123",
    began=START,
    to=3,
    by="arn:aws:iam::1:user/me",
    version="1.2",
    images={"Image": "web:1.2"},
)
SOURCES = (
    FromImage(container="app", repository="web"),
    FromStack(stack="bbfd-dev", output="Cluster"),
    FromTags(what="vpc", tags=(("a", "b"), ("c", "d"))),
    FromListener(listener="L", first=1, last=9, conditions=(("path", ("/a", "/b")),)),
    None,
)
names = some.text("ABCabc", min_size=1, max_size=5)


@given(some.dictionaries(names, some.tuples(some.sampled_from(SOURCES), some.text()), max_size=5))
def test_what_is_written_is_read_back_as_it_was(made: dict[str, tuple[model.Source, str]]) -> None:
    then = stack(*(Parameter(name=n, type="String", source=s) for n, (s, _) in made.items()))
    values = {name: f"v{value}" for name, (_, value) in made.items()}
    found = whole_of(whole(KEPT, then, values), KEPT.folder)
    assert (found.kept, found.values) == (KEPT, values)
    assert (found.stack.parameters, found.stack.body) == (then.parameters, then.body)
    assert dict(found.stack.tags) == dict(then.tags)


def test_every_source_can_be_written() -> None:
    assert {type(one) for one in SOURCES if one} < set(get_args(model.Source))


def test_how_it_ended_is_read_back() -> None:
    end = End(ended="updated", at=START + timedelta(seconds=9), seconds=9.0, revisions=("arn:1",))
    kept = Kept(**{n: getattr(KEPT, n) for n in KEPT.__slots__ if n != "end"}, end=end)
    assert summary_of(summary(kept), KEPT.folder) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [("Token", "hunter2"), ("Plain", "****"), ("Plain", "AKIAIOSFODNN7EXAMPLE")],
)
def test_no_secret_value_is_written(name: str, value: str) -> None:
    body = {"Parameters": {name: {"Type": "String", "Default": value}}, "Resources": {}}
    then = stack(Parameter(name=name, type="String", default=value), body=body)
    text = whole(KEPT, then, {name: value})
    assert value not in text.decode()
    assert whole_of(text, "f").values == {}


def test_what_has_no_echo_is_not_written() -> None:
    body = {"Parameters": {"Plain": {"Type": "String", "NoEcho": True}}, "Resources": {}}
    text = whole(KEPT, stack(Parameter(name="Plain", type="String"), body=body), {"Plain": "x1y2"})
    assert "x1y2" not in text.decode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b"\xff",
        json.dumps({"format": 1}).encode(),
        summary(KEPT).replace(b'"began":"', b'"began":"no'),
        summary(KEPT).replace(b'"images":{', b'"images":[],"x":{'),
    ],
)
def test_what_others_wrote_there_is_refused(text: bytes) -> None:
    with pytest.raises(Misshapen):
        summary_of(text, "f")
    with pytest.raises(Misshapen):
        whole_of(text, "f")
