"""A moment, as people say it: how long ago, or when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click

from bbfd.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LONGEST = timedelta(days=36_500)
_FURTHER = ((timedelta(hours=23), "1d"), (timedelta(days=6), "1w"))
_FIRST = datetime(1970, 1, 1, tzinfo=timezone.utc)  # AWS counts from here on


class Moment(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """How long ago (90s, 30m, 12h, 2d), or an ISO 8601 time (UTC unless it says otherwise)."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Callable[[datetime], datetime]:
        """What gives it, of what time it is."""
        if callable(value):
            found: Callable[[datetime], datetime] = value
            return found
        number, unit = str(value)[:-1], str(value)[-1:]
        if number.isdecimal() and number.isascii() and unit in _UNITS and len(number) < 8:
            ago = min(timedelta(seconds=int(number) * _UNITS[unit]), _LONGEST)
            return lambda now: max(now - ago, _FIRST)
        try:
            at = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        except ValueError:
            self.fail(
                f"{value!r} is no moment: write 90s, 30m, 12h or 2d ago, or 2026-11-21T10:00:00Z",
                param,
                ctx,
            )
        aware = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
        return lambda _: max(aware, _FIRST)


def must_be_in_order(since: datetime, until: datetime | None, now: datetime) -> None:
    """Refuse a time in which nothing can have been written. Raises UsageError."""
    if since > now:
        raise UsageError(
            f"--since lies in the future: it is {told(now)} now",
            fix="give how long ago, as --since 30m, or an earlier time; one without a zone is UTC",
        )
    if until is not None and until <= since:
        raise UsageError(
            f"--until ({told(until)}) is not after --since ({told(since)})",
            fix="give an earlier --since, or a later --until",
        )


def further(ago: timedelta) -> str:
    """Say what looks further back than so long ago; "" where that is far already."""
    far = next((far for most, far in _FURTHER if ago < most), "")
    return f"; `--since {far}` looks further back" if far else ""


def told(at: datetime) -> str:
    """Say when, in UTC."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
