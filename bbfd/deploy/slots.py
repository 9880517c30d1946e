"""Listener priorities that were taken within one run: AWS does not know of them before the deploy."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock


class Slots:
    """Gives each asker of a run a priority of its own on a listener.

    An asker that is named gives back what it had when it asks again: its plan is made anew.
    """

    def __init__(self) -> None:
        self._taken: dict[tuple[str, int], str] = {}
        self._lock = Lock()

    def keep(self, listener: str, priority: int, *, asker: str = "") -> None:
        """Take a priority that the asker already has."""
        with self._lock:
            self._give_back(asker)
            self._taken[listener, priority] = asker

    def take(
        self, listener: str, *, wanted: int, band: range, used: Collection[int], asker: str = ""
    ) -> int | None:
        """Take the wanted priority, else the next free one of the band, going round; None when it is full."""
        with self._lock:
            self._give_back(asker)
            for priority in in_turn(wanted, band):
                if priority not in used and (listener, priority) not in self._taken:
                    self._taken[listener, priority] = asker
                    return priority
        return None

    def _give_back(self, asker: str) -> None:
        if asker:
            self._taken = {slot: whose for slot, whose in self._taken.items() if whose != asker}


def in_turn(wanted: int, band: range) -> tuple[int, ...]:
    """List the priorities of a band from the wanted one on, then from the band's start."""
    if wanted not in band:
        return tuple(band)
    return (*range(wanted, band.stop), *range(band.start, wanted))
