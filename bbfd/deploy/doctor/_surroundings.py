"""Whose account it is, until when, its service-linked roles, and the stacks that services stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.doctor._complaint import Complaint, Examined, Grade
from bbfd.deploy.doctor._state import state_of
from bbfd.deploy.look.account import linked_roles, must_be_the_right_one
from bbfd.deploy.means import Wishes
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.model.stack import Stack

_SOON = 3600.0  # seconds


def surroundings(name: str, beneath: Sequence[Stack], means: Means) -> tuple[Examined, bool]:
    """Look at what all services of an environment share; and whether there is anything more to look at."""
    wrong = _account(means)
    if wrong is not None:
        left = Complaint(
            grade=Grade.UNKNOWN, about="account", what="nothing else was looked at in AWS"
        )
        return Examined(name=name, complaints=(wrong, left)), False
    right = Complaint(
        grade=Grade.WELL,
        about="account",
        what=f"the credentials are of account {means.aws.account}, the region is {means.aws.region}",
    )
    found = [right, *_credentials(means), *_roles(beneath, means)]
    found += [one for stack in beneath for one in _stack(stack, means)]
    found.sort(key=lambda one: one.grade.order)
    return Examined(name=name, complaints=tuple(found)), True


def _account(means: Means) -> Complaint | None:
    try:
        must_be_the_right_one(means.aws)
    except Refused as refused:
        return Complaint(grade=Grade.REFUSES, about="account", what=refused.what, fix=refused.fix)
    return None


def _credentials(means: Means) -> Iterator[Complaint]:
    expires = means.aws.expires()
    left = (expires - means.clock.utc()).total_seconds() if expires else _SOON
    if expires is not None and left < _SOON:
        yield Complaint(
            grade=Grade.HINT,
            about="credentials",
            what=f"the credentials expire at {expires:%H:%M} UTC, in {left / 60:.0f} min",
            fix="get new ones before a long deployment: one that outlasts them goes on in AWS, unwatched",
        )


def _roles(beneath: Sequence[Stack], means: Means) -> Iterator[Complaint]:
    missing: dict[str, str] = {}
    for name, service in linked_roles(stack.body for stack in beneath):
        there = or_unknown(partial(means.aws.roles.exists, name))
        if isinstance(there, Unknown):
            what = f"whether the service-linked roles are there is not known: {there.why}"
            yield Complaint(grade=Grade.UNKNOWN, about="linked roles", what=what)
            return
        if not there:
            missing[name] = service
    if missing:
        yield Complaint(
            grade=Grade.HINT,
            about="linked roles",
            what=f"not there yet, and made by the first deploy: the service-linked roles {', '.join(missing)}",
            fix=f"where that may not make them, ask an administrator for {_made_by_hand(missing.values())}",
        )
    else:
        what = "the service-linked roles are there"
        yield Complaint(grade=Grade.WELL, about="linked roles", what=what)


def _made_by_hand(services: Iterable[str]) -> str:
    order = "aws iam create-service-linked-role --aws-service-name"
    return ", ".join(f"`{order} {service}`" for service in services)


def _stack(stack: Stack, means: Means) -> Iterator[Complaint]:
    about = "what services stand on"
    try:
        yield _standing(stack, about, means)
    except AwsError as error:
        yield Complaint(grade=Grade.UNKNOWN, about=about, what=error.what, fix=error.fix)
    except Refused as refused:
        yield Complaint(grade=Grade.REFUSES, about=about, what=refused.what, fix=refused.fix)


def _standing(stack: Stack, about: str, means: Means) -> Complaint:
    what = f"the stack {stack.name} does not exist: a deploy of any service makes it"
    absent = Complaint(grade=Grade.HINT, about=about, what=what)
    return state_of(stack, absent, Wishes(), means, "")
