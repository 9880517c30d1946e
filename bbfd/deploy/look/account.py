"""Is this the account and the region that the environment names? Asked before the first change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bbfd.deploy.unknown import Unknown
from bbfd.errors import AwsError, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.needs import Aws, Roles

# Made by API: in a template they fail where they exist already.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
LINKED_ROLES = (
    ("AWSServiceRoleForECS", "ecs.amazonaws.com"),
    ("AWSServiceRoleForElasticLoadBalancing", "elasticloadbalancing.amazonaws.com"),
    ("AWSServiceRoleForAutoScaling", "autoscaling.amazonaws.com"),
    (
        "AWSServiceRoleForApplicationAutoScaling_ECSService",
        "ecs.application-autoscaling.amazonaws.com",
    ),
)

# What only some stacks need: type of a resource, a property anywhere in it -> the role. 100 % on demand is no Spot.
_OF_SOME = (
    ("AWS::ECS::CapacityProvider", "ManagedInstancesProvider", "ECSCompute", "ecs-compute"),
    (
        "AWS::AutoScaling::AutoScalingGroup",
        "OnDemandPercentageAboveBaseCapacity",
        "EC2Spot",
        "spot",
    ),
)
_TRIES = 3
_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)


def must_be_the_right_one(aws: Aws) -> None:
    """Refuse an account or a region that is not the environment's."""
    who = aws.identity.who()
    if who.account != aws.account:
        raise Refused(
            f"the credentials are of account {who.account} ({who.arn}), "
            f"the environment is in account {aws.account}",
            fix="use credentials of that account (AWS_PROFILE, or `aws=Access(profile=...)`), "
            "or correct `account` in the environment",
        )
    if who.region != aws.region:
        raise Refused(
            f"the calls go to {who.region}, the environment is in {aws.region}",
            fix="correct `region` in the environment, or the profile that it names",
        )


def linked_roles(bodies: Iterable[Mapping[str, Any]] = ()) -> tuple[tuple[str, str], ...]:
    """The service-linked roles, by name and service principal, that stacks need: some of them what not all do."""
    every = [one for body in bodies for one in body.get("Resources", {}).values()]
    more = (
        (f"AWSServiceRoleFor{name}", f"{service}.amazonaws.com")
        for kind, property_, name, service in _OF_SOME
        if any(one["Type"] == kind and _says(one.get("Properties"), property_) for one in every)
    )
    return (*LINKED_ROLES, *more)


def _says(value: Any, name: str) -> bool:
    if isinstance(value, Mapping):
        return value.get(name, 100) != 100 or any(_says(one, name) for one in value.values())
    return isinstance(value, (list, tuple)) and any(_says(one, name) for one in value)


def by_hand(service: str) -> str:
    """What to do where the role of a service principal could not be made."""
    return (
        "if it does not exist, ask an administrator for "
        f"`aws iam create-service-linked-role --aws-service-name {service}`"
    )


def ensure_linked_roles(
    means: Means,
    advice: Callable[[str], str] = by_hand,
    roles: Sequence[tuple[str, str]] = LINKED_ROLES,
) -> tuple[str, ...]:
    """See to it that the service-linked roles are there. Returns notes; a missing permission is no failure.

    advice: what to do where the role of a service principal could not be made.
    """
    notes: list[str] = []
    for number, (name, service) in enumerate(roles):
        try:
            there: bool | Unknown = _exists(name, means)
        except AwsError as error:
            if error.trouble in _PASSING:  # it would be so with the next one
                left = ", ".join(name for name, _ in roles[number:])
                said = f"not checked: whether the service-linked roles {left} are there"
                return (*notes, f"{said}: {error.what}")
            there = Unknown(why=error.what)
        notes.append(_ensure(name, service, there, means.aws.roles, advice))
    return tuple(note for note in notes if note)


def missing_linked_roles(
    means: Means, roles: Sequence[tuple[str, str]] = LINKED_ROLES
) -> tuple[str, ...]:
    """Name those that a deployment would make; none where that may not be read."""
    try:
        return tuple(name for name, _ in roles if not _exists(name, means))
    except AwsError:
        return ()


def _exists(name: str, means: Means) -> bool:
    """Look for a role, a few times: nearly always it is there, and nothing is to wait for it."""
    for _ in range(_TRIES - 1):
        try:
            return means.aws.at_once.roles.exists(name)
        except AwsError as error:
            if error.trouble not in _PASSING:
                raise
        means.clock.sleep(means.pace.first)
    return means.aws.at_once.roles.exists(name)


def _ensure(
    name: str, service: str, there: bool | Unknown, roles: Roles, advice: Callable[[str], str]
) -> str:
    if there is True:
        return ""
    try:
        roles.create_linked(service)
    except AwsError as error:
        if error.trouble is Trouble.EXISTS:
            return ""
        why = there.why if isinstance(there, Unknown) else error.what
        return f"the role {name} could not be made ({why}); {advice(service)}"
    return f"the service-linked role {name} was made"
