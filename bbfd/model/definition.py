"""A value that a person wrote, with the name its file gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Definition(Generic[T_co]):
    """One file of services/ or environments/: `services/web.py` defines the service `web`.

    file: the path to show, relative to the project's root.
    """

    name: str
    value: T_co
    file: str = ""
