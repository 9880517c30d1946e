"""A certificate that is not issued: the listener that is to use it would be refused.

One that the deploy itself found by domain was among the issued ones a moment ago.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
"""

from __future__ import annotations

from collections.abc import Iterator

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
from bbfd.model.stack import FromCertificate

_TYPES = (
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
)


def guard(case: Case) -> Verdict:
    """Refuse a listener with a certificate that is not there, or not issued yet."""
    found = {
        case.values.get(p.name)
        for p in case.stack.parameters
        if isinstance(p.source, FromCertificate) and p.default is None
    }
    wanted = dict.fromkeys(arn for arn in _certificates(case) if arn not in found)
    return together(_looked_up(case, arn) for arn in wanted)


def _certificates(case: Case) -> Iterator[str]:
    for change in case.touched(*_TYPES):
        if not changes_within(change, "Certificates"):
            continue
        written = case.template.properties(change.logical_id).get("Certificates")
        for one in case.template.entries(written):
            if arn := case.template.text(one.get("CertificateArn")):
                yield arn


def _looked_up(case: Case, arn: str) -> Verdict:
    issued = or_unknown(lambda: case.aws.certificates.is_issued(arn))
    if isinstance(issued, Unknown):
        return unseen(f"whether the certificate {arn} is issued", issued)
    if issued:
        return GOOD
    return Verdict(
        objections=(
            Objection(
                what=f"the certificate {arn} does not exist here, or is not issued",
                fix=f"see what it waits for with `aws acm describe-certificate --certificate-arn {arn}`, "
                "or name another one in the environment",
            ),
        )
    )
