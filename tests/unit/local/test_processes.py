"""Several processes on one folder, and one that is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from bbfd.errors import Locked, Refused
from bbfd.local import embedded, reset, status
from bbfd.local.lock import Lock
from bbfd.local.state import SETTLED
from tests.unit.local.world import ACCOUNT, REGION, World

ROOT = Path(__file__).parents[3]
LOGS = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {}}}}
MORE = {"Resources": {**LOGS["Resources"], "More": LOGS["Resources"]["Logs"]}}

# A process of its own that opens the folder in argv[1] and then does what argv[2] says.
PROGRAM = """
import sys, time
from pathlib import Path
from bbfd.local import embedded
from tests.unit.local.test_processes import LOGS, MORE
from tests.unit.local.world import World
folder = Path(sys.argv[1])
def shown():
    while not (folder / "live.json").exists():
        time.sleep(0.02)
with embedded(folder, account="111111111111", region="eu-west-1") as opened:
    world = World(opened, folder)
    exec(sys.argv[2])
"""

# Say so once others can see what is under way.
SHOWN = "shown(); print('there', flush=True)"


@contextmanager
def _other(folder: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another process, once it has said that it is there (by a line of output)."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder), what]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "there\n"
            yield process
        finally:
            process.kill()


def _run(folder: Path, what: str) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def _opened(folder: Path, wait: float = 5) -> Iterator[World]:
    with embedded(folder, account=ACCOUNT, region=REGION, wait=wait) as opened:
        yield World(opened, folder)


def test_what_one_process_makes_the_next_one_finds(tmp_path: Path) -> None:
    _run(tmp_path, "assert world.deploy('logs', LOGS) == 'CREATE_COMPLETE'")
    with _opened(tmp_path) as world:
        assert world.status("logs") == "CREATE_COMPLETE"
        assert list(world.resources("logs")) == ["Logs"]


def test_running_tasks_still_run_in_the_next_process(tmp_path: Path) -> None:
    with _opened(tmp_path) as world:
        ecs = world["ecs"]
        ecs.create_cluster(clusterName="c")
        ecs.register_task_definition(
            family="f", containerDefinitions=[{"name": "app", "image": "x", "memory": 8}]
        )
        ecs.create_service(cluster="c", serviceName="s", taskDefinition="f", desiredCount=2)
    with _opened(tmp_path) as world:
        tasks = world["ecs"].list_tasks(cluster="c", desiredStatus="RUNNING")["taskArns"]
        found = world["ecs"].describe_tasks(cluster="c", tasks=tasks)["tasks"]
        assert [task["lastStatus"] for task in found] == ["RUNNING", "RUNNING"]


def test_who_only_looks_does_not_wait_and_sees_what_is_under_way(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text('{"*": 0.6}', encoding="utf-8")
    with _opened(tmp_path) as world:
        assert world.status("slow") == ""
        with _other(tmp_path, f"world.start('slow', MORE); {SHOWN}") as other:
            assert world.status("slow") == "CREATE_IN_PROGRESS"
            assert "CREATE_COMPLETE" in _followed(world, "slow")
            assert other.wait(timeout=20) == 0


def _followed(world: World, stack: str) -> set[str]:
    seen: set[str] = set()
    until = time.monotonic() + 20
    while "CREATE_COMPLETE" not in seen and time.monotonic() < until:
        seen.add(world.status(stack))
        time.sleep(0.02)
    return seen


def test_who_changes_waits_a_while_and_is_told_who_has_the_lock(tmp_path: Path) -> None:
    busy = (
        "world['ecr'].create_repository(repositoryName='one'); print('there', flush=True); input()"
    )
    with _other(tmp_path, busy) as other, _opened(tmp_path, wait=0.2) as world:
        with pytest.raises(Locked) as refused:
            world["ecr"].create_repository(repositoryName="two")
        assert f"process {other.pid}" in refused.value.what
        assert str(other.pid) in refused.value.fix


def test_while_one_pauses_another_may_change_things_and_both_changes_stay(tmp_path: Path) -> None:
    busy = "world['ecr'].create_repository(repositoryName='two'); print('there', flush=True)"
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        world = World(opened, tmp_path)
        world["ecr"].create_repository(repositoryName="one")
        opened.pause()
        with _other(tmp_path, busy) as other:
            assert other.wait(timeout=20) == 0
        world["ecr"].create_repository(repositoryName="three")
        opened.pause()
        opened.pause()
    with _opened(tmp_path) as world:
        found = world["ecr"].describe_repositories()["repositories"]
        assert {item["repositoryName"] for item in found} == {"one", "two", "three"}


def test_the_one_who_waited_goes_on_from_what_the_other_left(tmp_path: Path) -> None:
    busy = "world['ecr'].create_repository(repositoryName='one'); print('there', flush=True)"
    with _opened(tmp_path) as world:
        assert world["ecr"].describe_repositories()["repositories"] == []
        with _other(tmp_path, busy) as other:
            assert other.wait(timeout=20) == 0
        world["ecr"].create_repository(repositoryName="two")
        found = world["ecr"].describe_repositories()["repositories"]
        assert {item["repositoryName"] for item in found} == {"one", "two"}


def test_killed_in_the_middle_of_a_deploy_it_never_happened(tmp_path: Path) -> None:
    _run(tmp_path, "assert world.deploy('logs', LOGS) == 'CREATE_COMPLETE'")
    (tmp_path / "faults.json").write_text('{"*": 30}', encoding="utf-8")
    what = f"world.start('logs', MORE); {SHOWN}; time.sleep(60)"
    with _opened(tmp_path) as world, _other(tmp_path, what) as other:
        assert world.status("logs") == "UPDATE_IN_PROGRESS"
        other.send_signal(signal.SIGKILL)
        other.wait(timeout=20)
        assert world.status("logs") == "CREATE_COMPLETE"
        assert list(world.resources("logs")) == ["Logs"]
        (tmp_path / "faults.json").unlink()
        assert world.deploy("logs", MORE) == "UPDATE_COMPLETE"


def test_a_process_that_forgets_to_close_is_saved_all_the_same(tmp_path: Path) -> None:
    program = PROGRAM.replace("with embedded(", "if opened := embedded(").replace(" as opened", "")
    what = "world['ecr'].create_repository(repositoryName='one')"
    command = [sys.executable, "-c", program, str(tmp_path), what]
    subprocess.run(command, cwd=ROOT, check=True)
    assert status(tmp_path).exists


def test_closing_waits_for_what_is_under_way(tmp_path: Path) -> None:
    with _opened(tmp_path) as world:
        world.order({"*": 0.3})
        world.start("slow", LOGS)
    with _opened(tmp_path) as world:
        assert world.status("slow") == "CREATE_COMPLETE"


def test_two_folders_in_one_process_are_two_worlds(tmp_path: Path) -> None:
    with _opened(tmp_path / "a") as one, _opened(tmp_path / "b") as other:
        one["ecr"].create_repository(repositoryName="one")
        other["ecr"].create_repository(repositoryName="two")
        for world, name in ((one, "one"), (other, "two"), (one, "one")):
            found = world["ecr"].describe_repositories()["repositories"]
            assert [item["repositoryName"] for item in found] == [name]


def test_accounts_and_regions_of_one_folder_are_apart(tmp_path: Path) -> None:
    places = [
        ("111111111111", "eu-west-1"),
        ("222222222222", "eu-west-1"),
        ("111111111111", "us-east-1"),
    ]
    handlers = [embedded(tmp_path, account=a, region=r) for a, r in places]
    worlds = [World(handler, tmp_path) for handler in handlers]
    worlds[0].deploy("logs", LOGS)
    assert [world.status("logs") for world in worlds] == ["CREATE_COMPLETE", "", ""]
    assert [w["sts"].get_caller_identity()["Account"] for w in worlds] == [a for a, _ in places]
    for handler in handlers:
        handler.close()


def test_a_real_access_key_never_counts(tmp_path: Path) -> None:
    with embedded(tmp_path, account=ACCOUNT, region=REGION) as opened:
        session = boto3.Session(
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="s", region_name=REGION
        )
        session.events.register("before-send", opened)
        assert session.client("sts").get_caller_identity()["Account"] == ACCOUNT


@pytest.mark.parametrize("broken", [b"", b"{}", b"\x00\xff", b'{"bbfd": 99}\n{}'])
def test_a_damaged_state_says_how_to_start_again(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / SETTLED).write_bytes(broken)
    with _opened(tmp_path) as world, pytest.raises(Refused) as refused:
        world.status("logs")
    assert refused.value.fix == "bbfd local reset"
    reset(tmp_path)
    with _opened(tmp_path) as world:
        assert world.status("logs") == ""


def test_a_state_cut_short_is_damaged(tmp_path: Path) -> None:
    with _opened(tmp_path) as world:
        world["ecr"].create_repository(repositoryName="one")
    path = tmp_path / SETTLED
    path.write_bytes(path.read_bytes()[:-10])
    with _opened(tmp_path) as world, pytest.raises(Refused):
        world.status("logs")


def test_a_state_of_another_version_of_the_emulator_is_not_read(tmp_path: Path) -> None:
    with _opened(tmp_path) as world:
        world["ecr"].create_repository(repositoryName="one")
    path = tmp_path / SETTLED
    first, rest = path.read_bytes().split(b"\n", 1)
    older = json.dumps({**json.loads(first), "emulator": "1.4.0"}).encode()
    path.write_bytes(older + b"\n" + rest)
    with _opened(tmp_path) as world, pytest.raises(Refused) as refused:
        world.status("logs")
    assert "1.4.0" in refused.value.what


def test_a_folder_that_had_to_give_way_loses_nothing_and_spoils_nothing(tmp_path: Path) -> None:
    with _opened(tmp_path / "a") as one, _opened(tmp_path / "b") as other:
        one.order({"*": 0.3})
        one.start("slow", LOGS)
        other["ecr"].create_repository(repositoryName="two")
        time.sleep(0.6)  # long enough for both to have been saved again
        assert one["ecr"].describe_repositories()["repositories"] == []
        assert one.status("slow") == "CREATE_COMPLETE"
        assert other.status("slow") == ""


def test_many_threads_ask_at_the_same_time(tmp_path: Path) -> None:
    with _opened(tmp_path) as world, ThreadPoolExecutor(8) as threads:
        ecr = world["ecr"]
        made = [
            threads.submit(ecr.create_repository, repositoryName=f"number-{n}") for n in range(24)
        ]
        looks = [threads.submit(ecr.describe_repositories) for _ in range(24)]
        for future in (*made, *looks):
            future.result()
        assert len(ecr.describe_repositories()["repositories"]) == 24


def test_the_threads_of_a_process_do_not_shut_each_other_out(tmp_path: Path) -> None:
    """Also where none of them may wait."""
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        lock, together, refused = Lock(folder), threading.Barrier(8), list[Locked]()

        threads = [threading.Thread(target=_take, args=(lock, together, refused)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lock.release()
        assert refused == []


def _take(lock: Lock, together: threading.Barrier, refused: list[Locked]) -> None:
    together.wait()
    try:
        lock.take(wait=0)
    except Locked as error:
        refused.append(error)
