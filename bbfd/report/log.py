"""What containers wrote, for people and for programs. All of it is text from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from bbfd.deploy.operate.logs import Entry
from bbfd.report.harmless import harmless
from bbfd.report.record import SCHEMA
from bbfd.report.redacted import READ, redacted_next

_CUT = " ... (cut)"
_SHORT = 8  # characters of a task's id


class Redactor:
    """Takes secret values out of what containers write. names: of the variables that carry secrets.

    A private key is written over several lines, and lines of other tasks come between.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._inside: dict[tuple[str, str], bool] = {}

    def __call__(self, entry: Entry) -> Entry:
        """The same without them."""
        whose = entry.task, entry.container
        clean = []
        for line in _lines(entry.message):
            told, self._inside[whose] = redacted_next(
                line, self._names, inside=self._inside.get(whose, False)
            )
            clean.append(f"{told}{_CUT}" if len(line) > READ else told)
        return replace(entry, message="\n".join(clean))


def log_text(entry: Entry, service: str = "") -> str:
    """Its lines, each with its time, its task and its container before it. service: whose it is, where that is told."""
    at = f"{entry.at:%Y-%m-%dT%H:%M:%S}.{entry.at.microsecond // 1000:03}Z"
    whose = f"{service}  " if service else ""
    lead = f"{at}  {whose}{entry.task[:_SHORT]}  {entry.container}  "
    return "".join(f"{harmless(lead + tabless(line))}\n" for line in _lines(entry.message))


def bare_text(entry: Entry) -> str:
    """Its lines alone: of one container, for whoever reads on."""
    return "".join(f"{harmless(tabless(line))}\n" for line in _lines(entry.message))


def log_record(stack: str, entry: Entry) -> dict[str, Any]:
    """For JSON."""
    return {
        "schema": SCHEMA,
        "event": "log",
        "stack": stack,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "task": entry.task,
        "container": entry.container,
        "message": entry.message,
    }


def tabless(line: str) -> str:
    """A stack trace stays indented, where a control character would become one blank."""
    return line.expandtabs(4)


def _lines(message: str) -> Iterator[str]:
    """A carriage return would let what follows it write over what stands before."""
    yield from message.rstrip("\r\n").split("\n")
