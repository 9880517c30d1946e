"""A deployment over a wire that fails: what happened in AWS is found out, and never guessed.

`deploy hello --env local --tag 9.9.9` with the real adapters; only the session is chosen here, not by the command.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from bbfd.aws.session import Connection
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.cli.threads import Threads
from bbfd.deploy.means import EMBEDDED, Means, Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note, Progress
from bbfd.deploy.run.execute import deploy
from bbfd.local import SECRET_KEY, Embedded, embedded
from tests.faults.wire import Effect, Fault, FaultyWire
from tests.functional.aws import ACCOUNT, REGION
from tests.functional.projects import Project as Folder
from tests.functional.projects import examples

READ = "DescribeStackEvents"
WATCHING = (2, 3, 4)


@dataclass(frozen=True)
class Wired:
    """boto3 over a faulty wire. botocore itself does not repeat a call: that we do is what is tested."""

    wire: FaultyWire
    begun: list[boto3.Session] = field(default_factory=list)

    def begin(self) -> Wired:
        """What a connection begins with, and begins anew with when credentials are read again."""
        session = boto3.Session(
            aws_access_key_id=ACCOUNT, aws_secret_access_key=SECRET_KEY, region_name=REGION
        )
        session.events.register("before-send", self.wire)
        self.begun.append(session)
        return self

    def client(self, name: str, *, region_name: str, config: Config) -> Any:
        once = config.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
        return self.begun[-1].client(name, region_name=region_name, config=once)


@dataclass(frozen=True)
class Ran:
    """How a run ended. notes: what it said on the way, in one line."""

    outcome: Outcome
    notes: str
    wired: Wired

    @property
    def calls(self) -> list[str]:
        return self.wired.wire.calls


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = examples(tmp_path_factory.mktemp("furnished"))
    folder.done("deploy", "hello", "--env", "local", "--yes")
    return folder


@pytest.fixture
def folder(furnished: Folder, tmp_path: Path) -> Folder:
    """`hello` is deployed; the update of its ECS service takes long enough to be watched."""
    folder = examples(tmp_path)
    shutil.copytree(furnished.state, folder.state)
    folder.order({"update:AWS::ECS::Service@local-hello": 0.5})
    return folder


@pytest.fixture
def run(folder: Folder) -> Iterator[Callable[..., Ran]]:
    with embedded(folder.state, account=ACCOUNT, region=REGION) as home:
        yield lambda *faults: _run(folder, home, faults)


def _run(folder: Folder, home: Embedded, faults: tuple[Fault, ...]) -> Ran:
    project = Project(folder.root)
    (hello,) = Stacks(project, project.environment("local")).of(["hello"])
    told: list[Progress] = []
    wired, numbers = Wired(FaultyWire(home, *faults)), itertools.count()
    with Connection(wired.begin, account=ACCOUNT, region=REGION) as aws:
        threads = Threads()
        means = Means(
            aws=aws,
            tell=told.append,
            agree=lambda _: True,
            clock=threads,
            workers=threads,
            fresh=lambda: f"{next(numbers):040x}",
            pace=EMBEDDED,
        )
        outcome = deploy(hello, Wishes(tag="9.9.9"), means)
    return Ran(outcome, " ".join(n.text for n in told if isinstance(n, Note)), wired)


def _is_updated(ran: Ran, folder: Folder) -> bool:
    with folder.aws() as aws:
        assert aws.stacks()["local-hello"] == "UPDATE_COMPLETE"
        assert aws.runs("local-hello").image.endswith(":9.9.9")
        assert aws.change_sets() == []
    return (ran.outcome.ended, ran.outcome.exit_code) == (Ended.UPDATED, 0)


@pytest.mark.parametrize("effect", [Effect.ANSWER_LOST, Effect.LOST, Effect.THROTTLED])
def test_an_execution_without_an_answer_ends_well(
    run: Callable[..., Ran], folder: Folder, effect: Effect
) -> None:
    ran = run(Fault(action="ExecuteChangeSet", effect=effect, nth=(1,)))
    assert _is_updated(ran, folder)
    # What was carried out is seen to have been: it is not asked for again.
    assert ran.calls.count("ExecuteChangeSet") == (1 if effect is Effect.ANSWER_LOST else 2)


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (Effect.THROTTLED, "AWS limits how often its state may be read"),
        (Effect.UNAVAILABLE, "AWS does not answer; the operation itself goes on there"),
        (Effect.LOST, "AWS does not answer; the operation itself goes on there"),
        (Effect.ANSWER_LOST, "AWS does not answer; the operation itself goes on there"),
        (Effect.GARBLED, "AWS does not answer; the operation itself goes on there"),
    ],
)
def test_reads_that_fail_while_watching_are_endured_and_said_once(
    run: Callable[..., Ran], folder: Folder, effect: Effect, said: str
) -> None:
    ran = run(Fault(action=READ, effect=effect, nth=WATCHING))
    assert _is_updated(ran, folder)
    assert ran.calls.count(READ) > max(WATCHING)
    assert ran.notes.count(said) == 1


def test_credentials_that_expired_for_a_moment_are_read_anew(
    run: Callable[..., Ran], folder: Folder
) -> None:
    ran = run(Fault(action=READ, effect=Effect.EXPIRED, nth=(2,)))
    assert _is_updated(ran, folder)
    assert len(ran.wired.begun) == 2


def test_credentials_that_expired_for_good_end_the_watching_and_not_the_operation(
    run: Callable[..., Ran], folder: Folder
) -> None:
    ran = run(Fault(action=READ, effect=Effect.EXPIRED))
    assert (ran.outcome.ended, ran.outcome.exit_code) == (Ended.UNKNOWN, 6)
    assert "goes on in AWS" in ran.outcome.reason
    assert "get new credentials" in ran.outcome.fix
    assert "`bbfd watch hello --env local` shows how it ends" in ran.outcome.fix
    assert len(ran.wired.begun) == 2
    with folder.aws() as aws:
        ended = aws["cloudformation"].get_waiter("stack_update_complete")
        ended.wait(StackName="local-hello", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
