"""The execution role may not read a secret, or may not decrypt it."""

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
#  retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:... from secrets
#  manager: AccessDeniedException: User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/... is not authorized to perform:
#  secretsmanager:GetSecretValue on resource: arn:... because no identity-based policy allows ..."
#  https://github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/102
# "... Access to KMS is not allowed" where the key is what is refused
#  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
_SAID = re.compile(
    r"ResourceInitializationError: .*(not authorized to perform: (?P<action>(secretsmanager|ssm|kms):\w+)"
    r"|Access to KMS is not allowed)",
    re.DOTALL,
)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    action = found[0].match["action"] or "kms:Decrypt"
    return on_secret(
        evidence,
        found,
        how=f"may not be read: the execution role lacks {action}",
        fix="BBFD allows what `uses=(Secret(...),)` names; a key of your own has to be named as well: "
        "`Secret(encryption_key=...)`; and the policies of the secret and of the key must not refuse it",
    )


CAUSE = CauseKind(
    id="secret-denied",
    title="a secret may not be read",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
)
