"""What a run of the deployer acts with, from the command line: a clock, somebody to tell; asking.py asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bbfd.aws.session import Connection
from bbfd.cli.asking import Asker, Chooser, where_of
from bbfd.cli.blamed import background, explain
from bbfd.cli.call import Call
from bbfd.cli.outside import Outside
from bbfd.cli.project import Project
from bbfd.cli.signals import as_ctrl_c
from bbfd.cli.stacks import Stacks
from bbfd.cli.teller import Teller
from bbfd.deploy.means import EMBEDDED, Means, Pace
from bbfd.deploy.progress import Progress
from bbfd.deploy.proposal import Decision
from bbfd.deploy.watch.silence import Silence
from bbfd.errors import BbfdError
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.report.background import Background
from bbfd.report.github_files import Ledger
from bbfd.report.redacted import redacted


@contextmanager
def acting(  # noqa: PLR0913 - a run is asked for with this much
    call: Call,
    stacks: Stacks,
    *,
    yes: bool = False,
    as_json: bool = False,
    wait_lock: float,
    proposals: bool = True,
    ledger: Ledger | None = None,
) -> Iterator[Means]:
    """What a run acts with in an environment. The embedded AWS is saved at the end, and while somebody is asked.

    wait_lock: seconds. proposals: they are told as they are made; else whoever asked for them prints them.
    ledger: keeps how the stacks end.
    """
    outside, console, known = call.outside, call.console(), background(stacks)
    now = outside.clock.monotonic
    tell = Teller(console, as_json, proposals, background=known, ledger=ledger, now=now)
    silence = Silence(tell, outside.clock, longest=Pace().heartbeat, name=stacks.place.name)
    ask = Asker(console, yes, outside.interactive, where_of(stacks.place.value), known.secrets)
    with (
        as_ctrl_c() as requests,
        connected(
            call, stacks.project, stacks.place, wait=wait_lock, waiting=silence.waits_for
        ) as aws,
    ):
        aws.heard(silence.waits)
        choose = Chooser(console, outside.interactive, requests, known.watch)
        try:
            yield _clean(_means(outside, aws, stacks, silence.tell, ask, choose), known)
        except BbfdError as error:
            explain(error, known)
            raise
        finally:
            console.doing("")


class Answers(Protocol):
    """What is asked for with most runs: not to be asked, words for programs, seconds that a lock is waited for."""

    @property
    def yes(self) -> bool:
        """Nobody is asked."""

    @property
    def as_json(self) -> bool:
        """Programs read it."""

    @property
    def wait_lock(self) -> float:
        """Seconds."""


def acting_as(
    call: Call, stacks: Stacks, asked: Answers, ledger: Ledger | None = None
) -> AbstractContextManager[Means]:
    """The same as `acting`, as it was asked for."""
    return acting(
        call,
        stacks,
        yes=asked.yes,
        as_json=asked.as_json,
        wait_lock=asked.wait_lock,
        ledger=ledger,
    )


def _clean(means: Means, known: Background) -> Means:
    """What is kept of a reason holds no value of a secret."""
    return replace(means, clean=lambda stack, text: redacted(text, known.secrets(stack)))


def _agreeing(ask: Asker, aws: Connection) -> Callable[[Decision], bool]:
    """Whoever is asked may think for long: the embedded AWS is saved before."""

    def agree(decision: Decision) -> bool:
        if not ask.yes:
            aws.pause()
        return ask(decision)

    return agree


def _means(
    outside: Outside,
    aws: Connection,
    stacks: Stacks,
    tell: Callable[[Progress], None],
    ask: Asker,
    choose: Chooser,
) -> Means:
    return Means(
        aws=aws,
        tell=tell,
        agree=_agreeing(ask, aws),
        clock=outside.clock,
        fresh=outside.fresh,
        workers=outside.workers,
        interrupted=choose,
        pace=EMBEDDED if isinstance(stacks.place.value.aws, Local) else Pace(),
    )


def connected(
    call: Call,
    project: Project,
    place: Definition[Environment],
    *,
    wait: float = 0.0,
    waiting: Callable[[str], None] = lambda _: None,
) -> Connection:
    """An environment's AWS. Who only looks never waits."""
    return call.outside.connect(place.value, Path(project.root), wait=wait, waiting=waiting)
