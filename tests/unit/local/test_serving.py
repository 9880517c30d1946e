"""The same state on loopback, and what `bbfd local status` and `reset` see and do."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from bbfd.errors import Locked, Refused
from bbfd.local import embedded, reset, status
from tests.unit.local.world import ACCOUNT, REGION, World

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from bbfd.local import serve
ready = lambda address: print(address, flush=True)
serve(Path(sys.argv[1]), account="111111111111", port=0, ready=ready)
"""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def _client(address: str, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="any",
    )


def test_a_command_line_sees_and_changes_the_same_state_while_others_do(tmp_path: Path) -> None:
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        World(opened, tmp_path)["ecr"].create_repository(repositoryName="first")
    with _served(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        ecr = _client(address, "ecr")
        assert [r["repositoryName"] for r in ecr.describe_repositories()["repositories"]] == [
            "first"
        ]
        ecr.create_repository(repositoryName="second")
        with embedded(tmp_path, account=ACCOUNT, region=REGION, wait=5) as opened:
            World(opened, tmp_path)["ecr"].create_repository(repositoryName="third")
        assert len(ecr.describe_repositories()["repositories"]) == 3
        ecr.create_repository(repositoryName="fourth")
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        found = World(opened, tmp_path)["ecr"].describe_repositories()["repositories"]
        assert {r["repositoryName"] for r in found} == {"first", "second", "third", "fourth"}


def test_objects_and_stacks_go_through_http_too(tmp_path: Path) -> None:
    with _served(tmp_path) as address:
        s3 = _client(address, "s3")
        s3.create_bucket(Bucket="things", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="things", Key="a b", Body=b"x" * 100_000)
        assert s3.head_object(Bucket="things", Key="a b")["ContentLength"] == 100_000
        assert s3.get_object(Bucket="things", Key="a b")["Body"].read() == b"x" * 100_000
        assert _client(address, "sts").get_caller_identity()["Account"] == ACCOUNT
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        body = World(opened, tmp_path)["s3"].get_object(Bucket="things", Key="a b")["Body"]
        assert body.read() == b"x" * 100_000


def test_versions_of_objects_outlive_the_process_that_wrote_them(tmp_path: Path) -> None:
    enabled = {"Status": "Enabled"}
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        s3 = World(opened, tmp_path)["s3"]
        s3.create_bucket(Bucket="things", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket="things", VersioningConfiguration=enabled)
        for body in (b"first", b"second"):
            s3.put_object(Bucket="things", Key="a", Body=body)
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        s3 = World(opened, tmp_path)["s3"]
        held = s3.list_object_versions(Bucket="things")["Versions"]
        assert len(held) == 2
        every = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in held]
        s3.delete_objects(Bucket="things", Delete={"Objects": every})
        assert "Versions" not in s3.list_object_versions(Bucket="things")


def test_a_web_page_is_not_answered_whatever_it_calls_this_machine(tmp_path: Path) -> None:
    with _served(tmp_path) as address:
        for name, value in (
            ("Origin", "https://example.org"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Host", "example.org"),
            ("Host", "127.0.0.1.example.org:80"),
        ):
            request = urllib.request.Request(address, headers={name: value})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=5)
            refused.value.close()
            assert refused.value.code == 403
        named = address.replace("127.0.0.1", "localhost")
        assert urllib.request.urlopen(named, timeout=5).status == 200


def test_a_folder_that_is_not_there_has_no_state(tmp_path: Path) -> None:
    found = status(tmp_path / "nowhere")
    assert (found.exists, found.size, found.generation, found.saved_at) == (False, 0, 0, None)
    assert found.installed == found.needed
    assert found.limits
    assert not (tmp_path / "nowhere").exists()


def test_status_tells_size_generation_and_who_is_changing_it(tmp_path: Path) -> None:
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        World(opened, tmp_path)["ecr"].create_repository(repositoryName="one")
        assert status(tmp_path).holder is not None
    found = status(tmp_path)
    assert found.holder is None
    assert found.exists
    assert found.generation == 1
    assert found.size == (tmp_path / "state.json").stat().st_size


def test_a_state_in_use_is_not_reset(world: World) -> None:
    world["ecr"].create_repository(repositoryName="one")
    with pytest.raises(Locked):
        reset(world.folder, wait=0)
    assert len(world["ecr"].describe_repositories()["repositories"]) == 1


def test_reset_forgets_the_state_and_keeps_what_was_ordered(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text("{}", encoding="utf-8")
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        World(opened, tmp_path)["ecr"].create_repository(repositoryName="one")
    (tmp_path / "state.json.1234.tmp").write_text("half", encoding="utf-8")
    reset(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".gitignore", "faults.json", "lock"]
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        assert World(opened, tmp_path)["ecr"].describe_repositories()["repositories"] == []


def test_reset_keeps_its_hands_off_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        reset(tmp_path)
    assert "thesis.txt" in refused.value.what
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
