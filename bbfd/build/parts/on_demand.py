"""What somebody who starts a task by hand needs of it."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.scope import Scope
from bbfd.build.unfit import tuned_in_vain
from bbfd.model.workload import Workload


def on_demand(scope: Scope[Workload]) -> Iterator[Made]:
    """Nothing is started; its security group is told."""
    if scope.attachment is not None:
        yield Output(ids.TASK_GROUP, Value=GetAtt(ids.TASK_GROUP, "GroupId"))
    yield from tuned_in_vain(scope, "count", "grace_period", "minimum", "maximum", "scaling")
