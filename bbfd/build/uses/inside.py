"""What lies in the network beside the tasks, and is reached by them alone."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Ref
from troposphere.ec2 import SecurityGroup, SecurityGroupIngress, SecurityGroupRule

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.same import same
from bbfd.build.scope import Scope
from bbfd.build.texts import filled_in
from bbfd.model.environment import Capacity
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Workload


def admitting_tasks(
    scope: Scope[Workload], title: str, port: int, *, last: int | None = None
) -> Iterator[Made]:
    """A security group that lets the tasks in, on this port alone, or on those from it to the last."""
    yield SecurityGroup(
        title,
        GroupDescription=f"{scope.name} in {scope.place.name}: its tasks reach port {port}",
        VpcId=Ref(ids.VPC),
        SecurityGroupIngress=[
            SecurityGroupRule(
                Description="the tasks",
                IpProtocol="tcp",
                FromPort=port,
                ToPort=port if last is None else last,
                SourceSecurityGroupId=_asking(scope, title),
            )
        ],
    )
    yield Output(title, Value=GetAtt(title, "GroupId"))


def let_in(scope: Scope[Workload], group: str, port: int) -> Iterator[Made]:
    """A security group that is there, opened to the tasks on this port. group: may have `${...}`.

    However many ask for it, it is opened once: AWS refuses a rule that is there.
    """
    title = logical_id("reach", group, str(port))
    who = f"{scope.place.name}-{scope.name}: its tasks"
    yield _opened(title, group, port, who, _asking(scope, title))


@same
def _opened(
    title: str, group: str, port: int, who: str, asking: GetAtt | Ref
) -> SecurityGroupIngress:
    return SecurityGroupIngress(
        title,
        GroupId=filled_in(group),
        Description=who,
        IpProtocol="tcp",
        FromPort=port,
        ToPort=port,
        SourceSecurityGroupId=asking,
    )


_TASKS = GetAtt(ids.TASK_GROUP, "GroupId")
_INSTANCES = Ref(ids.INSTANCE_GROUP)


def _asking(scope: Scope[Workload], title: str) -> GetAtt | Ref:
    """The tasks' own group. Those that share the network interface of their instance come with its group, all alike."""
    if scope.attachment is not None:
        return _TASKS
    on_ours = any(each.name is None for each in scope.launch.providers(spot=False))
    if on_ours and isinstance(scope.environment.capacity, Capacity):
        return _INSTANCES
    raise Unbuildable(
        Refusal(
            what=f"{title} lets in the tasks by their security group, and with this network mode they have none",
            fix="write network_mode=Awsvpc()",
            field=f"{scope.launch_field}.network_mode",
        )
    )
