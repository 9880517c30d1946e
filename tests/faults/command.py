"""The real command, in this process, on the fake AWS and its clock: `run(world, "deploy", "web", ...)`."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bbfd.aws.limiter import Limiter
from bbfd.aws.session import Connection
from bbfd.cli.outside import Outside
from bbfd.cli.root import bbfd
from bbfd.model.access import Access
from bbfd.model.environment import Environment
from tests.faults.fake.calls import Calls
from tests.faults.fake.world import World

# What is typed; a callable is asked for it, after having slept or interrupted as it likes.
Answer = str | Callable[[], str]
_KEPT = ("HOME", "LANG", "PATH", "TMPDIR")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a command ended. seconds: how long it took on the world's clock. calls: those of this run alone."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float
    calls: Calls

    @property
    def lines(self) -> list[str]:
        """What it said to people."""
        return self.stderr.splitlines()

    @property
    def words(self) -> str:
        """The same in one line: lines are broken at spaces."""
        return " ".join(self.stderr.split())

    @property
    def last(self) -> str:
        """The last line with something in it."""
        return next(line for line in reversed(self.lines) if line.strip())

    @property
    def events(self) -> list[Any]:
        """What it said to programs: with --json, one object a line."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    def count(self, *names: str, **where: Any) -> int:
        return len(self.calls.of(*names, **where))


class Staged(Outside):
    """An outside whose time, AWS, variables and chance are the world's."""

    def __init__(self, world: World, variables: Mapping[str, str], interactive: bool) -> None:
        self._world = world
        self._variables = variables
        self._interactive = interactive
        self._numbers = world.numbers

    @property
    def variables(self) -> Mapping[str, str]:
        return self._variables

    @property
    def interactive(self) -> bool:
        return self._interactive

    @property
    def clock(self) -> Any:
        return self._world.clock

    @property
    def workers(self) -> Any:
        return self._world.clock

    def fresh(self) -> str:
        return f"{Random(f'{self._world.seed}/{next(self._numbers)}').getrandbits(160):040x}"

    def connect(
        self,
        environment: Environment,
        root: Path,
        *,
        wait: float,
        waiting: Callable[[str], None],
    ) -> Connection:
        access = environment.aws
        return Connection(
            self._world.sessions,
            account=environment.account,
            region=environment.region,
            role=access.service_role if isinstance(access, Access) else None,
            limiter=Limiter(self.clock, Random(self._world.seed).random),
        )


def run(
    world: World,
    *arguments: str,
    project: Path,
    input: Iterable[Answer] | None = None,
    environment: Mapping[str, str] | None = None,
    screen: bool = False,
) -> Ran:
    """Run `bbfd ARGUMENTS` to its end. An alarm of the fake (an operation nobody wrote, a secret read) fails the test.

    input: what a person types, line by line; None: there is no terminal to ask at. environment: variables.
    screen: stderr is a terminal.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    outside = Staged(world, {**kept, **(environment or {})}, input is not None)
    out, err = io.StringIO(), _Screen() if screen else io.StringIO()
    before, began = len(world.calls), world.clock.now
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        _stdin(_Typed(input or ())),
        pytest.raises(SystemExit) as end,
    ):
        bbfd.main(["--project", str(project), *arguments], obj=outside)
    world.clock.close()
    assert not world.wire.alarms, world.wire.alarms
    code = end.value.code
    return Ran(
        exit_code=code if isinstance(code, int) else 0,
        stdout=out.getvalue(),
        stderr=err.getvalue(),
        seconds=world.clock.now - began,
        calls=Calls(world.calls.all[before:]),
    )


def furnish(world: World, project: Path, environment: str = "prod") -> None:
    """Have what services of an environment stand on, then forget how it came, and let a day pass."""
    done = run(world, "env", "deploy", environment, "--yes", project=project)
    assert done.exit_code == 0, done.stderr
    settle(world)


def settle(world: World) -> None:
    """Let everything come to its end, a day pass, and the log of calls be empty: a test begins here."""
    world.clock.sleep(86_400.0)
    world.timeline.advance()
    world.calls.all.clear()


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Stdin(redirect_stdout):
    _stream = "stdin"


@contextmanager
def _stdin(typed: Any) -> Iterator[None]:
    with _Stdin(typed):
        yield


class _Typed(io.TextIOBase):
    """A terminal at which somebody types."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = iter(answers)

    def readline(self, size: int | None = -1, /) -> str:
        answer = next(self._answers, None)
        if answer is None:
            return ""
        return f"{answer() if callable(answer) else answer}\n"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise io.UnsupportedOperation("fileno")


def ctrl_c() -> str:
    """As an answer: Ctrl-C is pressed at the question. The signal is a real one."""
    signal.raise_signal(signal.SIGINT)
    return ""
