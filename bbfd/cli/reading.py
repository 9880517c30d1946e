"""Logs, printed as they are read."""

from __future__ import annotations

import heapq
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

from bbfd.cli.around import those_there
from bbfd.cli.blamed import background
from bbfd.cli.means import acting
from bbfd.cli.moment import further, must_be_in_order, told
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.operate.found import Found, container_of, family, find, order_of
from bbfd.deploy.operate.logs import Entry, Follower, Narrowed, milliseconds, read, spans
from bbfd.deploy.operate.silent import silent
from bbfd.deploy.progress import Note
from bbfd.errors import AwsError, Refused, Trouble, UsageError
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack
from bbfd.report.log import Redactor, log_record, log_text
from bbfd.template.inert import json_text

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.cli.stacks import Stacks
    from bbfd.deploy.log import LogSpan
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import ContainerPlan

    Write = Callable[[Stack, Entry], None]

_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)
# Seconds between two looks, and for each service: all of an account share a few calls a second.
_LEAST, _EACH = 2.0, 0.5


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
    call: Call,
    stacks: Stacks,
    names: Sequence[str],
    sought: Sought,
    *,
    every: bool,
    as_json: bool,
) -> None:
    """Print what the tasks of services wrote; followed, until somebody presses Ctrl-C. every: of all that is there."""
    if sought.follow and (sought.until or sought.stopped):
        raise UsageError(
            f"--follow reads on, and {'--until' if sought.until else '--stopped'} does not",
            fix="give one of the two",
        )
    now = call.outside.clock.utc()
    must_be_in_order(sought.since(now), sought.until(now) if sought.until else None, now)
    with acting(call, stacks, wait_lock=0.0) as means:
        there = those_there(names, stacks, means, every=every)
        several = every or len(there) > 1
        write = _writer(stacks, there, several=several, as_json=as_json)
        reading = _Reading(sought, means, write, several=several)
        reading.go([_stack(stacks, name) for name in there])


def _stack(stacks: Stacks, service: str) -> Stack:
    """The stack of a service by its name: its definition may be gone, or be broken."""
    place = stacks.place.name
    tags = {SERVICE: service, ENVIRONMENT: place}
    return Stack(name=stack_name(place, service), body={}, tags=tags)


def _writer(stacks: Stacks, names: Sequence[str], *, several: bool, as_json: bool) -> Write:
    """What prints an entry, without the values of secrets. several: it tells whose it is."""
    known = background(stacks)
    of_stack = {stack_name(stacks.place.name, name): name for name in names}
    redactors = {stack: Redactor(known.secrets(stack)) for stack in of_stack}

    def write(stack: Stack, entry: Entry) -> None:
        clean = redactors[stack.name](entry)
        if as_json:
            sys.stdout.write(f"{json_text(log_record(stack.name, clean), indent=None)}\n")
        else:
            sys.stdout.write(log_text(clean, of_stack[stack.name] if several else ""))

    return write


@dataclass(frozen=True, kw_only=True)
class _Source:
    """What is read of a service."""

    stack: Stack
    found: Found
    spans: tuple[LogSpan, ...]

    def marked(self, entries: Iterable[Entry]) -> Iterator[tuple[Stack, Entry]]:
        return ((self.stack, entry) for entry in entries)


