"""Who may take a role: exactly what the tokens of these jobs say, and nothing that a fork's could."""

from __future__ import annotations

from awacs import sts
from awacs.aws import (
    Allow,
    Condition,
    PolicyDocument,
    Principal,
    Statement,
    StringEquals,
    StringLike,
)
from troposphere import Ref, Sub

from bbfd.build._given import given
from bbfd.model.trusted import Issued, Named, Project, Takers, Trusted

PROVIDER = "Provider"
_ANY_END = "*"


def trusting(who: Trusted, takers: Takers) -> PolicyDocument:
    """The trust policy of a role that this one takes."""
    if isinstance(who, Issued):
        return _policy(
            Principal("Federated", [takers.provider or Ref(PROVIDER)]),
            sts.AssumeRoleWithWebIdentity,
            _said(who),
        )
    if isinstance(who, Project):
        return _policy(Principal("Service", ["codebuild.amazonaws.com"]), sts.AssumeRole, _of(who))
    assert isinstance(who, Named)
    return _policy(Principal("AWS", [who.arn]), sts.AssumeRole, None)


def _policy(principal: Principal, action: object, only: Condition | None) -> PolicyDocument:
    statement = Statement(
        Effect=Allow, Principal=principal, Action=[action], **given(Condition=only)
    )
    return PolicyDocument(Version="2012-10-17", Statement=[statement])


def _said(who: Issued) -> Condition:
    """The audience and the subject, both word for word; `*` only where no other repository's subject can get to it."""
    audience, subject = f"{who.issuer}:aud", f"{who.issuer}:sub"
    if not who.any_end:
        return Condition([StringEquals({audience: who.audience, subject: who.subject})])
    return Condition(
        [
            StringEquals({audience: who.audience}),
            StringLike({subject: f"{who.subject}{_ANY_END}"}),
        ]
    )


def _of(who: Project) -> Condition:
    """One project of this account.

    https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    arn = (
        f"arn:${{AWS::Partition}}:codebuild:${{AWS::Region}}:${{AWS::AccountId}}:project/{who.name}"
    )
    return Condition(
        [StringEquals({"aws:SourceAccount": Ref("AWS::AccountId"), "aws:SourceArn": Sub(arn)})]
    )
