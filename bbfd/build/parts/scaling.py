"""The count follows the load."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.scaled import bounded_in_vain, scaling_of
from bbfd.build.scope import Scope
from bbfd.model.workload import LongRunning


def scaling(scope: Scope[LongRunning]) -> Iterator[Made]:
    """Two bounds, and what moves the count between them, where the service asks for it."""
    yield from bounded_in_vain(scope)
    wanted = scaling_of(scope)
    if wanted is not None:
        from bbfd.build.scalable import scalable  # 3 ms, for what scales

        yield from scalable(scope, wanted)
