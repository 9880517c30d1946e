"""The sizes of tasks on Fargate, and what they cost."""

from __future__ import annotations

from typing import Any, NamedTuple

from bbfd.rules.task_size import SIZES

# On demand, Linux on x86 in us-east-1, dollars an hour; https://aws.amazon.com/fargate/pricing/, 2026-11.
_VCPU_HOUR = 0.04048
_GB_HOUR = 0.004445
_HOURS = 730


class Size(NamedTuple):
    """Cpu units and MiB of memory."""

    cpu: int
    memory: int

    @property
    def monthly(self) -> float:
        """Dollars a month for one task that runs all the time."""
        return _HOURS * (self.cpu / 1024 * _VCPU_HOUR + self.memory / 1024 * _GB_HOUR)


def exists(size: Size) -> bool:
    """Whether Fargate has it."""
    return size.memory in SIZES.get(size.cpu, ())


def smallest(wanted: Size, *, windows: bool = False) -> Size | None:
    """The cheapest size that has room for what is wanted; None if there is none."""
    sizes = (
        Size(cpu, memory)
        for cpu, memories in SIZES.items()
        for memory in memories
        if cpu >= wanted.cpu and memory >= wanted.memory and (not windows or 1024 <= cpu <= 4096)
    )
    return min(sizes, key=lambda size: (size.cpu, size.memory), default=None)


def whole(value: Any) -> int | None:
    """3 or '3' -> 3; None of what is no whole number."""
    text = "" if isinstance(value, bool) else str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def amount(value: Any, unit: str) -> int | None:
    """256, '256', '.25 vCPU' -> 256; '1 GB' -> 1024; None of what is no amount."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = str(value).strip().lower()
    try:
        if text.endswith(unit):
            return round(float(text.removesuffix(unit)) * 1024)
        return int(float(text))
    except (ValueError, OverflowError):
        return None
