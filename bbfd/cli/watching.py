"""What is there, again and again: drawn anew on a terminal; elsewhere what has changed, as lines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bbfd.deploy.outcome import worst
from bbfd.report.line import Line, text
from bbfd.report.status import status_lines, status_record

if TYPE_CHECKING:
    from bbfd.deploy.after.status import Status
    from bbfd.deploy.means import Clock

_ANEW = "\x1b[H\x1b[2J"  # to the top, and all of it away


class Screen:
    """Shows until Ctrl-C. pause: seconds between two looks."""

    def __init__(self, clock: Clock, pause: float, *, as_json: bool) -> None:
        self._clock = clock
        self._pause = pause
        self._as_json = as_json
        self._draws = (
            not as_json and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        )
        self._said: dict[str, list[str]] = {}

    def show(
        self,
        found: Sequence[Status],
        deploys: Sequence[str],
        again: Callable[[], Sequence[Status] | str],
        *,
        between: Callable[[], None],
    ) -> int:
        """Show this, and look again and again; the exit code of what was seen last.

        again: gives words where it cannot be read for now. between: called before each pause.
        """
        try:
            while True:
                self._print(found, deploys)
                between()
                self._clock.sleep(self._pause)
                seen = again()
                if isinstance(seen, str):
                    sys.stderr.write(text([Line(f"{self._now} {seen}")]))
                else:
                    found = seen
        except KeyboardInterrupt:
            return worst(one.exit_code for one in found)

    @property
    def _now(self) -> str:
        return f"{self._clock.utc():%Y-%m-%dT%H:%M:%SZ}"

    def _print(self, found: Sequence[Status], deploys: Sequence[str]) -> None:
        if self._as_json:
            self._records(found)
        elif self._draws:
            whole = "\n".join(map(_text, found, deploys))
            sys.stdout.write(f"{_ANEW}{self._now}  Ctrl-C ends\n\n{whole}")
        else:
            self._changes(found, deploys)
        sys.stdout.flush()

    def _records(self, found: Sequence[Status]) -> None:
        """One object a line: at first all, then those that changed."""
        for one in found:
            written = json.dumps(status_record(one), default=str)
            if self._said.get(one.name) != [written]:
                self._said[one.name] = [written]
                print(written)

    def _changes(self, found: Sequence[Status], deploys: Sequence[str]) -> None:
        """At first all; then the lines that were not there before, and those that are there no more."""
        for one, deploy in zip(found, deploys, strict=True):
            lines = _text(one, deploy).splitlines()
            before = self._said.get(one.name)
            self._said[one.name] = lines
            if before is None:
                self._line(f"{self._now} {one.name}", *lines)
                continue
            for mark, those, others in (("-", before, lines), ("+", lines, before)):
                for line in those:
                    if line not in others:
                        self._line(f"{self._now} {one.name} {mark} {line.strip()}")

    def _line(self, *lines: str) -> None:
        sys.stdout.write(text(map(Line, lines)))


def _text(one: Status, deploy: str) -> str:
    return text(status_lines(one, deploy))
