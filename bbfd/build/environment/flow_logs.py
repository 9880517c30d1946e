"""Who talked to whom in the network."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import logs as log_actions
from troposphere import GetAtt, Ref, Tags
from troposphere.ec2 import FlowLog
from troposphere.iam import Policy, Role
from troposphere.logs import LogGroup

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.key import keyed
from bbfd.build.kept import deletion
from bbfd.build.policies import allow, allowing, assumed_by
from bbfd.build.retention import DAYS, no_retention
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.network import FlowLogs, NewNetwork
from bbfd.model.stack import Refusal

_LOGS = "vpc-flow-logs.amazonaws.com"
_THESE = "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-flow-log/*"


def flow_logs(place: Definition[Environment]) -> Iterator[Made]:
    """A log group, the role to write to it, and what writes.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    network = place.value.network
    wanted = network.flow_logs if isinstance(network, NewNetwork) else None
    if wanted is None:
        return
    days = place.value.log_retention if wanted.retention is None else wanted.retention
    if days in DAYS:
        yield from _made(place, wanted, days)
    elif wanted.retention is not None:
        found = no_retention(days, place.file)
        yield Refusal(what=found.what, fix=found.fix, field="network.flow_logs.retention")


def _made(place: Definition[Environment], wanted: FlowLogs, days: int) -> Iterator[Made]:
    environment = place.value
    yield LogGroup(
        inner_ids.FLOW_LOGS,
        RetentionInDays=days,
        **keyed(environment),
        **deletion(kept=environment.protected),
    )
    yield _role()
    yield FlowLog(
        inner_ids.FLOW_LOG,
        ResourceType="VPC",
        ResourceId=Ref(ids.VPC),
        TrafficType=wanted.traffic,
        MaxAggregationInterval=wanted.interval,
        LogDestinationType="cloud-watch-logs",
        LogGroupName=Ref(inner_ids.FLOW_LOGS),
        DeliverLogsPermissionArn=GetAtt(inner_ids.FLOW_LOG_ROLE, "Arn"),
        Tags=Tags(Name=place.name),
    )
    yield Origin(inner_ids.FLOW_LOG, "network.flow_logs")
    yield Origin(inner_ids.FLOW_LOG, "network.flow_logs.traffic", "TrafficType")
    yield Origin(inner_ids.FLOW_LOG, "network.flow_logs.interval", "MaxAggregationInterval")
    yield Origin(inner_ids.FLOW_LOGS, "network.flow_logs.retention", "RetentionInDays")


def _role() -> Role:
    """What writes the lines looks for its group among all of them, which has no narrower resource."""
    writing = (
        log_actions.CreateLogStream,
        log_actions.DescribeLogStreams,
        log_actions.PutLogEvents,
    )
    document = allowing(
        allow(writing, [GetAtt(inner_ids.FLOW_LOGS, "Arn")]),
        allow([log_actions.DescribeLogGroups], ["*"]),
    )
    return Role(
        inner_ids.FLOW_LOG_ROLE,
        AssumeRolePolicyDocument=assumed_by(_LOGS, source=_THESE),
        Policies=[Policy(PolicyName="write", PolicyDocument=document)],
    )
