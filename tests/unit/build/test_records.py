"""Names and certificates of a service's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.environment import environment_stack
from bbfd.model.balancers import InternalLoadBalancer, OwnLoadBalancer
from bbfd.model.connections import NetworkLoadBalancer, TcpListener
from bbfd.model.definition import Definition
from bbfd.model.environment import Certificate, Domain
from bbfd.model.http import Http, Listener, Match
from bbfd.model.network import Network
from bbfd.model.stack import FromCertificate, FromStack, Stack
from tests.unit.build.test_http import found, refused
from tests.unit.examples import environment, properties, stack, web

NAMED = environment(
    certificate=Certificate.lookup("example.com"),
    domain=Domain(name="example.com"),
    internal_load_balancer=InternalLoadBalancer(),
)
PLAIN = environment()
HOST = "{service}.{domain}"


def through(where: Any = NAMED, **fields: Any) -> Stack:
    return stack(web(http=Http(**fields)), where)


def records(made: Stack) -> dict[str, Any]:
    every = made.body["Resources"].items()
    return {n: r["Properties"] for n, r in every if r["Type"] == "AWS::Route53::RecordSet"}


def test_the_environments_record_leads_to_what_is_behind_its_load_balancer():
    assert records(through(host=HOST)) == {}
    assert records(through(host=HOST, internal=True)) == {}


def test_a_service_may_have_a_record_for_each_of_its_hosts():
    made = through(host=HOST, rules=(Match(host="*.web.{domain}"),), alias=True, internal=True)
    assert records(made) == {
        "RecordWebExampleCom": {
            "HostedZoneId": {"Ref": "HostedZone"},
            "Name": "web.example.com",
            "Type": "CNAME",
            "TTL": "300",
            "ResourceRecords": [{"Ref": "InternalLoadBalancerDnsName"}],
        },
        "RecordAnyWebExampleCom": {
            "HostedZoneId": {"Ref": "HostedZone"},
            "Name": "*.web.example.com",
            "Type": "CNAME",
            "TTL": "300",
            "ResourceRecords": [{"Ref": "InternalLoadBalancerDnsName"}],
        },
    }
    zone = next(each for each in made.parameters if each.name == "HostedZone")
    assert zone.source == FromStack(stack="bbfd-environment-test", output="HostedZone")
    assert found(made) == []


def test_the_host_of_a_load_balancer_of_its_own_leads_there_unless_it_is_not_to():
    made = through(host=HOST, balancer=OwnLoadBalancer())
    assert records(made)["RecordWebExampleCom"] == {
        "HostedZoneId": {"Ref": "HostedZone"},
        "Name": "web.example.com",
        "Type": "A",
        "AliasTarget": {
            "DNSName": {"Fn::GetAtt": ["OwnLoadBalancer", "DNSName"]},
            "HostedZoneId": {"Fn::GetAtt": ["OwnLoadBalancer", "CanonicalHostedZoneID"]},
            "EvaluateTargetHealth": False,
        },
    }
    assert records(through(host=HOST, balancer=OwnLoadBalancer(), alias=False)) == {}
    other = Certificate.lookup("a.example.org")
    elsewhere = through(host="a.example.org", balancer=OwnLoadBalancer(), certificate=other)
    assert records(elsewhere) == {}
    assert records(through(PLAIN, host="a.example.com", balancer=OwnLoadBalancer())) == {}
    both = replace(NAMED, network=Network.create(nat="one", ipv6=True))
    assert records(through(both, host=HOST, balancer=OwnLoadBalancer())).keys() == {
        "RecordWebExampleCom",
        "RecordWebExampleComIpv6",
    }


def test_a_name_leads_to_a_network_load_balancer():
    network = NetworkLoadBalancer(listeners=(TcpListener(port=1),), host="db.{domain}")
    made = stack(web(http=(), network=network), NAMED)
    target = records(made)["RecordDbExampleCom"]["AliasTarget"]
    assert target["DNSName"] == {"Fn::GetAtt": ["NetworkLoadBalancer", "DNSName"]}
    assert found(made) == []


def test_the_zone_that_the_environment_names_is_the_default():
    where = replace(NAMED, domain=Domain(name="example.com", zone="Z1"))
    zone = next(
        e for e in through(where, host=HOST, alias=True).parameters if e.name == "HostedZone"
    )
    assert zone.default == "Z1"


@pytest.mark.parametrize(
    ("http", "where", "field", "typed"),
    [
        (Http(host="a.example.com", alias=True), PLAIN, "http.host", "Domain(name="),
        (Http(alias=True), NAMED, "http.alias", "host="),
        (
            Http(alias=True, host="a.example.org", certificate=Certificate.lookup("a.example.org")),
            NAMED,
            "http.host",
            "{service}.{domain}",
        ),
        (Http(alias=True, host="{domain}"), NAMED, "http.host", "{service}.{domain}"),
        (Http(alias=True, host="a*.example.com"), NAMED, "http.host", "first part"),
        (
            Http(certificate=Certificate.lookup("a.example.org")),
            PLAIN,
            "http.certificate",
            "remove",
        ),
    ],
)
def test_what_can_have_no_name_is_refused(http: Http, where: Any, field: str, typed: str) -> None:
    (refusal,) = refused(web(http=http), where)
    assert refusal.field == field
    assert typed in refusal.fix


def test_one_name_leads_to_one_load_balancer():
    host, own = "a.example.com", OwnLoadBalancer()
    both = (Http(host=host, alias=True), Http(host=host, name="own", balancer=own))
    there = NetworkLoadBalancer(listeners=(TcpListener(port=1),), host=host)
    assert [each.field for each in refused(web(http=both), NAMED)] == ["http.1.host"]
    told = refused(web(http=Http(host=host, alias=True), network=there), NAMED)
    assert [each.field for each in told] == ["network.host"]
    assert refused(web(http=(Http(host=host, alias=True), Http(host=host, port=81))), NAMED) == []


def test_a_network_load_balancers_name_is_below_the_domain():
    network = NetworkLoadBalancer(listeners=(TcpListener(port=1),), host="db.example.org")
    (refusal,) = refused(web(http=(), network=network), NAMED)
    assert refusal.field == "network.host"


def test_a_load_balancer_of_its_own_speaks_https_with_a_certificate_of_its_own():
    own = Certificate.lookup("a.example.org")
    made = through(PLAIN, host="a.example.org", balancer=OwnLoadBalancer(), certificate=own)
    assert properties(made, "OwnHttpsListener")["Certificates"] == [
        {"CertificateArn": {"Ref": "OwnCertificate"}}
    ]
    assert "ListenerCertificate" not in made.body["Resources"]
    listener = Listener(port=8443, protocol="HTTPS")
    made = through(PLAIN, listener=listener, certificate=own)
    assert properties(made, "Listener")["Certificates"] == [
        {"CertificateArn": {"Ref": "OwnCertificate"}}
    ]
    beside = through(host="a.example.org", balancer=OwnLoadBalancer(), certificate=own)
    assert properties(beside, "OwnHttpsListener")["Certificates"] == [
        {"CertificateArn": {"Ref": "Certificate"}}
    ]
    assert properties(beside, "ListenerCertificate")["ListenerArn"] == {"Ref": "OwnHttpsListener"}
    assert found(made) == found(beside) == []


def test_an_environment_whose_services_have_their_own_load_balancers_needs_none():
    where = replace(NAMED, load_balancer=None, internal_load_balancer=None)
    made = environment_stack(Definition("test", where, "e.py"))
    assert made is not None
    assert made.refusals == ()
    assert records(through(where, host=HOST, balancer=OwnLoadBalancer()))


def test_a_certificate_of_its_own_is_beside_the_environments():
    made = through(host="shop.example.org", certificate=Certificate.lookup("shop.example.org"))
    assert properties(made, "ListenerCertificate") == {
        "ListenerArn": {"Ref": "HttpsListener"},
        "Certificates": [{"CertificateArn": {"Ref": "OwnCertificate"}}],
    }
    carried = next(each for each in made.parameters if each.name == "OwnCertificate")
    assert carried.source == FromCertificate(domain="shop.example.org")
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
    given = through(host="shop.example.org", certificate=Certificate.arn(arn))
    carried = next(each for each in given.parameters if each.name == "OwnCertificate")
    assert carried.default == arn
    assert found(made) == []
