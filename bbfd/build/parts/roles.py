"""The two roles of a task: the one that ECS starts it with, and its own."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import ecr
from awacs import logs as log_actions
from awacs.aws import Statement
from troposphere import GetAtt, Sub
from troposphere.iam import Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.images import pulled_from
from bbfd.build.policies import allow, allowing, assumed_by, granted
from bbfd.build.scope import Scope
from bbfd.model.container import private_repository
from bbfd.model.workload import Workload

_TASKS = "ecs-tasks.amazonaws.com"
_THESE_TASKS = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*"
_REPOSITORY = "arn:${{AWS::Partition}}:ecr:{0.region}:{0.account}:repository/{0.name}"


def roles(scope: Scope[Workload]) -> Iterator[Made]:
    """An execution role that may do what starting this task takes, and a task role that may do what it uses."""
    yield Role(
        ids.EXECUTION_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS),
        Policies=[Policy(PolicyName="start", PolicyDocument=allowing(*_starting(scope)))],
    )
    grants = [granted(grant) for grant in scope.facts.grants]
    policies = [Policy(PolicyName="use", PolicyDocument=allowing(*grants))] if grants else []
    yield Role(
        ids.TASK_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS, source=_THESE_TASKS),
        **given(Policies=policies),
    )
    yield Origin(ids.EXECUTION_ROLE, "container.image")
    yield Origin(ids.TASK_ROLE, "uses")


def _starting(scope: Scope[Workload]) -> Iterator[Statement]:
    yield allow([log_actions.CreateLogStream, log_actions.PutLogEvents], [GetAtt(ids.LOGS, "Arn")])
    images = [pulled_from(scope, container) for container in scope.containers]
    repositories = {found for found in map(private_repository, images) if found}
    if repositories:
        # The token is the account's, not a repository's: AWS knows no narrower resource for it.
        yield allow([ecr.GetAuthorizationToken], ["*"])
        yield allow(
            [ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer],
            sorted((Sub(_REPOSITORY.format(found)) for found in repositories), key=str),
        )
    yield from (granted(grant) for grant in scope.facts.start_grants)
