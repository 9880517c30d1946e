"""Certificates, domains, discovery: what an environment is called by."""

from __future__ import annotations

from bbfd.build import ids
from bbfd.model.environment import Certificate, Domain
from bbfd.model.stack import FromCertificate, FromZone

from .definitions import CERTIFICATE, EXISTING_BALANCER, ZONE, resources, stack, taken_by


def test_a_certificate_of_its_own_is_validated_in_the_zone() -> None:
    made = stack(
        certificate=Certificate.create("example.com", zone=ZONE, also=("www.example.com",))
    )
    found = made.body["Resources"][ids.CERTIFICATE]["Properties"]
    assert found["ValidationMethod"] == "DNS"
    assert found["SubjectAlternativeNames"] == ["www.example.com"]
    assert found["DomainValidationOptions"] == [
        {"DomainName": name, "HostedZoneId": {"Ref": "CertificateHostedZone"}}
        for name in ("example.com", "www.example.com")
    ]
    assert {p.name: p.default for p in taken_by(made)} == {"CertificateHostedZone": ZONE}


def test_a_wildcard_and_its_domain_are_proven_by_one_record() -> None:
    for domain, also in (("*.example.com", "example.com"), ("example.com", "*.example.com")):
        found = resources(certificate=Certificate.create(domain, also=(also,)))
        options = found[ids.CERTIFICATE]["Properties"]["DomainValidationOptions"]
        assert [option["DomainName"] for option in options] == ["example.com"]


def test_a_zone_that_is_not_said_is_looked_up_by_the_domain() -> None:
    (parameter,) = taken_by(stack(certificate=Certificate.create("*.example.com")))
    assert parameter.source == FromZone(domain="example.com")


def test_a_domain_that_is_in_no_public_zone_is_refused() -> None:
    (refusal,) = stack(certificate=Certificate.create("localhost")).refusals
    assert refusal.field == "certificate.domain"
    assert stack(certificate=Certificate.create("localhost", zone=ZONE)).refusals == ()


def test_a_certificate_that_is_there_is_not_made() -> None:
    made = stack(certificate=CERTIFICATE)
    assert ids.CERTIFICATE not in made.body["Resources"]
    assert {p.name: p.default for p in taken_by(made)} == {ids.CERTIFICATE: CERTIFICATE.arn}


def test_a_certificate_is_found_by_its_domain() -> None:
    (parameter,) = taken_by(stack(certificate=Certificate.lookup("example.com")))
    assert parameter.source == FromCertificate(domain="example.com")


def test_a_domain_leads_to_the_load_balancer_and_so_do_all_below_it() -> None:
    found = resources(domain=Domain(name="dev.example.com"))
    records = [found[name]["Properties"] for name in ("DomainRecord", "WildcardDomainRecord")]
    assert [record["Name"] for record in records] == ["dev.example.com", "*.dev.example.com"]
    assert {record["Type"] for record in records} == {"A"}
    for record in records:
        assert record["AliasTarget"]["DNSName"] == {"Fn::GetAtt": [ids.LOAD_BALANCER, "DNSName"]}


def test_a_domain_leads_to_an_existing_load_balancer_by_its_name() -> None:
    found = resources(domain=Domain(name="dev.example.com"), load_balancer=EXISTING_BALANCER)
    record = found["DomainRecord"]["Properties"]
    assert (record["Type"], record["ResourceRecords"]) == (
        "CNAME",
        [{"Ref": ids.LOAD_BALANCER_DNS}],
    )


def test_the_zone_of_a_domain_is_said_or_looked_up() -> None:
    (said,) = taken_by(stack(domain=Domain(name="dev.example.com", zone=ZONE)))
    (looked_up,) = taken_by(stack(domain=Domain(name="dev.example.com")))
    assert (said.name, said.default, said.source) == (ids.ZONE, ZONE, None)
    assert looked_up.source == FromZone(domain="dev.example.com")


def test_a_domain_has_no_record_where_only_services_have_load_balancers() -> None:
    made = stack(load_balancer=None, domain=Domain(name="dev.example.com"))
    assert made.refusals == ()
    kinds = {each["Type"] for each in made.body["Resources"].values()}
    assert "AWS::Route53::RecordSet" not in kinds
    assert made.body["Outputs"]["HostedZone"]


def test_a_namespace_is_made_where_it_is_asked_for() -> None:
    assert ids.NAMESPACE not in resources()
    made = stack(discovery="dev.internal")
    namespace = made.body["Resources"][ids.NAMESPACE]["Properties"]
    assert (namespace["Name"], namespace["Vpc"]) == ("dev.internal", {"Ref": ids.VPC})
    assert made.body["Outputs"][ids.NAMESPACE] == {"Value": {"Ref": ids.NAMESPACE}}
