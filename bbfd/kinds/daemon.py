"""A service with a task on each instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from bbfd.build.assemble import Made
from bbfd.build.parts.connect import reachable
from bbfd.build.parts.logs import logs
from bbfd.build.parts.network import closed
from bbfd.build.parts.roles import roles
from bbfd.build.parts.service import service_everywhere
from bbfd.build.parts.task import task
from bbfd.build.scope import Scope
from bbfd.build.service import Part
from bbfd.build.volumes import diskless
from bbfd.launch.ec2 import EC2
from bbfd.model.deployment import Deployment, Recreate, Rolling
from bbfd.model.launch import Launch
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.workload import LongRunning


def on_instances(scope: Scope[LongRunning]) -> Iterator[Made]:
    """Nothing is made: only what no daemon can be is told."""
    workload = scope.workload
    if not isinstance(scope.launch, EC2):
        yield Refusal(
            what=f"a daemon runs on each instance, and {type(scope.launch).__name__} has none",
            fix="write runs_on=EC2(); what ran on each instance becomes a sidecar elsewhere",
            field=scope.launch_field,
        )
    if workload.count != 1 or workload.scaling is not None:
        yield Refusal(
            what="there are as many tasks of a daemon as there are instances",
            fix="remove count= and scaling=",
            field="scaling" if workload.count == 1 else "count",
        )
    yield from diskless(scope.facts.volumes, "Daemon")
    deployment = workload.deployment
    if not isinstance(deployment, (Rolling, Recreate)) or (
        isinstance(deployment, Rolling) and deployment.maximum > _ONE_EACH
    ):
        yield Refusal(
            what="a daemon never runs two tasks on an instance, not even while it is deployed",
            fix="write Rolling(minimum_healthy=0, maximum=100), or remove deployment=",
            field="deployment",
        )


_ONE_EACH = 100


@value
class Daemon(LongRunning):
    """A service with one task on each of the environment's EC2 instances, as an agent for logs or metrics has.

    All its fields: `Workload` and `LongRunning` in `bbfd.model.workload`; it has no count, and does not scale.
    """

    runs_on: Launch | None = EC2()
    deployment: Deployment = Rolling(minimum_healthy=0, maximum=100)
    parts: ClassVar[tuple[Part, ...]] = (
        logs,
        roles,
        closed,
        task,
        reachable,
        on_instances,
        service_everywhere,
    )