class _Reading:
    """One reading of the logs of stacks. several: one that has nothing to read keeps nothing of the others."""

    def __init__(self, sought: Sought, means: Means, write: Write, *, several: bool) -> None:
        self._sought, self._means, self._write = sought, means, write
        self._several = several
        self._absent: dict[str, None] = {}
        self._troubles: dict[str, str] = {}

    def go(self, stacks: Sequence[Stack]) -> None:
        sources = [*self._sources(stacks)]
        if self._sought.follow:
            self._follow(sources)
        else:
            self._once(sources)

    def _sources(self, stacks: Sequence[Stack]) -> Iterator[_Source]:
        """Raises Refused where none of them has what is sought."""
        now = self._means.clock.utc()
        refused: list[tuple[Stack, Refused]] = []
        for stack in stacks:
            try:
                yield self._source(stack, now)
            except AwsError:
                raise
            except Refused as error:
                refused.append((stack, error))
        for stack, why in refused:
            if len(refused) == len(stacks) or not self._several:
                raise why
            self._tell(stack, why.what)

    def _source(self, stack: Stack, now: datetime) -> _Source:
        found = find(stack, self._means)
        plans = self._plans(found)
        for why in silent(plans, self._sought.narrowed.container):
            self._tell(stack, why)
        until = self._sought.until(now) if self._sought.until else None
        wanted = spans(
            plans,
            found.log_groups,
            self._sought.narrowed,
            milliseconds(self._sought.since(now)),
            None if until is None else milliseconds(until),
        )
        return _Source(stack=stack, found=found, spans=wanted)

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

    def _once(self, sources: Sequence[_Source]) -> None:
        if not self._print([self._read(source) for source in sources]):
            self._nothing(sources)

    def _read(self, source: _Source) -> Iterator[tuple[Stack, Entry]]:
        running = self._running(source.found)
        entries = read(source.spans, self._means.aws.logs, partial(self._is_absent, source.stack))
        return source.marked(entry for entry in entries if entry.task not in running)

    def _follow(self, sources: Sequence[_Source]) -> None:
        """Ctrl-C is how it ends, and no failure."""
        means, first = self._means, True
        followed = [(source, self._follower(source)) for source in sources]
        pause = max(means.pace.first, min(_LEAST, means.pace.longest), _EACH * len(sources))
        try:
            while True:
                self._print([self._polled(*each) for each in followed], limited=first)
                first = first and bool(self._troubles)
                means.clock.sleep(pause)
        except KeyboardInterrupt:
            return

    def _polled(self, source: _Source, follower: Follower) -> Iterator[tuple[Stack, Entry]]:
        """What is new of one; trouble with it keeps nothing of the others."""
        try:
            yield from source.marked(follower.poll())
        except AwsError as error:
            self._bear(source.stack, error)
        else:
            self._troubles.pop(source.stack.name, None)

    def _follower(self, source: _Source) -> Follower:
        absent = partial(self._is_absent, source.stack)
        return Follower(source.spans, self._means.aws.logs, self._means.clock, absent)

    def _bear(self, stack: Stack, error: AwsError) -> None:
        """Trouble that may pass is told once, and outlived."""
        if error.trouble not in _PASSING:
            raise error
        if error.what != self._troubles.get(stack.name):
            self._troubles[stack.name] = error.what
            self._tell(stack, f"{error.what}; it is tried again")

    def _print(
        self, each: Iterable[Iterable[tuple[Stack, Entry]]], *, limited: bool = True
    ) -> bool:
        limit = self._sought.limit if limited else None
        entries: Iterable[tuple[Stack, Entry]] = heapq.merge(*each, key=lambda one: one[1].at)
        some = False
        for stack, entry in entries if limit is None else deque(entries, maxlen=limit):
            some = True
            self._write(stack, entry)
        sys.stdout.flush()
        return some

    def _is_absent(self, stack: Stack, group: str) -> None:
        if group not in self._absent:
            self._absent[group] = None
            waits = ": waiting for it" if self._sought.follow else ""
            self._tell(stack, f"the log group {group} does not exist{waits}")

    def _nothing(self, sources: Sequence[_Source]) -> None:
        read_ = [source for source in sources if source.spans]
        if not read_ or self._absent:
            return
        now, sought = self._means.clock.utc(), self._sought
        since = datetime.fromtimestamp(read_[0].spans[0].since / 1000, timezone.utc)
        narrowed = sought.stopped or sought.narrowed != Narrowed()
        what = "nothing of what is asked for was written" if narrowed else "nothing was written"
        until = f" until {told(sought.until(now))}" if sought.until else ""
        look = further(now - since)
        self._tell(read_[0].stack, f"{what} since {told(since)}{until}{look}")

    def _tell(self, stack: Stack, text: str) -> None:
        self._means.tell(Note(stack=stack.name, text=text))
