"""Whether people can enter the containers with ECS Exec, and what the task's own role must be allowed for it."""

from __future__ import annotations

from bbfd.build import ids
from bbfd.model.environment import Cluster, Environment
from bbfd.model.facts import Facts, Grant
from bbfd.model.workload import LongRunning, Workload

_LOG_GROUP = (
    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
    f"${{{ids.SESSION_LOGS}}}:*"
)
# The channel that a session goes through: AWS knows no narrower resource for it.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
_CHANNEL = Grant(
    (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
    ("*",),
)
_GROUPS = Grant(("logs:DescribeLogGroups",), ("*",))
_WRITTEN = Grant(
    ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), (_LOG_GROUP,)
)
_ENCRYPTED = Grant(("kms:Decrypt",), (f"${{{ids.KEY}}}",))


def can_be_entered(workload: Workload, environment: Environment) -> bool:
    """As the service says, else as its environment does; a task that ends is not entered."""
    if not isinstance(workload, LongRunning):
        return False
    return environment.exec if workload.exec is None else workload.exec


def session_facts(workload: Workload, environment: Environment) -> tuple[Facts, ...]:
    """What a session is allowed: its channel, its key, and where it is written down."""
    if not can_be_entered(workload, environment):
        return ()
    cluster = environment.cluster
    own = isinstance(cluster, Cluster)
    written = (_GROUPS, _WRITTEN) if isinstance(cluster, Cluster) and cluster.audit else ()
    encrypted = (_ENCRYPTED,) if own and environment.key is not None else ()
    return (Facts(grants=(_CHANNEL, *written, *encrypted)),)
