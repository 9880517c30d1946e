"""What finding a service takes besides the service."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.connect import is_called
from bbfd.build.scope import Scope
from bbfd.model.stack import Refusal
from bbfd.model.workload import LongRunning


def reachable(scope: Scope[LongRunning]) -> Iterator[Made]:
    """What its being found and its calling others take, where it does either."""
    if scope.workload.connect is not False or scope.workload.discovery is not None:
        from bbfd.build.reachable import found  # 2 ms, for what is found

        yield from found(scope)


def unreachable(scope: Scope[LongRunning]) -> Iterator[Refusal]:
    """A service that is there to be called, and cannot be found."""
    if not is_called(scope.workload):
        yield Refusal(
            what=f"a {type(scope.workload).__name__} is called by others, and this one cannot be found",
            fix="write connect=Connect(), discovery=CloudMap(), or both; what nobody calls is a Worker",
            field="connect",
        )
