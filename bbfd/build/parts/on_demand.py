"""What somebody who starts a task by hand needs of it."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Ref

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.connect import calls_others
from bbfd.build.scope import Scope
from bbfd.build.unfit import tuned_in_vain
from bbfd.model.workload import Workload


def on_demand(scope: Scope[Workload]) -> Iterator[Made]:
    """Nothing is started; the security groups that it needs are told."""
    if scope.attachment is not None:
        yield Output(ids.TASK_GROUP, Value=GetAtt(ids.TASK_GROUP, "GroupId"))
        if calls_others(scope.workload):
            yield Output(ids.CALLERS, Value=Ref(ids.CALLERS))
    yield from tuned_in_vain(scope, "count", "grace_period", "minimum", "maximum", "scaling")
