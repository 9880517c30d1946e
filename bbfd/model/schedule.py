"""When a task is started, what it is told, and what becomes of a start that fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bbfd.model.value import value


@value
class Schedule:
    """Times at which tasks are started, with what they are told then: `schedule=` of a scheduled task, one or several.

    when: `rate(5 minutes)`, `cron(0 6 * * ? *)` or `at(2027-01-01T00:00:00)`. name: tells several apart, letters and
    digits. time_zone: an IANA name; without it, the service's. window: minutes that a start may be late (1 to
    1440), so that not all start at once. starts, ends: the time that it holds in, as `2027-01-01T00:00:00Z`.
    tasks: how many are started each time (1 to 10). command: in place of the container's. variables: added to the
    container's; `<aws.scheduler.scheduled-time>` in a value is the time that was meant.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html
    """

    when: str
    name: str | None = None
    time_zone: str | None = None
    window: int | None = None
    starts: str | None = None
    ends: str | None = None
    tasks: int = 1
    command: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


@value
class Unstarted:
    """A queue of SQS with what was to start a task, and was given up.

    retention: seconds that it is kept (60 to 1209600). alarm: an alarm of CloudWatch while there is any, which costs
    money. notify: ARNs of topics that it tells.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
    """

    retention: int = 1209600
    alarm: bool = False
    notify: tuple[str, ...] = ()
