"""What a replacement means, by the type of what is replaced: what is made, what goes, what happens in between. Pure.

A replacement makes the new one, points what refers to the old one to it, and removes the old one at the very end.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bbfd.deploy.plan.start_count import begins_with
from bbfd.deploy.records import SERVICE, Replacement

if TYPE_CHECKING:
    from bbfd.deploy.plan.guards import Case
    from bbfd.deploy.records import Change, ServiceState

# Whatever changes in one makes a new revision: what ran before goes on until it is no longer needed.
REVISED = frozenset({"AWS::ECS::TaskDefinition", "AWS::EC2::LaunchTemplate"})


def meanings(case: Case) -> Mapping[str, str]:
    """Logical id -> what it means, of all that is or may be replaced, or that resets a count; one paragraph each."""
    found: dict[str, str] = {}
    for change in case.proposal.changes:
        if change.action != "modify" or change.type in REVISED:
            continue
        if change.replacement is not Replacement.NEVER:
            found[change.logical_id] = _replaced(change, case)
        elif change.type == SERVICE:
            found[change.logical_id] = _reset(change, case)
    return {name: text for name, text in found.items() if text}


def _replaced(change: Change, case: Case) -> str:
    if change.type == SERVICE:
        return _service(change, case)
    said = MEANINGS.get(change.type)
    goes = _goes(case.stack.body.get("Resources", {}).get(change.logical_id, {}))
    if said is None:
        return (
            f"a new one, empty, takes its place: what the old one holds is not moved, and {goes}; "
            "its name, ARN and address are other ones"
        )
    return said.format(goes=goes)


def _goes(resource: Mapping[str, Any]) -> str:
    """What becomes of the old one, by its UpdateReplacePolicy."""
    policy = resource.get("UpdateReplacePolicy", "Delete")
    if policy == "Snapshot":
        return "a snapshot of the old one is kept, the old one goes"
    return "the old one is kept, outside of the stack" if policy == "Retain" else "it goes with it"


# {goes}: what becomes of what the old one holds.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget": "the scaling of the service begins anew: "
        "until it is registered again nothing scales, and its policies are made anew with it",
        "AWS::ApplicationAutoScaling::ScalingPolicy": "the same policy is made on the new scalable target; until then "
        "nothing scales the service by it",
        "AWS::EC2::Instance": "a new instance is started; what is on the disks of the old one is lost unless "
        "they are kept",
        "AWS::EC2::SecurityGroup": "a new group takes its place on whatever uses it in this stack; "
        "rules of others that name the old group's id no longer fit, and keep it from being removed",
        "AWS::EC2::VPC": "a new network, and all that stands in it anew",
        "AWS::ECS::Cluster": "a new, empty cluster: every service and instance in it is made anew too; "
        "services of other stacks keep the old one from being removed",
        "AWS::ElasticLoadBalancingV2::Listener": "between the old one's end and the new one's start the port "
        "answers nobody; rules of other stacks on it go with it",
        "AWS::ElasticLoadBalancingV2::ListenerRule": "its requests go to the listener's other rules until the new "
        "rule is there; a priority that the old one still has is refused",
        "AWS::ElasticLoadBalancingV2::LoadBalancer": "a new load balancer has a new DNS name and new addresses: "
        "who calls it by the old name, or has a record of it elsewhere, no longer reaches it; the old one is removed",
        "AWS::ElasticLoadBalancingV2::TargetGroup": "a new one is made, without a healthy target at first; "
        "the rule moves to it, and the service starts new tasks in it: until they are healthy, requests are "
        "answered with 503; the old one is removed at the end",
        "AWS::IAM::Role": "a new role has a new ARN: policies elsewhere that name the old one (keys, buckets, other "
        "accounts) no longer let it in; the old one is removed at the end",
        "AWS::Logs::LogGroup": "a new, empty log group; as to the old logs: {goes}",
        "AWS::RDS::DBInstance": "a new, EMPTY database; as to the data: {goes}; its address is another one",
        "AWS::RDS::DBCluster": "a new, EMPTY database cluster; as to the data: {goes}; its address is another one",
        "AWS::S3::Bucket": "a new, empty bucket; as to the objects: {goes}, and it cannot be removed while "
        "it holds any",
        "AWS::SQS::Queue": "a new, empty queue with another URL; as to the messages in the old one: {goes}",
    }
)


def _service(change: Change, case: Case) -> str:
    """Say what becomes of its tasks, and how many it starts with."""
    template, now = case.template, case.live.get(change.logical_id)
    properties = template.properties(change.logical_id)
    count = template.number(properties.get("DesiredCount"))
    runs = f"{_run(now.desired)} now" if now else "how many run now could not be read"
    balanced = bool(template.entries(properties.get("LoadBalancers")))
    between = (
        "the tasks of both run at once until the old one is removed"
        if not balanced
        else "the tasks of both run at once, and take requests only once the load balancer finds them healthy"
    )
    said = f"a new service is made beside the old one, then the old one is removed; {between}. "
    if count is not None and begins_with(case.stack, case.values, change.logical_id):
        return f"{said}{_begins(count, change, now)}"
    if count is not None:
        return f"{said}It starts with {_tasks(count)}, as the definition says; {runs}"
    loud = "It STARTS WITH 1 TASK, as its count is left to autoscaling"
    if now and now.desired <= 1:
        return f"{said}{loud}; {runs}"
    return (
        f"{said}{loud}; {runs}: the rest come only as it is scaled out again. "
        "Do it when few ask for it, or give it a count for this deploy"
    )


def _begins(count: int, change: Change, now: ServiceState | None) -> str:
    """Say what it begins with where that was read when the plan was made; a plan may be kept."""
    if now is not None and now.desired == count:
        said = f"It starts with {_tasks(count)}, as many as run now"
    else:
        runs = f"{_run(now.desired)} now" if now else "how many run now could not be read"
        said = f"It starts with {_tasks(count)}, as many as ran when this was planned; {runs}"
    if change.replacement is Replacement.MAYBE:
        said += "; should it stay after all, its count is set to that"
    return said


def _reset(change: Change, case: Case) -> str:
    """CloudFormation sends the template's count whenever the service changes (aws/aws-cdk#3919)."""
    now = case.live.get(change.logical_id)
    count = case.template.number(case.template.properties(change.logical_id).get("DesiredCount"))
    if count is None:
        return _let_go(change, now)
    if now is None or count == now.desired:
        return ""
    return f"{_run(now.desired)} now; the definition says {count}, and the deploy sets it so"


def _let_go(change: Change, now: ServiceState | None) -> str:
    """A count that is no longer told changes nothing; only a rollback tells it again."""
    told = next((one for one in change.properties if one.path == "DesiredCount"), None)
    if told is None:
        return ""
    runs = f", and {_run(now.desired)} now" if now else ""
    back = f"; a rollback of this deploy would set it to {told.before} again" if told.before else ""
    return f"its count is left to autoscaling from now on: what runs stays{runs}{back}"


def _run(count: int) -> str:
    return f"{_tasks(count)} run{'s' if count == 1 else ''}"


def _tasks(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'}"
