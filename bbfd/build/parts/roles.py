"""The two roles of a task: the one that ECS starts it with, and its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
from bbfd.build.same import same
from bbfd.build.scope import Scope
from bbfd.model.container import PrivateRepository, private_repository
from bbfd.model.facts import Grant
from bbfd.model.workload import Workload

_TASKS = "ecs-tasks.amazonaws.com"
_THESE_TASKS = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*"
_REPOSITORY = "arn:${{AWS::Partition}}:ecr:{0.region}:{0.account}:repository/{0.name}"


_ORIGINS = (Origin(ids.EXECUTION_ROLE, "container.image"), Origin(ids.TASK_ROLE, "uses"))


def roles(scope: Scope[Workload]) -> Iterator[Made]:
    """An execution role that may do what starting this task takes, and a task role that may do what it uses."""
    images = [pulled_from(scope, container) for container in scope.containers]
    repositories = frozenset(found for found in map(private_repository, images) if found)
    yield _execution_role(repositories, scope.facts.start_grants)
    yield _task_role(scope.facts.grants, scope.facts.statements)
    yield from _ORIGINS


@same
def _execution_role(repositories: frozenset[PrivateRepository], grants: tuple[Grant, ...]) -> Role:
    pulling = _pulling(repositories) if repositories else ()
    starting = allowing(_LOGGING, *pulling, *(granted(grant) for grant in grants))
    return Role(
        ids.EXECUTION_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS),
        Policies=[Policy(PolicyName="start", PolicyDocument=starting)],
    )


@same
def _task_role(grants: tuple[Grant, ...], statements: tuple[Statement, ...]) -> Role:
    using = allowing(*(granted(grant) for grant in grants), *statements)
    used = grants or statements
    return Role(
        ids.TASK_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS, source=_THESE_TASKS),
        **given(Policies=[Policy(PolicyName="use", PolicyDocument=using)] if used else None),
    )


_LOGGING = allow([log_actions.CreateLogStream, log_actions.PutLogEvents], [GetAtt(ids.LOGS, "Arn")])


def _pulling(repositories: Iterable[PrivateRepository]) -> Iterator[Statement]:
    # The token is the account's, not a repository's: AWS knows no narrower resource for it.
    yield allow([ecr.GetAuthorizationToken], ["*"])
    yield allow(
        [ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer],
        [Sub(arn) for arn in sorted(map(_REPOSITORY.format, repositories))],
    )
