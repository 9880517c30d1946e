"""EventBridge Scheduler. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.present import Starter

# UpdateSchedule takes all of it: what is not given goes back to what it is by itself.
_GIVEN = (
    "ActionAfterCompletion",
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "GroupName",
    "KmsKeyArn",
    "Name",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "Target",
)


class Schedules:
    """The calls about schedules of the default group."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def read(self, id: str) -> Starter | None:
        """Read a schedule by its name; None where it is gone."""
        raw = if_there(f"read the schedule {id}", lambda: self._client.get_schedule(Name=id))
        if raw is None:
            return None
        return Starter(
            id=id,
            on=raw.get("State", "ENABLED") == "ENABLED",
            said=raw.get("ScheduleExpression", ""),
            zone=raw.get("ScheduleExpressionTimezone", "UTC"),
        )

    def switch(self, id: str, *, on: bool) -> None:
        """Turn a schedule on, or off, and leave the rest of it as it is."""
        with asking(f"turn the schedule {id} {'on' if on else 'off'}"):
            raw = self._client.get_schedule(Name=id)
            same = {name: raw[name] for name in _GIVEN if raw.get(name) not in (None, "")}
            if _has_begun(raw):
                del same["StartDate"]
            self._client.update_schedule(**same, State="ENABLED" if on else "DISABLED")


def _has_begun(raw: Mapping[str, Any]) -> bool:
    """Whether its start is past, by AWS's own clock: such a date is not taken again, and means nothing any more."""
    starts, headers = raw.get("StartDate"), raw.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    if not isinstance(starts, datetime) or "date" not in headers:
        return False
    return starts <= parsedate_to_datetime(headers["date"])
