"""The artifacts buckets of registries, asked for once in a run."""

from __future__ import annotations


class Buckets:
    """Remembers the bucket of each registry. No lock is held while AWS is asked: at worst two ask the same."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, registry: str, bucket: str) -> None:
        """Remember the bucket of a registry's stack; "" is none yet."""
        if bucket:
            self._known[registry] = bucket

    def of(self, registry: str) -> str:
        """Give the bucket of a registry's stack; "" where it is not known."""
        return self._known.get(registry, "")
