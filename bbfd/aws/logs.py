"""CloudWatch Logs. What stands in a log is data from outside: kept as it is, but bounded.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.log import LogEvent, LogPage, LogSpan

LONGEST = 2000  # characters of a line
MOST = 30  # lines
CUT = " ... (cut)"
# "Partially full or empty pages don't necessarily mean that pagination is finished."
_PAGES = 3


class Logs:
    """The calls that read a log."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def tail(self, group: str, stream: str, *, lines: int) -> tuple[str, ...]:
        """Give the last lines of a stream, oldest first, 30 at most; none where it does not exist (yet)."""
        wanted = min(lines, MOST)
        ask = {"logGroupName": group, "logStreamName": stream, "startFromHead": False}
        messages = if_there(
            f"read the log {group}, stream {stream}",
            lambda: self._newest(wanted, {**ask, "limit": wanted}),
        )
        every = [line for message in messages or () for line in _lines(message)]
        return tuple(every[-wanted:])

    def exists(self, group: str) -> bool:
        """Whether there is a log group of this name. Of those that begin with it, it is the first in the list."""
        with asking(f"look for the log group {group}"):
            answer = self._client.describe_log_groups(logGroupNamePrefix=group)
        return any(raw.get("logGroupName") == group for raw in answer.get("logGroups", ()))

    def page(self, span: LogSpan, *, more: str = "") -> LogPage | None:
        """Read a page of events, in the order of time; None where there is no such log group.

        https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
        """
        answer = if_there(
            f"read the log {span.group}",
            lambda: self._client.filter_log_events(**_asked(span), **_given(nextToken=more)),
        )
        if answer is None:
            return None
        events = (_event(raw) for raw in answer.get("events", ()))
        in_order = sorted(events, key=lambda event: event.at)
        return LogPage(events=tuple(in_order), more=answer.get("nextToken") or "")

    def _newest(self, wanted: int, ask: dict[str, Any]) -> list[str]:
        """Read backwards, page by page, until there is enough or nothing more."""
        found: list[str] = []
        for _ in range(_PAGES):
            page = self._client.get_log_events(**ask)
            found = [raw.get("message", "") for raw in page.get("events", ())] + found
            token = page.get("nextBackwardToken")
            if len(found) >= wanted or token is None or token == ask.get("nextToken"):
                break
            ask = {**ask, "nextToken": token}
        return found


def _asked(span: LogSpan) -> dict[str, Any]:
    return {
        "logGroupName": span.group,
        "startTime": span.since,
        **({"endTime": span.until} if span.until is not None else {}),
        **_given(logStreamNamePrefix=span.prefix, filterPattern=span.pattern),
    }


def _given(**texts: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _event(raw: Mapping[str, Any]) -> LogEvent:
    return LogEvent(
        id=raw.get("eventId", ""),
        at=raw.get("timestamp", 0),
        stream=raw.get("logStreamName", ""),
        message=raw.get("message", ""),
    )


def _lines(message: str) -> Iterator[str]:
    """Take a message of several lines apart, and cut what is too long."""
    for line in message.removesuffix("\n").split("\n"):
        yield line if len(line) <= LONGEST else line[:LONGEST] + CUT
