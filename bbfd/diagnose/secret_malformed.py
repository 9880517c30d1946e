"""A secret is there, but not what is asked of it: no such key, no such version, no JSON, or its ARN is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import said
from bbfd.diagnose._secrets import on_secret

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: ... unable to retrieve secret from asm: service call has been retried 1 time(s):
#  retrieved secret from Secrets Manager did not contain json key KEY"
#  https://github.com/aws/amazon-ecs-agent/blob/master/agent/asm/asm.go
# "... an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again."
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
# "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: LABEL"
_SAID = re.compile(
    r"ResourceInitializationError: .*(did not contain json key (?P<key>[^\s.]+)|invalid character .* looking for"
    r"|invalid ARN format|specified secret value for (?P<version>[^:]+)|ValidationException: Invalid name)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_secret(
        evidence,
        found,
        how=_how(found[0].match),
        fix="name a key that the secret has, `Secret(key=...)`, or none if it is plain text: `aws secretsmanager "
        "describe-secret --secret-id NAME` shows its versions; what it holds only its owner should look up",
    )


def _how(match: re.Match[str]) -> str:
    if match["key"]:
        return f"has no key {match['key']}"
    if match["version"]:
        return "has no value of the version that is asked for"
    if "invalid character" in match[0]:
        return "is no JSON object, but a key of it is asked for"
    return "is named by something that is no ARN"


CAUSE = CauseKind(
    id="secret-malformed",
    title="a secret is not what is asked of it",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
)
