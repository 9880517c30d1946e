"""Certificate Manager. https://docs.aws.amazon.com/acm/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.records import Certificate

# Without these, certificates of most key types are left out of the list without a word.
_EVERY_KEY = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]


class Acm:
    """The calls that look for certificates."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def issued(self) -> tuple[Certificate, ...]:
        """Every issued certificate of the region."""
        with asking("list the certificates"):
            pages = self._client.get_paginator("list_certificates").paginate(
                CertificateStatuses=["ISSUED"], Includes={"keyTypes": _EVERY_KEY}
            )
            listed = [raw for page in pages for raw in page["CertificateSummaryList"]]
            return tuple(self._certificate(raw) for raw in listed)

    def is_issued(self, arn: str) -> bool:
        """Whether this certificate exists and is issued."""
        answer = if_there(
            f"look for the certificate {arn}",
            lambda: self._client.describe_certificate(CertificateArn=arn),
        )
        return answer is not None and answer["Certificate"].get("Status") == "ISSUED"

    def _certificate(self, raw: Mapping[str, Any]) -> Certificate:
        arn = raw["CertificateArn"]
        names = raw.get("SubjectAlternativeNameSummaries")
        if names is None or raw.get("HasAdditionalSubjectAlternativeNames"):
            whole = self._client.describe_certificate(CertificateArn=arn)["Certificate"]
            names = whole.get("SubjectAlternativeNames", ())
        domains = dict.fromkeys([raw.get("DomainName", ""), *names])
        return Certificate(
            arn=arn, domains=tuple(name for name in domains if name), not_after=raw.get("NotAfter")
        )
