"""Which of a stack's operations is the one that is followed, where somebody else began it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.look.history import Past
    from bbfd.deploy.look.operation import Operation

_AFTER = timedelta(microseconds=1)


def tied(operation: Operation, past: Sequence[Past], *, runs: bool) -> Operation:
    """Tie what is followed to the last operation of a stack, by its events.

    runs: the stack itself says that something runs on it. Where events tell an end then, what runs is one of which
    they do not tell yet: whatever comes after that end.
    """
    last = past[-1]
    if runs and last.ended is not None:
        return replace(operation, token="", since=last.ended + _AFTER)
    return replace(operation, token=last.token, since=last.began)
