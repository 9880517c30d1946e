"""Where the output of a container goes."""

from __future__ import annotations

from functools import cache

from troposphere import Ref
from troposphere.ecs import FirelensConfiguration, LogConfiguration, Secret

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.model.container import Container
from bbfd.model.facts import Routed
from bbfd.model.outlet import AwsLogs, Router
from bbfd.model.workload import Workload


def logged(scope: Scope[Workload], container: Container) -> LogConfiguration | None:
    """As a feature sends it on, else as the container says; None for nowhere."""
    for routed in scope.facts.routed:
        if container.router is None and scope.is_for(routed.container, container):
            return _routed(routed)
    return None if container.logs is None else _to_group(container.name, container.logs)


@cache
def _to_group(prefix: str, logs: AwsLogs) -> LogConfiguration:
    buffer = None if logs.buffer is None else f"{logs.buffer}m"
    options = {
        "awslogs-group": Ref(ids.LOGS),
        "awslogs-region": Ref("AWS::Region"),
        "awslogs-stream-prefix": prefix,
        "mode": logs.mode,
        "max-buffer-size": buffer,
        "awslogs-multiline-pattern": logs.multiline,
        "awslogs-datetime-format": logs.datetime,
    }
    return LogConfiguration(LogDriver="awslogs", Options=given(**options))


def _routed(routed: Routed) -> LogConfiguration:
    options = {name: filled_in(text) for name, text in sorted(routed.options)}
    secrets = [Secret(Name=name, ValueFrom=filled_in(arn)) for name, arn in sorted(routed.secrets)]
    return LogConfiguration(
        LogDriver="awsfirelens", **given(Options=options, SecretOptions=secrets)
    )


def routing(router: Router | None) -> FirelensConfiguration | None:
    """What makes a container the one that takes on the output of the others."""
    if router is None:
        return None
    return FirelensConfiguration(Type=router.type, **given(Options=dict(router.options)))
