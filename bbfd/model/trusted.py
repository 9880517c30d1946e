"""Who may take a role: the jobs of one repository, as the tokens of their vendor tell them apart."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Issued:
    """Whoever shows a token of OpenID Connect.

    issuer: without https://. audience, subject: what the token says. any_end: the subject may end in anything.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """

    issuer: str
    audience: str
    subject: str
    any_end: bool = False


@value
class Named:
    """A role or user of AWS, by its ARN."""

    arn: str


@value
class Project:
    """One project of CodeBuild in this account and region, by its name."""

    name: str


Trusted = Issued | Named | Project


@value
class Takers:
    """Who may take the two roles. provider: the ARN of the issuer's provider in IAM, where the account has it."""

    plan: Trusted
    deploy: Trusted
    provider: str | None = None
