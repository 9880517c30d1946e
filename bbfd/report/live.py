"""What is under way, as far as a terminal is wide and high. Pure: progress and the time in, lines out."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from bbfd.deploy.progress import (
    Diagnosed,
    Doing,
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    Ran,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.report.line import Line, Tone
from bbfd.report.progress import DOING, clock, health_words, service_words

_MOST = 8  # resources of one stack that are under way: more are counted


@dataclass
class _Under:
    """A resource that is under way. began: by our clock."""

    began: float
    physical_id: str


@dataclass
class _Stack:
    """A stack that is worked on. began: by our clock."""

    name: str
    began: float
    doing: str = ""
    changes: int = 0
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    under: dict[str, _Under] = field(default_factory=dict)
    services: dict[str, ServiceProgress] = field(default_factory=dict)


class Board:
    """The stacks that are worked on. now: seconds, never going back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._stacks: dict[str, _Stack] = {}
        self._lock = Lock()  # one thread hears, another draws

    @property
    def empty(self) -> bool:
        """Whether nothing is under way."""
        return not self._stacks

    def take(self, progress: Progress) -> None:
        """Hear what happened."""
        with self._lock:
            if isinstance(progress, Ran):
                self._stacks.clear()
            elif isinstance(progress, Finished):
                self._stacks.pop(progress.stack, None)
            elif not isinstance(
                progress, (Note, Diagnosed)
            ):  # they are told above, and begin nothing
                self._take(progress)

    def _take(self, progress: Progress) -> None:
        stack = self._stacks.setdefault(
            progress.stack, _Stack(name=progress.stack, began=self._now())
        )
        if isinstance(progress, Phase):
            about = f", {progress.about}" if progress.doing is Doing.QUEUED else ""
            stack.doing, stack.began = f"{DOING[progress.doing]}{about}", self._now()
        elif isinstance(progress, Proposed):
            stack.changes = len(progress.proposal.changes)
        elif isinstance(progress, ServiceProgress):
            stack.services[progress.service.arn] = progress
        elif isinstance(progress, ResourceProgress):
            self._move(stack, progress)
        if isinstance(progress, (ResourceProgress, ServiceProgress, Heartbeat)):
            stack.began = self._now() - progress.seconds

    def _move(self, stack: _Stack, progress: ResourceProgress) -> None:
        event = progress.event
        if event.of_stack:
            return
        if event.status.endswith("_IN_PROGRESS"):
            began = stack.under[event.logical_id].began if event.logical_id in stack.under else None
            stack.under[event.logical_id] = _Under(
                began=self._now() if began is None else began, physical_id=event.physical_id
            )
            return
        stack.under.pop(event.logical_id, None)
        failed = event.status.endswith("FAILED")
        (stack.failed if failed else stack.done).add(event.logical_id)

    def lines(self, wide: int, high: int) -> Sequence[Line]:
        """Everything where there is room, else one line a stack, those that fail first."""
        with self._lock:
            return self._lines(wide, high)

    def _lines(self, wide: int, high: int) -> Sequence[Line]:
        stacks = tuple(self._stacks.values())
        every = [line for stack in stacks for line in self._block(stack, wide)]
        if len(every) <= high:
            return every
        brief = [self._brief(stack) for stack in sorted(stacks, key=lambda s: not _ails(s))]
        if len(brief) <= high:
            return brief
        left = len(brief) - high + 1
        return [*brief[: high - 1], Line(f"and {left} more under way", Tone.QUIET)]

    def _block(self, stack: _Stack, wide: int) -> Iterator[Line]:
        yield Line(self._head(stack), Tone.STRONG)
        longest = max(map(len, (*stack.under, *stack.failed)), default=0)
        arns = {under.physical_id for under in stack.under.values()}
        for name, under in [*stack.under.items()][:_MOST]:
            seconds = self._now() - under.began
            yield Line(f"  {name:<{longest}}  under way {seconds:.0f} s")
            if under.physical_id in stack.services:
                yield from _rollout(stack.services[under.physical_id], wide)
        if len(stack.under) > _MOST:
            yield Line(f"  and {len(stack.under) - _MOST} more under way")
        for name in sorted(stack.failed - stack.under.keys()):
            yield Line(f"  {name:<{longest}}  FAILED", Tone.BAD)
        for arn, service in stack.services.items():
            if arn not in arns:
                yield from _rollout(service, wide)

    def _head(self, stack: _Stack, ails: str = "") -> str:
        done = f", {len(stack.done)} of {stack.changes} done" if stack.changes else ""
        spent = clock(self._now() - stack.began)
        return f"{stack.name}: {ails}{stack.doing or 'under way'}{done}  {spent}"

    def _brief(self, stack: _Stack) -> Line:
        failed = f"FAILED {', '.join(sorted(stack.failed))}; " if stack.failed else ""
        rollouts = [service_words(s.service, s.breaker) for s in stack.services.values()]
        words = "; ".join([self._head(stack, failed), *rollouts])
        return Line(words, Tone.BAD if _ails(stack) else Tone.PLAIN)


def _ails(stack: _Stack) -> bool:
    """Whether something of it goes wrong."""
    rollouts = (service.service.primary for service in stack.services.values())
    return bool(stack.failed) or any(one is not None and one.failed for one in rollouts)


def _rollout(progress: ServiceProgress, wide: int) -> Iterator[Line]:
    """What ECS and the load balancer say, broken at spaces: none of it is lost on a narrow terminal."""
    health = health_words(progress.targets)
    told = [service_words(progress.service, progress.breaker)]
    for words in [*told, *([f"targets: {health}"] if health else [])]:
        rows = textwrap.wrap(words, max(wide - 4, 20), subsequent_indent="  ")
        yield from (Line(f"    {row}", Tone.QUIET) for row in rows)
