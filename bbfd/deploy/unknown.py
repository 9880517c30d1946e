"""What could not be read, and why. A missing permission takes one piece of an answer, never all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bbfd.errors import AwsError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """In place of what could not be read. why: one sentence."""

    why: str


class Unseen(str):
    """A note that something was not looked at."""

    __slots__ = ()


def or_unknown(read: Callable[[], T]) -> T | Unknown:
    """Read something that we can do without."""
    try:
        return read()
    except AwsError as error:
        return Unknown(why=error.what)
