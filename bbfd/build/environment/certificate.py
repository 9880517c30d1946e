"""A certificate of the environment's own, validated by records in a hosted zone."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref, Tags
from troposphere.certificatemanager import Certificate, DomainValidationOption

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, NewCertificate
from bbfd.model.stack import Refusal


def certificate(place: Definition[Environment]) -> Iterator[Made]:
    """The certificate; CloudFormation makes the records that prove the domain is ours.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html
    """
    wanted = place.value.certificate
    if not isinstance(wanted, NewCertificate):
        return
    if wanted.zone is None and "." not in wanted.domain.removeprefix("*."):
        yield _in_no_zone(wanted.domain)
        return
    yield Certificate(
        ids.CERTIFICATE,
        DomainName=wanted.domain,
        ValidationMethod="DNS",
        DomainValidationOptions=[
            DomainValidationOption(DomainName=name, HostedZoneId=Ref(inner_ids.CERTIFICATE_ZONE))
            for name in _proven(wanted)
        ],
        Tags=Tags(Name=place.name),
        **given(SubjectAlternativeNames=list(wanted.also)),
    )
    yield Origin(ids.CERTIFICATE, "certificate")
    yield Origin(ids.CERTIFICATE, "certificate.domain", "DomainName")
    yield Origin(ids.CERTIFICATE, "certificate.zone", "DomainValidationOptions")
    yield Origin(ids.CERTIFICATE, "certificate.also", "SubjectAlternativeNames")


def _proven(wanted: NewCertificate) -> list[str]:
    """The names to prove: `*.example.com` is by the record of `example.com`, which cannot be made twice."""
    names = tuple(dict.fromkeys((wanted.domain, *wanted.also)))
    return [n for n in names if not (n.startswith("*.") and n.removeprefix("*.") in names)]


def _in_no_zone(domain: str) -> Refusal:
    return Refusal(
        what=f"no public hosted zone can be found for {domain}: it is not below a public domain",
        fix='write the whole name, as "www.example.com", or say the zone: Certificate.create(domain, zone="Z...")',
        field="certificate.domain",
    )
