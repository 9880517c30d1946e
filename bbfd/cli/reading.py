"""Logs, printed as they are read."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bbfd.cli.around import standing
from bbfd.cli.blamed import background
from bbfd.cli.means import acting
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.operate.found import Found, container_of, family, find, order_of
from bbfd.deploy.operate.logs import Entry, Follower, Narrowed, milliseconds, read, spans
from bbfd.deploy.operate.silent import silent
from bbfd.deploy.progress import Note
from bbfd.errors import AwsError, Trouble, UsageError
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack
from bbfd.report.log import Redactor, log_record, log_text
from bbfd.template.inert import json_text

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.deploy.log import LogSpan
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import ContainerPlan

_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)
_LEAST = 2.0  # seconds between two looks: all of an account share a few calls a second


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is asked for. limit: the last so many alone; None for all. stopped: of tasks that run no more."""

    narrowed: Narrowed
    since: Callable[[datetime], datetime]
    until: Callable[[datetime], datetime] | None = None
    follow: bool = False
    stopped: bool = False
    limit: int | None = None


def show_logs(
    call: Call, service: str, environment: str | None, sought: Sought, *, as_json: bool
) -> None:
    """Print what the tasks of a service wrote; followed, until somebody presses Ctrl-C."""
    if sought.follow and (sought.until or sought.stopped):
        raise UsageError(
            f"--follow reads on, and {'--until' if sought.until else '--stopped'} does not",
            fix="give one of the two",
        )
    stacks = standing(call, environment)
    stack = Stack(
        name=stack_name(stacks.place.name, service),
        body={},
        tags={SERVICE: service, ENVIRONMENT: stacks.place.name},
    )
    redactor = Redactor(background(stacks).secrets(stack.name))

    def write(entry: Entry) -> None:
        clean = redactor(entry)
        record = log_record(stack.name, clean)
        sys.stdout.write(f"{json_text(record, indent=None)}\n" if as_json else log_text(clean))

    with acting(call, stacks, wait_lock=0.0) as means:
        if service not in stacks.project.service_names and _is_nowhere(stack, means):
            stacks.project.service(service)  # which raises, with the names that are near
        _Reading(stack, sought, means, write).go()


def _is_nowhere(stack: Stack, means: Means) -> bool:
    return means.aws.stacks.describe(stack.name) is None


class _Reading:
    """One reading of the logs of a stack."""

    def __init__(
        self, stack: Stack, sought: Sought, means: Means, write: Callable[[Entry], None]
    ) -> None:
        self._stack, self._sought, self._means, self._write = stack, sought, means, write
        self._absent: dict[str, None] = {}
        self._trouble = ""

    def go(self) -> None:
        found = find(self._stack, self._means)
        plans = self._plans(found)
        for why in silent(plans, self._sought.narrowed.container):
            self._tell(why)
        now = self._means.clock.utc()
        until = self._sought.until(now) if self._sought.until else None
        wanted = spans(
            plans,
            found.log_groups,
            self._sought.narrowed,
            milliseconds(self._sought.since(now)),
            None if until is None else milliseconds(until),
        )
        if self._sought.follow:
            self._follow(wanted)
        else:
            self._once(wanted, self._running(found))

    def _plans(self, found: Found) -> tuple[ContainerPlan, ...]:
        services = self._means.aws.services
        every = (plan for arn in found.task_definitions for plan in services.containers(arn))
        plans = tuple(every)
        if self._sought.narrowed.container:
            container_of(self._sought.narrowed.container, plans, found)
        return plans

    def _running(self, found: Found) -> frozenset[str]:
        """The tasks that are not wanted, as they still run."""
        if not self._sought.stopped:
            return frozenset()
        order = order_of(found, self._means)
        live = self._means.aws.services.live(order.cluster, family(order.task_definition))
        return frozenset(task.id for task in live)

    def _once(self, wanted: tuple[LogSpan, ...], running: frozenset[str]) -> None:
        entries = read(wanted, self._means.aws.logs, self._is_absent)
        if not self._print(entry for entry in entries if entry.task not in running):
            self._nothing(wanted)

    def _follow(self, wanted: tuple[LogSpan, ...]) -> None:
        """Ctrl-C is how it ends, and no failure."""
        means = self._means
        follower = Follower(wanted, means.aws.logs, means.clock, self._is_absent)
        first = True
        try:
            while True:
                try:
                    self._print(follower.poll(), limited=first)
                    first = False
                    self._trouble = ""
                except AwsError as error:
                    self._bear(error)
                means.clock.sleep(max(means.pace.first, min(_LEAST, means.pace.longest)))
        except KeyboardInterrupt:
            return

    def _bear(self, error: AwsError) -> None:
        """Trouble that may pass is told once, and outlived."""
        if error.trouble not in _PASSING:
            raise error
        if error.what != self._trouble:
            self._trouble = error.what
            self._tell(f"{error.what}; it is tried again")

    def _print(self, entries: Iterable[Entry], *, limited: bool = True) -> bool:
        limit = self._sought.limit if limited else None
        chosen: Iterable[Entry] = entries if limit is None else _last(entries, limit)
        some = False
        for entry in chosen:
            some = True
            self._write(entry)
        sys.stdout.flush()
        return some

    def _is_absent(self, group: str) -> None:
        if group not in self._absent:
            self._absent[group] = None
            waits = ": waiting for it" if self._sought.follow else ""
            self._tell(f"the log group {group} does not exist{waits}")

    def _nothing(self, wanted: tuple[LogSpan, ...]) -> None:
        if wanted and not self._absent:
            since = datetime.fromtimestamp(wanted[0].since / 1000, timezone.utc)
            told = f"nothing was written since {since:%Y-%m-%dT%H:%M:%SZ}"
            self._tell(f"{told}; `--since 1d` looks further back")

    def _tell(self, text: str) -> None:
        self._means.tell(Note(stack=self._stack.name, text=text))


def _last(entries: Iterable[Entry], limit: int) -> Iterator[Entry]:
    yield from deque(entries, maxlen=limit)
