"""The small parts, each by itself."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.errors import Locked, Refused
from bbfd.local.engine import EMULATOR, check_version
from bbfd.local.limits import LIMITS
from bbfd.local.lock import Lock, holder
from bbfd.local.parameters import public_parameters
from bbfd.local.reads import only_looks, operation
from bbfd.local.state import Saved, header, read, stamp, write
from bbfd.local.template_url import path_style
from bbfd.local.wire import Answer, Call, of_account, through

SAVED = Saved(generation=3, saved_at="2026-01-01T00:00:00Z", emulator="1", content='{"a": 1}')


def _form(action: str) -> Call:
    return Call(
        method="POST",
        url="https://cloudformation.eu-west-1.amazonaws.com/",
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
        body=f"Action={action}&Version=2010-05-15".encode(),
    )


def _json(target: str) -> Call:
    url = "https://ecs.eu-west-1.amazonaws.com/"
    return Call(method="POST", url=url, headers={"x-amz-target": target}, body=b"{}")


@pytest.mark.parametrize(
    ("call", "name", "looks"),
    [
        (_form("DescribeStacks"), "DescribeStacks", True),
        (_form("CreateChangeSet"), "CreateChangeSet", False),
        (_json("AmazonEC2ContainerServiceV20141113.ListTasks"), "ListTasks", True),
        (_json("AmazonEC2ContainerServiceV20141113.UpdateService"), "UpdateService", False),
        (Call(method="GET", url="https://s3/b/k", headers={}), "GET", True),
        (Call(method="PUT", url="https://s3/b/k", headers={}), "PUT", False),
        (_form("SomethingNew"), "SomethingNew", False),
    ],
)
def test_a_call_that_is_not_known_to_only_look_is_taken_to_change(
    call: Call, name: str, *, looks: bool
) -> None:
    assert operation(call) == name
    assert only_looks(call) is looks


@pytest.mark.parametrize(
    ("key", "then"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "111111111111"),
        ("222222222222", "222222222222"),
        ("ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
    ],
)
def test_an_access_key_becomes_the_account(key: str, then: str) -> None:
    signed = (
        "AWS4-HMAC-SHA256 Credential={}/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host"
    )
    call = Call(method="POST", url="https://x/", headers={"authorization": signed.format(key)})
    assert of_account(call, "111111111111").headers["authorization"] == signed.format(then)


def test_a_call_goes_through_an_application_and_back() -> None:
    async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
        message = await receive()
        start = {"type": "http.response.start", "status": 201, "headers": [(b"X-Path", b"seen")]}
        await send(start)
        await send(
            {"type": "http.response.body", "body": scope["path"].encode(), "more_body": True}
        )
        await send({"type": "http.response.body", "body": message["body"]})

    call = Call(method="PUT", url="https://host/a%20b?c=d", headers={}, body=b"!")
    answer = asyncio.run(through(echo, call))
    assert answer == Answer(status=201, headers={"X-Path": "seen"}, body=b"/a b!")


def test_a_template_address_of_a_bucket_is_made_one_of_a_path() -> None:
    virtual = b"Action=X&TemplateURL=https%3A%2F%2Fa.b.s3.eu-west-1.amazonaws.com%2Fk%2Fx.json"
    call = Call(method="POST", url="https://x/", headers={}, body=virtual)
    there = b"Action=X&TemplateURL=https%3A%2F%2Fs3.amazonaws.com%2Fa.b%2Fk%2Fx.json"
    assert path_style(call).body == there
    assert path_style(path_style(call)).body == there


@given(content=st.text())
def test_what_is_written_is_read_back(content: str) -> None:
    saved = Saved(generation=1, saved_at="now", emulator="1", content=content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.json"
        written = write(path, saved, durable=False)
        assert read(path, emulator="1") == (saved, written)
        assert stamp(path) == written


def test_who_has_the_old_state_open_reads_it_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write(path, SAVED, durable=True)
    with path.open("rb") as opened:
        write(path, Saved(generation=4, saved_at="x", emulator="1", content="[]"), durable=True)
        assert b'"generation": 3' in opened.read()
    found = header(path)
    assert found is not None
    assert found.generation == 4
    assert [item.name for item in tmp_path.iterdir()] == ["state.json"]


def test_what_cannot_be_written_is_told_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        write(tmp_path / "not there" / "state.json", SAVED, durable=True)
    assert "No such file" in refused.value.what


def test_a_lock_names_its_holder_and_is_waited_for_no_longer_than_told(tmp_path: Path) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    mine = Lock(tmp_path)
    theirs = Lock(tmp_path, clock=lambda: now[0], sleep=sleep)
    said: list[str] = []
    mine.take(wait=0)
    with pytest.raises(Locked) as refused:
        theirs.take(wait=3, waiting=said.append)
    assert len(said) == 1
    assert f"process {os.getpid()} " in said[0]
    found = holder(tmp_path)
    assert found is not None
    assert found.pid == os.getpid()
    assert f"kill {os.getpid()}" in refused.value.fix
    assert 3 <= now[0] < 3.1


def test_a_released_lock_is_free_for_the_next(tmp_path: Path) -> None:
    mine, theirs = Lock(tmp_path), Lock(tmp_path)
    mine.take(wait=0)
    mine.take(wait=0)
    mine.release()
    assert holder(tmp_path) is None
    theirs.take(wait=0)
    assert theirs.held
    theirs.release()


@pytest.mark.parametrize(("found", "fix"), [(None, "[local]"), ("1.5.34", "[local]")])
def test_another_version_of_the_emulator_is_refused(found: str | None, fix: str) -> None:
    with pytest.raises(Refused) as refused:
        check_version(found)
    assert fix in refused.value.fix
    check_version(EMULATOR)


def test_the_version_needed_is_the_one_that_is_pinned() -> None:
    setup = (Path(__file__).parents[3] / "setup.cfg").read_text(encoding="utf-8")
    assert f"ministack=={EMULATOR}\n" in setup


def test_public_images_differ_and_look_like_images() -> None:
    images = public_parameters()
    assert len(set(images.values())) == len(images)
    assert all(len(image) == 21 and image.startswith("ami-0") for image in images.values())
    assert "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id" in images


def test_every_limit_says_what_it_is_about() -> None:
    subjects = [limit.subject for limit in LIMITS]
    assert len(set(subjects)) == len(subjects)
    assert all(limit.what.strip() == limit.what for limit in LIMITS)
