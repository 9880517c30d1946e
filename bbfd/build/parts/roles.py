"""The two roles of a task: the one that ECS starts it with, and its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from awacs import ecr
from awacs import logs as log_actions
from awacs.aws import Statement
from troposphere import GetAtt, Sub
from troposphere.iam import Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build._plain import Settled, settled
from bbfd.build.assemble import Made, Origin
from bbfd.build.images import pulled_from
from bbfd.build.policies import allow, allowing, assumed_by, granted
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
    yield Role(
        ids.EXECUTION_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS),
        Policies=[_may("start", _starting(repositories, scope.facts.start_grants))],
    )
    grants = scope.facts.grants
    yield Role(
        ids.TASK_ROLE,
        AssumeRolePolicyDocument=assumed_by(_TASKS, source=_THESE_TASKS),
        **given(Policies=[_may("use", _using(grants))] if grants else None),
    )
    yield from _ORIGINS


def _may(name: str, document: Settled) -> Policy:
    return Policy(PolicyName=name, PolicyDocument=document)


@cache
def _using(grants: tuple[Grant, ...]) -> Settled:
    return settled(allowing(*(granted(grant) for grant in grants)))


@cache
def _starting(repositories: frozenset[PrivateRepository], grants: tuple[Grant, ...]) -> Settled:
    pulling = _pulling(repositories) if repositories else ()
    return settled(allowing(_LOGGING, *pulling, *(granted(grant) for grant in grants)))


_LOGGING = allow([log_actions.CreateLogStream, log_actions.PutLogEvents], [GetAtt(ids.LOGS, "Arn")])


def _pulling(repositories: Iterable[PrivateRepository]) -> Iterator[Statement]:
    # The token is the account's, not a repository's: AWS knows no narrower resource for it.
    yield allow([ecr.GetAuthorizationToken], ["*"])
    yield allow(
        [ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer],
        [Sub(arn) for arn in sorted(map(_REPOSITORY.format, repositories))],
    )
