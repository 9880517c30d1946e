"""A secret that a listener rule signs people in with, and that does not exist: CloudFormation could not read it.

Only whether it exists is asked; no value is read.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from bbfd.deploy.plan.guards._case import (
    GOOD,
    Case,
    Objection,
    Verdict,
    changes_within,
    together,
    unseen,
)
from bbfd.deploy.unknown import Unknown, or_unknown

_TYPE = "AWS::ElasticLoadBalancingV2::ListenerRule"
# An ARN has colons of its own, in front of the secret's name and six characters of AWS's.
_REFERENCE = re.compile(
    r"\{\{resolve:secretsmanager:(?P<secret>arn:(?:[^:{}]*:){5}[^:{}]+|[^:{}]+)(:[^{}]*)?\}\}"
)


def guard(case: Case) -> Verdict:
    """Refuse a rule whose secret is not there."""
    wanted = dict(_secrets(case))
    return together(_looked_up(case, secret, logical_id) for secret, logical_id in wanted.items())


def _secrets(case: Case) -> Iterator[tuple[str, str]]:
    """Each secret that is to be read, and the rule that is to."""
    template = case.template
    for change in case.touched(_TYPE):
        if not changes_within(change, "Actions"):
            continue
        for action in template.entries(template.properties(change.logical_id).get("Actions")):
            said = template.fields(action.get("AuthenticateOidcConfig")).get("ClientSecret")
            found = _REFERENCE.fullmatch(said) if isinstance(said, str) else None
            if found:
                yield found["secret"], change.logical_id


def _looked_up(case: Case, secret: str, logical_id: str) -> Verdict:
    found = or_unknown(partial(case.aws.secrets.named, secret))
    if isinstance(found, Unknown):
        return unseen(f"whether the secret {secret} exists", found)
    if found is not None:
        return GOOD
    where = case.where(logical_id, "Actions") or "the definition"
    return Verdict(
        objections=(
            Objection(
                what=f"the secret {secret} does not exist, or is to be deleted ({logical_id} signs in with it)",
                fix=f"`aws secretsmanager create-secret --name {secret} --secret-string ...`, "
                f"or name another one in {where}",
            ),
        )
    )
