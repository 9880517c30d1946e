"""A value that a person wrote, with the name its file gives it."""

from __future__ import annotations

from typing import Generic, TypeVar

from bbfd.model.value import value

T_co = TypeVar("T_co", covariant=True)


@value(kw_only=False)
class Definition(Generic[T_co]):
    """One file of services/ or environments/: `services/web.py` defines the service `web`.

    file: the path to show, relative to the project's root.
    """

    name: str
    value: T_co
    file: str = ""
