"""The artifacts bucket of a registry, asked for once in a run."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Buckets:
    """Remembers the bucket of each registry, once there is one."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._lock = Lock()

    def of(self, registry: str, find: Callable[[], str]) -> str:
        """Give the bucket of a registry's stack; "" where there is none yet. One asks, and the others wait for it."""
        with self._lock:
            found = self._known.get(registry) or find()
            if found:
                self._known[registry] = found
            return found
