"""What a vendor is to us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bbfd.ci.job import Job


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendor:
    """One file of one vendor.

    path: where the vendor looks for it, from the root of the repository. written: its text.
    first: what is to be done once before the job runs, a line for each.
    """

    name: str
    path: str
    written: Callable[[Job], str]
    first: tuple[str, ...] = ()


def headed(text: str, *words: str) -> str:
    """A file with words for people at its top."""
    told = "".join(f"# {line}\n" if line else "#\n" for line in words)
    return f"{told}{text}"


def told_first(first: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be done once, numbered."""
    return tuple(f"{number}. {line}" for number, line in enumerate(first, 1))
