"""Where the containers' output goes."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Output, Ref
from troposphere.logs import LogGroup

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.kept import deletion
from bbfd.build.retention import DAYS, no_retention
from bbfd.build.same import same
from bbfd.build.scope import Scope
from bbfd.model.stack import Unbuildable
from bbfd.model.workload import Workload


def logs(scope: Scope[Workload]) -> Iterator[Made]:
    """A log group, unnamed so that one which is kept never stands in the way of a new one."""
    days = scope.environment.log_retention
    if days not in DAYS:
        raise Unbuildable(no_retention(days, scope.place.file))
    environment = scope.environment
    yield _group(days, environment.protected, environment.key is not None)
    yield _OUTPUT


@same
def _group(days: int, kept: bool, keyed: bool) -> LogGroup:
    key = given(KmsKeyId=Ref(ids.KEY) if keyed else None)
    return LogGroup(ids.LOGS, RetentionInDays=days, **key, **deletion(kept=kept))


_OUTPUT = Output("LogGroup", Value=Ref(ids.LOGS))
