"""Nobody is left in silence while a call waits: for its turn, for AWS to take it, for an answer."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING

from bbfd.deploy.commands import lasting
from bbfd.deploy.progress import Note, Phase, Proposed, ResourceProgress
from bbfd.errors import Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock
    from bbfd.deploy.progress import Progress

# Of these not each one makes a line.
_QUIET = (Phase, Proposed, ResourceProgress)
_WHY = {
    Trouble.THROTTLED: "AWS limits how often it may be asked",
    Trouble.UNREACHABLE: "AWS does not answer",
}
_BUSY = "AWS is asked as often as it allows"


class Silence:
    """All that a run tells goes through here; what waits says so before. longest: seconds. name: what is waited for.

    Threads may share it.
    """

    def __init__(
        self, tell: Callable[[Progress], None], clock: Clock, *, longest: float, name: str
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._longest = longest
        self._name = name
        self._lock = RLock()
        self._began = self._told = clock.monotonic()

    def tell(self, progress: Progress) -> None:
        """Tell it, and remember when."""
        with self._lock:
            if not isinstance(progress, _QUIET):
                self._told = self._clock.monotonic()
            self._tell(progress)

    def waits_for(self, whom: str) -> None:
        """Say whom it waits for."""
        self.tell(Note(stack=self._name, text=f"waiting: {whom}"))

    def waits(self, seconds: float, why: Trouble | None) -> None:
        """Say so, where it would be silent for too long with a wait of so many seconds. why: what went wrong before."""
        with self._lock:
            now = self._clock.monotonic()
            if now + seconds - self._told > self._longest:
                said = _WHY.get(why, _BUSY) if why else _BUSY
                text = f"{said}: waiting, after {lasting(now - self._began)}"
                self.tell(Note(stack=self._name, text=text))
