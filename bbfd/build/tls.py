"""Reached by TLS alone."""

from __future__ import annotations

from awacs.aws import Action, Bool, Condition, Deny, Principal, Statement


def refused_without_tls(action: str, *resources: object, who: Principal | None = None) -> Statement:
    """Of a resource's policy: everybody who asks without TLS is refused.

    action: as `s3:*`. who: how the service writes everybody, where that is not "*".
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
    """
    service, _, name = action.partition(":")
    return Statement(
        Effect=Deny,
        Principal=who or Principal("*"),
        Action=[Action(service, name)],
        Resource=list(resources),
        Condition=Condition(Bool({"aws:SecureTransport": "false"})),
    )
