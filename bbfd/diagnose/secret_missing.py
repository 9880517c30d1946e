"""A secret or parameter that a variable reads is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import said
from bbfd.diagnose._secrets import on_secret

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:
#  unable to
#  retrieve secret from asm: service call has been retried 5 time(s): ResourceNotFoundException: Secrets
#  Manager can't
#  find the specified secret."
# "... unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /a/b/c"
#  both: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
_SAID = re.compile(
    r"ResourceInitializationError: .*("
    r"ResourceNotFoundException: Secrets Manager can.t find the specified secret"
    r"|invalid ssm parameters: )",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_secret(
        evidence,
        found,
        how="is not there",
        fix="make it, in the environment's account and region: `aws secretsmanager create-secret` or `aws ssm "
        "put-parameter --type SecureString`; or mend its name in `uses=(Secret(...),)`",
    )


CAUSE = CauseKind(
    id="secret-missing",
    title="a secret is not there",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
