"""The emulator stays in its corner: no socket, no environment, no logs, no containers, no early import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# Everything that the emulator does for two stacks, in a process that tells of each socket that is used.
PROGRAM = """
import logging, os, sys
from pathlib import Path
import boto3
from bbfd.local import embedded

folder, used = Path(sys.argv[1]), []
KINDS = ("socket.bind", "socket.connect", "socket.listen", "socket.getaddrinfo", "subprocess.Popen")
sys.addaudithook(lambda event, args: used.append((event, args)) if event in KINDS else None)
os.environ.update(SERVICES="web", AUTH="true", LOG_LEVEL="DEBUG", PERSIST_STATE="1", USER_SET="1")
before = dict(os.environ), list(logging.getLogger().handlers), logging.getLogger().level
from tests.unit.local.conftest import furnish
from tests.unit.local.world import World
with embedded(folder, account="111111111111", region="eu-west-1") as opened:
    world = World(opened, folder)
    furnish(world)
    world["ecs"].run_task(cluster=world.outputs("env")["Cluster"], taskDefinition="hello")
    world.delete("hello")
assert before == (dict(os.environ), list(logging.getLogger().handlers), logging.getLogger().level)
assert used == [], used
print("quiet")
"""


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_listens_nothing_connects_and_the_process_is_left_as_it_was(tmp_path: Path) -> None:
    done = _run(PROGRAM, str(tmp_path))
    assert (done.stdout, done.stderr) == ("quiet\n", "")


def test_an_error_inside_the_emulator_is_not_printed(tmp_path: Path) -> None:
    program = PROGRAM.replace("furnish(world)", "world.order({'Logs': 'no'}); furnish(world)")
    done = _run(
        program.replace("from tests.unit.local.conftest import furnish", FAILING), str(tmp_path)
    )
    assert (done.stdout, done.stderr) == ("ROLLBACK_COMPLETE\n", "")


FAILING = """
def furnish(world):
    logs = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {}}}}
    print(world.deploy("logs", logs))
    sys.exit(0)
"""


@pytest.mark.parametrize("module", ["ministack", "boto3", "rich", "click", "yaml"])
def test_importing_the_package_imports_nothing_heavy(module: str) -> None:
    program = f"import sys, bbfd.local; sys.exit({module!r} in sys.modules)"
    assert _run(program).returncode == 0
