"""What a run of the deployer acts with, from the command line: a clock, somebody to tell; asking.py asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bbfd.aws.session import Connection
from bbfd.cli.asking import Asker, where_of
from bbfd.cli.border import nobody_reads
from bbfd.cli.call import Call
from bbfd.cli.outside import Outside
from bbfd.cli.project import Project
from bbfd.cli.signals import as_ctrl_c
from bbfd.cli.stacks import Stacks
from bbfd.deploy.means import EMBEDDED, Means, Pace
from bbfd.deploy.progress import (
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.deploy.proposal import Decision
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.report.console import Console
from bbfd.report.progress import (
    BRIEF,
    heartbeat_words,
    progress_lines,
    rollout_words,
)
from bbfd.report.record import progress_record
from bbfd.template.inert import json_text


@dataclass(frozen=True)
class Teller:
    """Tells people what happens, and with --json programs as well: one object a line on stdout.

    Nobody listening any more is no reason to stop watching a deployment.
    """

    console: Console
    as_json: bool = False
    proposals: bool = True

    def __call__(self, progress: Progress) -> None:
        """Tell one thing."""
        if isinstance(progress, Proposed) and not self.proposals:
            return
        if self.as_json:
            self._to_programs(progress)
        with suppress(OSError):  # nobody reads on, or a disk is full
            self._to_people(progress)

    def _to_programs(self, progress: Progress) -> None:
        try:
            print(json_text(progress_record(progress), indent=None), flush=True)
        except OSError:
            nobody_reads()

    def _to_people(self, progress: Progress) -> None:
        if self.console.terminal and _passes(progress):
            self.console.doing(_words(progress))
        elif not (isinstance(progress, Phase) and progress.doing in BRIEF):
            if isinstance(progress, (Proposed, Finished)):
                self.console.doing("")
            self.console.happened(progress_lines(progress))


def _passes(progress: Progress) -> bool:
    """Whether it is of interest only until the next thing happens."""
    if isinstance(progress, ResourceProgress):
        return progress.event.status.endswith("_IN_PROGRESS") and not progress.event.of_stack
    return isinstance(progress, (Phase, Heartbeat, ServiceProgress))


def _words(progress: Progress) -> str:
    if isinstance(progress, Heartbeat):
        return heartbeat_words(progress)
    if isinstance(progress, ServiceProgress):
        return rollout_words(progress)
    return next(iter(progress_lines(progress))).text


@contextmanager
def acting(
    call: Call,
    stacks: Stacks,
    *,
    yes: bool = False,
    as_json: bool = False,
    wait_lock: float,
    proposals: bool = True,
) -> Iterator[Means]:
    """What a run acts with in an environment. The embedded AWS is saved at the end, and while somebody is asked.

    wait_lock: seconds. proposals: they are told as they are made; else whoever asked for them prints them.
    """
    console = call.console()
    tell = Teller(console, as_json, proposals)
    ask = Asker(console, yes, call.outside.interactive, where_of(stacks.place.value))

    def agree(decision: Decision) -> bool:
        if not yes:
            aws.pause()
        return ask(decision)

    def waiting(whom: str) -> None:
        tell(Note(stack=stacks.place.name, text=f"waiting: {whom}"))

    with (
        as_ctrl_c(),
        connected(call, stacks.project, stacks.place, wait=wait_lock, waiting=waiting) as aws,
    ):
        try:
            yield _means(call.outside, aws, stacks, tell, agree)
        finally:
            console.doing("")


def _means(
    outside: Outside,
    aws: Connection,
    stacks: Stacks,
    tell: Teller,
    agree: Callable[[Decision], bool],
) -> Means:
    return Means(
        aws=aws,
        tell=tell,
        agree=agree,
        clock=outside.clock,
        fresh=outside.fresh,
        workers=outside.workers,
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
