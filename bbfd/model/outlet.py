"""Where the output of a container goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from bbfd.model.value import value


@value
class AwsLogs:
    """The log group of the service, a stream for each container of each task.

    mode: `blocking` stops the container while CloudWatch Logs does not answer, `non-blocking` loses lines once the
    buffer is full; without it, as the account's setting has it. buffer: MiB, with `non-blocking`. Where a message of
    several lines begins is said in one of two ways: multiline, a regular expression; datetime, as strftime has it.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """

    mode: Literal["blocking", "non-blocking"] | None = None
    buffer: int | None = None
    multiline: str | None = None
    datetime: str | None = None


@value
class Router:
    """Makes a container the task's log router. type: what runs in it. options: of `FirelensConfiguration`.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
    """

    type: Literal["fluentbit", "fluentd"] = "fluentbit"
    options: Mapping[str, str] = field(default_factory=dict)
