"""Log drivers of containers, and the log group that is made for those that Fargate does not have."""

from __future__ import annotations

from bbfd.migrate._subjects import Part, Template

DRIVERS = ("awslogs", "splunk", "awsfirelens")
GROUP = "TaskLogGroup"


def drivers(template: Template, log: Part) -> list[str]:
    """The drivers of a LogConfiguration, in every branch, as far as they are known."""
    found = (template.text_of(raw) for _, raw in log.written("LogDriver"))
    return [driver for driver in found if driver]


def foreign(template: Template, log: Part) -> str:
    """A driver that Fargate does not have; "" if there is none."""
    return next((each for each in drivers(template, log) if each not in DRIVERS), "")
