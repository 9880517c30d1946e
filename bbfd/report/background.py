"""What words need besides the records: where in the definitions a stack comes from. The command line knows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bbfd.diagnose import Cause
from bbfd.errors import Place


def _nowhere(_stack: str, _cause: Cause | None) -> Place | None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Background:
    """Of the stacks of a run, by name.

    place: the line of the definition that a cause comes from; None as cause: that of the definition itself.
    more: the command that tells more of what went wrong, as `bbfd diagnose web --env prod`; "" for none.
    watch: the command that watches it again.
    secrets: names of the variables that carry secrets. Names are no secret, their values are.
    """

    place: Callable[[str, Cause | None], Place | None] = _nowhere
    more: Callable[[str], str] = lambda _: ""
    watch: Callable[[str], str] = lambda _: "bbfd watch SERVICE --env E"
    secrets: Callable[[str], frozenset[str]] = lambda _: frozenset()


NOTHING_KNOWN = Background()
