"""Reached by TLS alone."""

from __future__ import annotations

from awacs.aws import Action, Bool, Condition, Deny, PolicyDocument, Principal, Statement

from bbfd.build.policies import allowing


def by_tls_alone(action: str, *resources: object) -> PolicyDocument:
    """A resource's policy that refuses everybody who asks without TLS. action: as `s3:*`."""
    service, _, name = action.partition(":")
    return allowing(
        Statement(
            Effect=Deny,
            Principal=Principal("*"),
            Action=[Action(service, name)],
            Resource=list(resources),
            Condition=Condition(Bool({"aws:SecureTransport": "false"})),
        )
    )
