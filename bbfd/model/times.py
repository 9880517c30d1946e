"""When other bounds hold for the count of a service."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Timed:
    """Other bounds from a time on.

    schedule: `cron(0 8 ? * MON-FRI *)`, `rate(1 day)` or `at(2027-01-01T00:00:00)`. minimum, maximum: those that hold
    from then on, at least one of them. time_zone: an IANA name. starts, ends: the time that it holds in, as
    `2027-01-01T00:00:00Z`.
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
    """

    schedule: str
    minimum: int | None = None
    maximum: int | None = None
    time_zone: str = "UTC"
    starts: str | None = None
    ends: str | None = None


@value
class OfficeHours:
    """The bounds of the service by day, and others by night: without a word, no task at all.

    opens, closes: as `08:00`, in `time_zone` (an IANA name). days: as `MON-FRI`, `MON-SUN` or `MON,WED`; on others it
    stays closed. minimum, maximum: while it is closed.
    """

    opens: str = "08:00"
    closes: str = "19:00"
    days: str = "MON-FRI"
    time_zone: str = "UTC"
    minimum: int = 0
    maximum: int = 0
