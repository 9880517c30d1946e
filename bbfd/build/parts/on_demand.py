"""What somebody who starts a task by hand needs of it: `bbfd run`, or a person with the AWS CLI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Join, Output, Ref

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.connect import calls_others
from bbfd.build.providers import named
from bbfd.build.scope import Scope
from bbfd.build.unfit import tuned_in_vain
from bbfd.model.launch import Provider
from bbfd.model.workload import Workload


def on_demand(scope: Scope[Workload]) -> Iterator[Made]:
    """Nothing is started; what it would be started with is told."""
    yield from by_hand(scope)
    yield from tuned_in_vain(scope, "count", "grace_period", "minimum", "maximum", "scaling")


def by_hand(scope: Scope[Workload]) -> Iterator[Made]:
    """Where a task runs: bbfd/deploy/operate/found.py reads it."""
    yield Output("Cluster", Value=Ref(ids.CLUSTER))
    if scope.attachment is not None:
        yield Output("Subnets", Value=Join(",", Ref(scope.subnets)))
        yield Output("PublicIp", Value="ENABLED" if scope.attachment.public_ip else "DISABLED")
        yield Output(ids.TASK_GROUP, Value=GetAtt(ids.TASK_GROUP, "GroupId"))
        if calls_others(scope.workload):
            yield Output(ids.CALLERS, Value=Ref(ids.CALLERS))
    providers = scope.launch.providers(spot=scope.environment.spot)
    if providers:
        yield Output("Providers", Value=_joined(" ", [*map(_share, providers)]))
    if scope.launch.launch_type:
        yield Output("LaunchType", Value=scope.launch.launch_type)
    if scope.launch.platform_version:
        yield Output("PlatformVersion", Value=scope.launch.platform_version)


def _share(provider: Provider) -> Any:
    """NAME,base=1,weight=2: nearly as the AWS CLI takes it."""
    return _joined("", [named(provider), f",base={provider.base},weight={provider.weight}"])


def _joined(between: str, parts: list[Any]) -> Any:
    plain = [part for part in parts if isinstance(part, str)]
    return between.join(plain) if len(plain) == len(parts) else Join(between, parts)
