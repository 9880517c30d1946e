"""Listener priorities that were taken within one run: AWS does not know of them before the deploy."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock


class Slots:
    """Gives each asker of a run a priority of its own on a listener."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, int]] = set()
        self._lock = Lock()

    def keep(self, listener: str, priority: int) -> None:
        """Take a priority that the asker already has."""
        with self._lock:
            self._taken.add((listener, priority))

    def take(self, listener: str, *, wanted: int, band: range, used: Collection[int]) -> int | None:
        """Take the wanted priority, else the next free one of the band, going round; None when it is full."""
        with self._lock:
            for priority in in_turn(wanted, band):
                if priority not in used and (listener, priority) not in self._taken:
                    self._taken.add((listener, priority))
                    return priority
        return None


def in_turn(wanted: int, band: range) -> tuple[int, ...]:
    """List the priorities of a band from the wanted one on, then from the band's start."""
    if wanted not in band:
        return tuple(band)
    return (*range(wanted, band.stop), *range(band.start, wanted))
