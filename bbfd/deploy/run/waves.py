"""Services that take what others of the same run tell are planned once those are deployed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.model.stack import FromStack

if TYPE_CHECKING:
    from bbfd.deploy.run.several import Run
    from bbfd.model.stack import Stack


def waves(run: Run) -> tuple[Run, ...]:
    """Take a run apart: each part is planned, agreed to and carried out when those before it are.

    run: in an order that can be kept, where who tells something comes before who takes it.
    """
    depth = _depths(run)
    last = max(depth.values(), default=0)
    return tuple(
        replace(run, services=tuple(one for one in run.services if depth[one[0].name] == number))
        for number in range(last + 1)
    )


def hindered(part: Run, ill: Sequence[str]) -> Mapping[str, str]:
    """Say which services of a part are not begun, and why. ill: those that did not end well, or were not begun."""
    found: dict[str, str] = {}
    for stack, _ in part.services:
        before = next((o for o in part.after.get(stack.name, ()) if o in ill or o in found), "")
        if before:
            found[stack.name] = f"it comes after {before}, which did not end well"
        elif ill and not part.keep_going:
            found[stack.name] = f"{ill[0]} did not end well"
    return found


def _depths(run: Run) -> Mapping[str, int]:
    """Name of a service's stack -> how many waves come before its own."""
    told = {stack.name: frozenset(_told_by(stack)) for stack, _ in run.services}
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            before = [other for other in run.after.get(name, ()) if other in told]
            found[name] = max((depth(o) + (o in told[name]) for o in before), default=0)
        return found[name]

    return {name: depth(name) for name in told}


def _told_by(stack: Stack) -> Iterator[str]:
    for parameter in stack.parameters:
        if isinstance(parameter.source, FromStack):
            yield parameter.source.stack
