"""Every call that reached the fake, or was tried: what the budgets are counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# An operation whose name begins so changes nothing.
_READING = (
    "Describe",
    "List",
    "Get",
    "Head",
    "Batch",
    "Simulate",
    "Lookup",
    "Validate",
    "Estimate",
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call. second: since the start. became: "ok", an error's code, or the effect of a fault."""

    second: float
    at: datetime
    service: str
    operation: str
    parameters: Mapping[str, Any] = field(repr=False)
    became: str
    key: str = ""
    region: str = ""

    @property
    def reads(self) -> bool:
        return self.operation.startswith(_READING)

    @property
    def arrived(self) -> bool:
        """Whether AWS heard of it: a refused or lost connection is not counted by anybody's rate limit."""
        return self.became not in ("REFUSED", "LOST")


@dataclass(frozen=True)
class Calls:
    """The log. Every method gives a smaller log, or a number."""

    all: list[Call] = field(default_factory=list)

    def __iter__(self) -> Iterator[Call]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def of(self, *names: str, service: str = "", since: float = 0.0, until: float = 1e12) -> Calls:
        """Those of these operations (all, without names), in a time span."""
        return Calls(
            [
                c
                for c in self.all
                if (not names or c.operation in names)
                and (not service or c.service == service)
                and since <= c.second <= until
            ]
        )

    def ok(self) -> Calls:
        return Calls([c for c in self.all if c.became == "ok"])

    def reads(self) -> Calls:
        return Calls([c for c in self.all if c.reads])

    def mutations(self) -> Calls:
        return Calls([c for c in self.all if not c.reads])

    def names(self) -> list[str]:
        return [c.operation for c in self.all]

    def parameters(self) -> list[Mapping[str, Any]]:
        return [c.parameters for c in self.all]

    def rate(self) -> float:
        """Calls a second, from the first to the last."""
        if len(self.all) < 2:
            return 0.0
        return len(self.all) / max(1.0, self.all[-1].second - self.all[0].second)

    def said(self) -> str:
        """The log as a text, for a failing test."""
        return "\n".join(_line(c) for c in self.all)


def _line(call: Call) -> str:
    became = "" if call.became == "ok" else f"  -> {call.became}"
    return f"{call.second:9.2f}  {call.service}.{call.operation}{became}"


def counted(calls: Iterable[Call]) -> dict[str, int]:
    """Operation -> how often."""
    found: dict[str, int] = {}
    for call in calls:
        found[call.operation] = found.get(call.operation, 0) + 1
    return found
