"""The events of a log group, page by page. `bbfd.aws` fulfils what is asked for here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSpan:
    """What is to be read of a log group. since, until: milliseconds since 1970, both included; until: None for no end.

    prefix: that the names of the streams begin with. pattern: CloudWatch's filter pattern, "" for every event.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """

    group: str
    since: int
    until: int | None = None
    prefix: str = ""
    pattern: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEvent:
    """One event of a log. id: CloudWatch's, of this event alone. at: milliseconds since 1970, by whoever wrote it."""

    id: str
    at: int
    stream: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LogPage:
    """Events in the order of time. more: where the next page begins; "" after the last one."""

    events: tuple[LogEvent, ...] = ()
    more: str = ""


class Readable(Protocol):
    """CloudWatch Logs, as far as its events go."""

    def page(self, span: LogSpan, *, more: str = "") -> LogPage | None:
        """Read a page of events; None where there is no such log group. more: where it begins, "" for the first."""
