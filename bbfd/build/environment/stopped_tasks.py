"""What became of tasks that stopped: ECS forgets it after an hour, a log group keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from troposphere import Sub
from troposphere.events import Rule, Target
from troposphere.logs import LogGroup, ResourcePolicy

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.key import keyed
from bbfd.build.kept import deletion
from bbfd.build.retention import DAYS, no_retention
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.stack import Refusal

_WRITERS = ["delivery.logs.amazonaws.com", "events.amazonaws.com"]
# CloudFormation takes this one document as text.
_WRITING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": _WRITERS},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"${{{inner_ids.STOPPED_TASKS}.Arn}}",
            }
        ],
    }
)
_CLUSTER = (
    f"arn:${{AWS::Partition}}:ecs:${{AWS::Region}}:${{AWS::AccountId}}:cluster/${{{ids.CLUSTER}}}"
)
_GROUP = (
    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
    f"${{{inner_ids.STOPPED_TASKS}}}"
)


def stopped_tasks(place: Definition[Environment]) -> Iterator[Made]:
    """A rule that writes each such event to a log group, and the policy that lets it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    days = place.value.stopped_tasks
    if days is None:
        return
    if days not in DAYS:
        found = no_retention(days, place.file)
        yield Refusal(what=found.what, fix=found.fix, field="stopped_tasks")
        return
    yield LogGroup(
        inner_ids.STOPPED_TASKS,
        RetentionInDays=days,
        **keyed(place.value),
        **deletion(kept=place.value.protected),
    )
    yield ResourcePolicy(
        inner_ids.STOPPED_TASKS_POLICY,
        PolicyName=Sub("${AWS::StackName}-stopped-tasks"),
        PolicyDocument=Sub(_WRITING),
    )
    yield _rule()
    yield Origin(inner_ids.STOPPED_TASKS, "stopped_tasks")
    yield Origin(inner_ids.STOPPED_TASKS, "stopped_tasks", "RetentionInDays")


def _rule() -> Rule:
    return Rule(
        inner_ids.STOPPED_TASKS_RULE,
        DependsOn=inner_ids.STOPPED_TASKS_POLICY,
        Description="tasks that stopped",
        EventPattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {"lastStatus": ["STOPPED"], "clusterArn": [Sub(_CLUSTER)]},
        },
        Targets=[Target(Id="log", Arn=Sub(_GROUP))],
    )
