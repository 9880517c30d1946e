"""Tells people what happens, programs with --json, and the CI."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from threading import Lock

from bbfd.cli.border import nobody_looks, nobody_reads
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import (
    Diagnosed,
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    Ran,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.diagnose import Cause
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.console import Console
from bbfd.report.github import annotation
from bbfd.report.github_files import Ledger
from bbfd.report.github_job import Groups
from bbfd.report.harmless import brief
from bbfd.report.line import Line, Tone
from bbfd.report.live import Board
from bbfd.report.outcome import is_as_it_was, unchanged_lines, why_in_short
from bbfd.report.progress import BRIEF, progress_lines
from bbfd.report.record import progress_record
from bbfd.report.redacted import redacted_record
from bbfd.template.inert import json_text

_WARNINGS = (Ended.UNHEALTHY, Ended.HALF_DONE, Ended.UNKNOWN)


class Teller:
    """Tells what happens, from any thread. proposals: they are told as they are made; else whoever asked prints them.

    background: of the stacks. ledger: keeps how they ended. now: seconds, never going back.
    Nobody listening any more is no reason to stop watching a deployment.
    """

    def __init__(
        self,
        console: Console,
        as_json: bool = False,
        proposals: bool = True,
        *,
        background: Background = NOTHING_KNOWN,
        ledger: Ledger | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._as_json = as_json
        self._proposals = proposals
        self._background = background
        self._ledger = ledger or Ledger()
        self._board = Board(now)
        self._groups = Groups()
        self._open: set[str] = set()
        self._several = False
        self._told: list[Cause] = []
        self._reasons: set[tuple[str, str]] = set()
        self._same: list[Outcome] = []
        self._lock = Lock()

    def __call__(self, progress: Progress) -> None:
        """Tell one thing."""
        if isinstance(progress, Proposed) and not self._proposals:
            return
        with self._lock:
            clean = self._without_secrets(progress)
            self._ledger.take(clean)
            if self._as_json:
                self._to_programs(clean)
            try:
                self._to_people(clean)
            except OSError:  # nobody reads on, or a disk is full
                nobody_looks()

    def _without_secrets(self, progress: Progress) -> Progress:
        """What came from outside may hold the value of a secret. Evidence itself is not told: its causes are."""
        if isinstance(progress, Ran):
            outcomes = tuple(map(self._clean, progress.outcomes))
            stacks = (*(outcome.stack for outcome in outcomes), *progress.untried)
            return redacted_record(replace(progress, outcomes=outcomes), self._secrets(stacks))
        if isinstance(progress, Finished):
            return replace(progress, outcome=self._clean(progress.outcome))
        return redacted_record(progress, self._background.secrets(progress.stack))

    def _secrets(self, stacks: Iterable[str]) -> frozenset[str]:
        return frozenset(name for stack in stacks for name in self._background.secrets(stack))

    def _clean(self, outcome: Outcome) -> Outcome:
        names = self._background.secrets(outcome.stack)
        return redacted_record(replace(outcome, evidence=None), names)

    def _to_programs(self, progress: Progress) -> None:
        try:
            print(json_text(progress_record(progress, self._background), indent=None), flush=True)
        except OSError:
            nobody_reads()

    def _to_people(self, progress: Progress) -> None:
        self._follow(progress)
        self._console.command(self._groups.take(progress))
        if self._console.terminal:
            self._board.take(progress)
            self._console.show(None if self._board.empty else self._board.lines)
        if isinstance(progress, Finished):
            self._annotate(progress.outcome)
        if isinstance(progress, Finished) and is_as_it_was(progress.outcome):
            self._same.append(
                progress.outcome
            )  # told with others that are, before what is told next
        elif not self._passes(progress):
            lines = [*self._named(self._once(progress))]
            if lines or isinstance(progress, Ran):
                self._unchanged()
            self._print(progress, lines)
        if isinstance(progress, Diagnosed):
            self._told.extend(progress.causes)

    def _unchanged(self) -> None:
        """Tell of those that are as they were: of a single one that has more to tell than its status, all of it."""
        same, self._same = self._same, []
        alone = [outcome for outcome in same if outcome.running or outcome.outputs.get("Url")]
        alone = alone if len(alone) == 1 else []
        others = [outcome for outcome in same if outcome not in alone]
        if others:
            self._console.happened(unchanged_lines(others))
        for outcome in alone:
            one = Finished(stack=outcome.stack, outcome=outcome)
            self._print(one, [*self._named(one)])

    def _once(self, progress: Progress) -> Progress:
        """Without the reason of a failure where several resources of a stack have the same: the first tells it."""
        if not isinstance(progress, ResourceProgress):
            return progress
        if not (progress.event.reason and progress.event.status.endswith("FAILED")):
            return progress
        told = (progress.stack, progress.event.reason)
        if told not in self._reasons:
            self._reasons.add(told)
            return progress
        return replace(progress, event=replace(progress.event, reason=""))

    def _follow(self, progress: Progress) -> None:
        """See whether several stacks are at it at once: from then on a line alone does not say whose it is."""
        if isinstance(progress, (Finished, Ran)):
            self._open.discard(progress.stack)
            return
        self._open.add(progress.stack)
        self._several = self._several or len(self._open) > 1

    def _print(self, progress: Progress, lines: list[Line]) -> None:
        """How it ended has the state in a line of its own, behind all that others wrote."""
        ended = isinstance(progress, (Finished, Ran))
        quotes = _quotes(progress)
        told, state = (lines[:-1], lines[-1:]) if ended else (lines, [])
        if told:
            (self._console.quote if quotes else self._console.happened)(told)
        if state:
            self._console.happened(state)

    def _passes(self, progress: Progress) -> bool:
        """Whether it is of interest only until the next thing happens."""
        if isinstance(progress, Phase) and progress.doing in BRIEF:
            return True
        if not self._console.terminal:
            return False
        if isinstance(progress, ResourceProgress):
            return progress.event.status.endswith("_IN_PROGRESS") and not progress.event.of_stack
        return isinstance(progress, (Phase, Heartbeat, ServiceProgress))

    def _annotate(self, outcome: Outcome) -> None:
        """Before the rest: what comes last names the stack's state."""
        if outcome.good or outcome.ended is Ended.DECLINED:
            return
        level = "warning" if outcome.ended in _WARNINGS else "error"
        place = self._background.place(outcome.stack, next(iter(outcome.causes), None))
        words = ". ".join(filter(None, (why_in_short(outcome) or outcome.ended.value, outcome.fix)))
        self._console.command(annotation(level, words, place, title=outcome.stack))

    def _named(self, progress: Progress) -> Iterator[Line]:
        """Its lines, each with its stack's name where several are at it, and each may be read by itself."""
        alone = not self._several
        if self._console.terminal and isinstance(progress, (Proposed, Finished)):
            alone = True  # they begin with the name, and nothing comes between their lines
        if isinstance(progress, Note) and not alone:
            yield Line(f"{progress.stack}: {brief(progress.text)}", Tone.QUIET)
            return
        for line in progress_lines(progress, self._background, self._told):
            if alone or line.text.startswith(progress.stack):
                yield line
            else:
                yield line._replace(text=f"{progress.stack}  {line.text}")


def _quotes(progress: Progress) -> bool:
    """Whether it has words of others in it."""
    if isinstance(progress, ResourceProgress):
        return bool(progress.event.reason)
    if isinstance(progress, Finished):
        return not progress.outcome.good or bool(progress.outcome.notes)
    if isinstance(progress, Ran):
        return not all(outcome.good for outcome in progress.outcomes)
    return isinstance(progress, (Diagnosed, Note))
