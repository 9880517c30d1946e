"""The addresses that the services of one run take of subnets: AWS knows of none before the tasks are there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What one service takes of its subnets, all together. stays: for good; at_once: at its widest, for a while."""

    subnets: frozenset[str]
    stays: int
    at_once: int


class Addresses:
    """What was free when the run first looked, and what its services take of it."""

    def __init__(self) -> None:
        self._free: dict[str, int] = {}
        self._claims: dict[tuple[str, str], Claim] = {}
        self._lock = Lock()

    def free(
        self, subnets: Collection[str], read: Callable[[], Mapping[str, int]]
    ) -> Mapping[str, int]:
        """The free addresses of each; of those alone that are known. Once a run: what it takes itself is claimed."""
        if not self._free.keys() >= set(subnets):
            found = read()
            with self._lock:
                self._free = {**found, **self._free}
        return {one: self._free[one] for one in subnets if one in self._free}

    def claim(self, stack: str, service: str, claim: Claim) -> tuple[Claim, ...]:
        """Take them, in place of what this service claimed before; the claims of the others."""
        with self._lock:
            self._claims[stack, service] = claim
            return tuple(c for whose, c in self._claims.items() if whose != (stack, service))

    def give_back(self, stack: str) -> None:
        """Forget what a stack claimed: it is not deployed."""
        with self._lock:
            self._claims = {whose: c for whose, c in self._claims.items() if whose[0] != stack}
