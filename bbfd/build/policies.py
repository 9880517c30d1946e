"""Policy documents in awacs: who may become a role, and what a role may do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from awacs import sts
from awacs.aws import (
    Action,
    Allow,
    ArnLike,
    Condition,
    ConditionElement,
    PolicyDocument,
    Principal,
    Statement,
    StringEquals,
)
from troposphere import Ref, Sub

from bbfd.build._given import given
from bbfd.build._plain import Settled, settled
from bbfd.build.texts import filled_in
from bbfd.model.facts import Grant

_VERSION = "2012-10-17"


@cache
def assumed_by(service: str, *, source: str | None = None) -> Settled:
    """A trust policy: this AWS service may become the role.

    source: only on behalf of resources of this account whose ARN is like it, against the confused deputy:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    statement = Statement(
        Effect=Allow,
        Principal=Principal("Service", [service]),
        Action=[sts.AssumeRole],
        **given(Condition=None if source is None else _from_here(source)),
    )
    return settled(PolicyDocument(Version=_VERSION, Statement=[statement]))


def _from_here(source: str) -> Condition:
    return Condition(
        [
            StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")}),
            ArnLike({"aws:SourceArn": Sub(source)}),
        ]
    )


def allowing(*statements: Statement) -> PolicyDocument:
    """A policy of these statements."""
    return PolicyDocument(Version=_VERSION, Statement=list(statements))


def allow(
    actions: Iterable[Action], resources: Iterable[object], only: Condition | None = None
) -> Statement:
    """These actions on these resources, where the condition holds."""
    return Statement(
        Effect=Allow, Action=list(actions), Resource=list(resources), **given(Condition=only)
    )


def granted(grant: Grant) -> Statement:
    """A feature's grant as a statement."""
    actions = [Action(*action.split(":", 1)) for action in grant.actions]
    resources = [filled_in(resource) for resource in grant.resources]
    via = () if grant.via is None else (("StringEquals", "kms:ViaService", grant.via),)
    return allow(actions, resources, _holding((*grant.when, *via)))


def _holding(when: Iterable[tuple[str, str, str]]) -> Condition | None:
    """All of these; those of one operator together."""
    found: dict[str, dict[str, object]] = {}
    for operator, key, wanted in when:
        found.setdefault(operator, {})[key] = filled_in(wanted)
    operators = [operator_of(name)(each) for name, each in found.items()]
    return Condition(operators) if operators else None


def operator_of(name: str) -> Any:
    """What awacs calls an operator of conditions. Raises ValueError where IAM knows none of that name."""
    import awacs.aws

    found = getattr(awacs.aws, name, None)
    if isinstance(found, type) and issubclass(found, ConditionElement):
        return found
    raise ValueError(f"{name} is no operator of conditions")
