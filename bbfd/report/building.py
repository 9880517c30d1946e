"""Images: how they are built, as it goes; what came of it; how their checks ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Any

from bbfd.images.records import Built
from bbfd.images.trials import Tried
from bbfd.report.line import Line, Tone
from bbfd.report.progress import clock
from bbfd.report.redacted import redacted

_SHOWN = 8  # lines of a build on a terminal


class Tail:
    """The last lines of what an engine says, at the bottom of a terminal. now: seconds, never going back."""

    def __init__(self, about: str, now: Callable[[], float]) -> None:
        self._about = about
        self._now = now
        self._began = now()
        self._lines: deque[str] = deque(maxlen=_SHOWN)
        self._lock = Lock()

    def take(self, line: str) -> None:
        """Hear a line."""
        with self._lock:
            self._lines.append(line)

    def line(self, said: str) -> Line:
        """A line as it is shown: it may hold what is secret, and what a terminal would obey is taken out further on."""
        return Line(f"  {redacted(said)}", Tone.QUIET)

    def lines(self, _wide: int, high: int) -> Sequence[Line]:
        """What is under way, as far as there is room."""
        with self._lock:
            told = list(self._lines)
        head = Line(f"{self._about} builds  {clock(self._now() - self._began)}", Tone.STRONG)
        return [head, *map(self.line, told[-max(high - 1, 0) :] if high > 1 else ())]


def built_line(built: Built) -> Line:
    """What came of an image."""
    name = f"{built.service}, container {built.container}"
    if built.unchanged:
        return Line(f"{name}: unchanged, {built.engine} has it", Tone.QUIET)
    made = f" for {', '.join(built.platforms)}" if built.platforms else ""
    return Line(f"{name}: built with {built.engine}{made} in {built.seconds:.0f} s", Tone.GOOD)


def built_record(built: Built) -> dict[str, Any]:
    """For JSON: the `built` of `schema.json`."""
    return {
        "service": built.service,
        "container": built.container,
        "engine": built.engine,
        "image": built.image,
        "repository": built.repository,
        "tag": built.tag,
        "content": built.content,
        "commit": built.commit,
        "platforms": list(built.platforms),
        "unchanged": built.unchanged,
        "seconds": round(built.seconds, 1),
    }


def tried_lines(tried: Tried) -> Iterator[Line]:
    """How a check ended; of one that failed, what its container said last."""
    name = f"{tried.service}, container {tried.container}: {tried.check}"
    if tried.passed:
        yield Line(f"{name}: passed ({tried.seconds:.1f} s)", Tone.GOOD)
        return
    yield Line(f"{name}: FAILED", Tone.BAD)
    yield Line(f"  {redacted(tried.why)}")
    for line in tried.log or ("it said nothing",):
        yield Line(f"  | {redacted(line)}", Tone.QUIET)


def tried_record(tried: Tried) -> dict[str, Any]:
    """For JSON: the `tried` of `schema.json`."""
    return {
        "service": tried.service,
        "container": tried.container,
        "image": tried.image,
        "check": tried.check,
        "passed": tried.passed,
        "reason": redacted(tried.why),
        "seconds": round(tried.seconds, 1),
        "log": [redacted(line) for line in tried.log],
    }
