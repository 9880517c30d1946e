"""When EventBridge Scheduler starts something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._written import where_written
from bbfd.template.document import Document

_KIND = "AWS::Scheduler::Schedule"
_WHEN = "SCHEDULER-EXPRESSION"
_WHERE = "SCHEDULER-TIMEZONE"
_DOC = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
_RATE = r"rate\(([1-9][0-9]*) (minute|hour|day)(s?)\)"
_AT = r"at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
_CRON = r"cron\((.+)\)"
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_ZONE = r"[A-Za-z]+([/_+-][A-Za-z0-9]+)*"

# Minutes, hours, day of the month, month, day of the week, year: https://docs.aws.amazon.com/scheduler/latest/UserGuide/
# schedule-types.html#cron-based; names, the least, the most, and what else stands for days.
_FIELDS: Final[tuple[tuple[list[str], int, int, str], ...]] = (
    ([], 0, 59, ""),
    ([], 0, 23, ""),
    ([], 1, 31, r"\?|L|L-[0-9]+|([0-9]+)?W|LW"),
    (_MONTHS, 1, 12, ""),
    (_DAYS, 1, 7, r"\?|L|[1-7A-Z]{1,3}L|[1-7A-Z]{1,3}#[1-5]"),
    ([], 1970, 2199, ""),
)


@where_written(_KIND)
def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for logical_id, body in document.resources(_KIND).items():
        path = ("Resources", logical_id, "Properties")
        when = document.value(body.get("ScheduleExpression"))
        if isinstance(when, str) and not is_time(when):
            said = f"Invalid Schedule Expression {when}."
            yield _WHEN, Found((*path, "ScheduleExpression"), f"the schedule is {when!r}", aws=said)
        zone = document.value(body.get("ScheduleExpressionTimezone"))
        if isinstance(zone, str) and not _is_zone(zone):
            yield _WHERE, Found((*path, "ScheduleExpressionTimezone"), f"the zone is {zone!r}")


@cache
def _is_zone(name: str) -> bool:
    """As far as this machine's own list of zones tells: one without a list knows none, and says nothing."""
    if not re.fullmatch(_ZONE, name):
        return False
    return name == "UTC" or _is_listed(name) or not _is_listed("Europe/Berlin")


def _is_listed(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # 2 ms, for what is not UTC

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_time(text: str) -> bool:
    """Whether it is a rate, a cron expression of six fields or a time, within their bounds."""
    rate = re.fullmatch(_RATE, text)
    if rate:
        return (rate[1] == "1") == (rate[3] == "")
    cron = re.fullmatch(_CRON, text)
    return _is_cron(cron[1].split()) if cron else bool(re.fullmatch(_AT, text))


def _is_cron(fields: list[str]) -> bool:
    """Six fields, of which one of the two for days leaves it to the other."""
    if len(fields) != len(_FIELDS) or (fields[2] == "?") == (fields[4] == "?"):
        return False
    return all(
        _is_part(part, names, low, high, also)
        for field, (names, low, high, also) in zip(fields, _FIELDS, strict=True)
        for part in field.split(",")
    )


def _is_part(part: str, names: list[str], low: int, high: int, also: str) -> bool:
    if also and re.fullmatch(also, part.upper()):
        return True
    head, slash, step = part.partition("/")
    if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
        return False
    if head == "*":
        return True
    ends = head.split("-")
    return len(ends) <= 2 and all(_is_one(end.upper(), names, low, high) for end in ends)


def _is_one(text: str, names: list[str], low: int, high: int) -> bool:
    return text in names or (text.isascii() and text.isdigit() and low <= int(text) <= high)


_EXAMPLE = """\
Parameters:
  Queue: {Type: String}
  Role: {Type: String}
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(5 minutes)
      ScheduleExpressionTimezone: Europe/Berlin
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: !Ref Queue, RoleArn: !Ref Role}
"""
_look_for = together(_find)
RULES = (
    Rule(
        id=_WHEN,
        title="a schedule is a rate, a cron expression of six fields, or a time",
        level=Level.ERROR,
        aws_error="Invalid Schedule Expression rate(1 minutes).",
        fix="write rate(5 minutes), cron(0 6 * * ? *) with ? for one of the two days, or at(2027-01-01T00:00:00)",
        doc=_DOC,
        wrong=_EXAMPLE.replace("rate(5", "rate(1"),
        right=_EXAMPLE,
        look=_look_for(_WHEN),
    ),
    Rule(
        id=_WHERE,
        title="a schedule's time zone is one of IANA's",
        level=Level.WARNING,
        aws_error="(400 Bad Request; its wording is not known)",
        fix="write a name such as Europe/Berlin or UTC",
        doc="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html",
        wrong=_EXAMPLE.replace("Europe/Berlin", "'+02:00'"),
        right=_EXAMPLE,
        look=_look_for(_WHERE),
    ),
)
