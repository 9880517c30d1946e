"""A moment, as people say it: how long ago, or when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


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
            ago = timedelta(seconds=int(number) * _UNITS[unit])
            return lambda now: now - ago
        try:
            at = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        except ValueError:
            self.fail(
                f"{value!r} is no moment: write 90s, 30m, 12h or 2d ago, or 2026-11-21T10:00:00Z",
                param,
                ctx,
            )
        aware = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
        return lambda _: aware
