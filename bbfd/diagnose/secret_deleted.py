"""A secret that a variable reads is about to be deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import CauseKind, Depth, Found
from bbfd.diagnose._reading import said
from bbfd.diagnose._secrets import on_secret

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence

# "ResourceInitializationError: ... unable to retrieve secret from asm: ... InvalidRequestException: You can't
#  perform
#  this operation on the secret because it was marked for deletion."
#  https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
_SAID = re.compile(r"ResourceInitializationError: .*marked for deletion", re.DOTALL)


def _look(evidence: Evidence) -> Found | None:
    found = said(evidence, _SAID)
    if not found:
        return None
    return on_secret(
        evidence,
        found,
        how="is marked for deletion",
        fix="restore it, `aws secretsmanager restore-secret --secret-id NAME`, or name another in "
        "`uses=(Secret(...),)`",
    )


CAUSE = CauseKind(
    id="secret-deleted",
    title="a secret is marked for deletion",
    depth=Depth.TASK,
    look=_look,
    doc="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
)
