"""The command on recorded answers of AWS: what the embedded AWS cannot do, as to run a container, or to be entered.

Each answer is what AWS's API gives, as boto3 reads it; the last one of an operation is given again and again.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from bbfd.aws.limiter import Limiter
from bbfd.aws.session import Connection
from bbfd.cli.outside import Outside
from bbfd.cli.root import bbfd
from bbfd.model.environment import Environment
from tests.functional.projects import Done

ACCOUNT = "111111111111"
NOON = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
Answer = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Clock:
    """Nobody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.interrupts: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return NOON + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.interrupts and self.now >= self.interrupts[0]:
            self.interrupts.pop(0)
            raise KeyboardInterrupt


@dataclass
class Played:
    """Answers by operation, and what was asked for."""

    answers: dict[str, list[Answer]]
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def of(self, operation: str) -> list[Mapping[str, Any]]:
        """What was asked for with an operation."""
        return [asked for name, asked in self.asked if name == operation]

    def session(self) -> Any:
        session = boto3.Session(
            aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-west-1"
        )
        session.events.register("provide-client-params", self._take)
        session.events.register("before-call", self._answer)
        return session

    def _take(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((model.name, dict(params)))

    def _answer(self, model: Any, **_: Any) -> tuple[AWSResponse, Mapping[str, Any]]:
        known = self.answers[model.name]
        answer = known.pop(0) if len(known) > 1 else known[0]
        found = answer(self.asked[-1][1]) if callable(answer) else answer
        if isinstance(found, str):
            raise ClientError({"Error": {"Code": found}}, model.name)
        return AWSResponse("", 200, {}, None), {"ResponseMetadata": {}, **found}


class Stage(Outside):
    """An outside with recorded answers, a clock of its own and the given variables."""

    def __init__(self, played: Played, clock: Clock, variables: Mapping[str, str]) -> None:
        self._played, self._clock, self._variables = played, clock, variables

    @property
    def variables(self) -> Mapping[str, str]:
        return self._variables

    @property
    def interactive(self) -> bool:
        return False

    @property
    def clock(self) -> Any:
        return self._clock

    def connect(self, environment: Environment, root: Path, **_: Any) -> Connection:
        return Connection(
            self._played.session,
            account=environment.account,
            region=environment.region,
            limiter=Limiter(self._clock),
        )


def run(
    root: Path,
    played: Played,
    *arguments: str,
    clock: Clock | None = None,
    variables: Mapping[str, str] | None = None,
) -> Done:
    """The command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    stage = Stage(played, clock or Clock(), variables or {})
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        bbfd.main(["--project", str(root), *arguments], obj=stage)
    assert isinstance(end.value.code, int)
    return Done(end.value.code, out.getvalue(), err.getvalue())
