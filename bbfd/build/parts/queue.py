"""The queue that a worker takes its work from."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.scope import Scope
from bbfd.model.workload import Queued


def queue(scope: Scope[Queued]) -> Iterator[Made]:
    """The queue, with dead letters and the topics that fill it, where the worker has one."""
    wanted = scope.workload.queue
    if wanted is not None:
        from bbfd.build.work_queue import work_queue  # 10 ms, for what has one

        yield from work_queue(scope, wanted)
