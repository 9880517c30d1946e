"""What CloudFormation would not delete as it is: said before, and cleared away once that was agreed to.

A bucket has to be empty. An Auto Scaling group waits for its instances, which do not go while they are protected
from scale-in: ECS puts that protection on and never takes it off.
https://github.com/aws/containers-roadmap/issues/2862
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, REGISTRY, SERVICE, command
from bbfd.deploy.plan.propose import ARTIFACTS
from bbfd.deploy.progress import Doing, Note, Phase
from bbfd.deploy.proposal import Clearing, Clears
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, Interrupted

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.proposal import Removal
    from bbfd.deploy.records import Change, StackState
    from bbfd.model.stack import Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """How resources of one type are cleared.

    ours: whether this one may be. fix: what to type where we may not, with {name}. needed: while anything is left,
    its deletion is sure to fail, not only to take long.
    """

    clears: Clears
    ours: Callable[[StackState, Change], bool]
    count: Callable[[Aws, str], int]
    clear: Callable[[Aws, str], None]
    fix: str
    needed: bool


def _is_ours(state: StackState, change: Change) -> bool:
    """Whether it is a bucket that holds nothing but our own templates, or the access logs of an environment."""
    if REGISTRY in state.tags:
        return change.logical_id == ARTIFACTS
    of_environment = ENVIRONMENT in state.tags and SERVICE not in state.tags
    return of_environment and change.logical_id == _ACCESS_LOGS


_ACCESS_LOGS = "AccessLogsBucket"


_WAYS: Mapping[str, _Way] = MappingProxyType(
    {
        "AWS::S3::Bucket": _Way(
            clears=Clears.CONTENTS,
            ours=_is_ours,
            count=lambda aws, name: aws.bucket.count(name, owner=aws.account),
            clear=lambda aws, name: aws.bucket.empty(name, owner=aws.account),
            fix="get s3:ListBucketVersions and s3:DeleteObjectVersion on it, or empty it in the S3 console",
            needed=True,
        ),
        "AWS::AutoScaling::AutoScalingGroup": _Way(
            clears=Clears.PROTECTION,
            ours=lambda _state, _change: True,
            count=lambda aws, name: len(aws.groups.protected(name)),
            clear=lambda aws, name: aws.groups.unprotect(name),
            fix="the deletion waits until somebody types `aws autoscaling set-instance-protection "
            "--no-protected-from-scale-in --auto-scaling-group-name {name} --instance-ids "
            "$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {name} --output text "
            "--query 'AutoScalingGroups[].Instances[].InstanceId')`",
            needed=False,
        ),
    }
)


def clearings(state: StackState, removed: Iterable[Change], aws: Aws) -> tuple[Clearing, ...]:
    """Look for what has to be cleared among the resources that go."""
    found = (_clearing(change, state, aws) for change in removed if change.physical_id)
    return tuple(one for one in found if one is not None)


def clear(stack: Stack, removal: Removal, means: Means) -> None:
    """Clear what the removal names. Raises AwsError where its deletion would be sure to fail, Interrupted."""
    again = f"`{command('delete', stack.tags)}`"
    try:
        for one in removal.cleared:
            means.tell(Phase(stack=stack.name, doing=Doing.CLEARING, about=one.name))
            _clear(one, stack, means, again)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before {stack.name} was deleted: what stands in the way may be cleared in part",
            fix=f"{again} goes on",
        ) from None


def _clearing(change: Change, state: StackState, aws: Aws) -> Clearing | None:
    way = _WAYS.get(change.type)
    if way is None or not way.ours(state, change):
        return None
    count = or_unknown(lambda: way.count(aws, change.physical_id))
    if count == 0:
        return None
    return Clearing(
        clears=way.clears,
        logical_id=change.logical_id,
        type=change.type,
        name=change.physical_id,
        count=None if isinstance(count, Unknown) else count,
        why=count.why if isinstance(count, Unknown) else "",
    )


def _clear(one: Clearing, stack: Stack, means: Means, again: str) -> None:
    """Clear it. Where it may hold nothing after all, or only takes long, the deletion goes on."""
    way = _WAYS[one.type]
    try:
        way.clear(means.aws, one.name)
    except AwsError as error:
        fix = way.fix.format(name=one.name)
        if way.needed and one.count:
            raise AwsError(
                f"{error.what}; {stack.name} was not deleted",
                fix=f"{fix}; then {again}",
                trouble=error.trouble,
                code=error.code,
            ) from error
        means.tell(Note(stack=stack.name, text=f"{error.what}; {fix}"))
