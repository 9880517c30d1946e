from __future__ import annotations

from dataclasses import replace
from typing import Any

from bbfd.build import ids
from bbfd.model.environment import LoadBalancer
from bbfd.model.network import Network

from .definitions import (
    CERTIFICATE,
    EXISTING_BALANCER,
    EXISTING_NETWORK,
    PRIVATE,
    PUBLIC,
    resources,
    stack,
    taken_by,
)


def balancer(**changes: Any) -> dict[str, Any]:
    return resources(**changes)[ids.LOAD_BALANCER]["Properties"]


def listener(name: str, **changes: Any) -> dict[str, Any]:
    return resources(**changes)[name]["Properties"]


def test_without_a_certificate_there_is_http_alone() -> None:
    found = resources()
    assert ids.HTTPS_LISTENER not in found
    assert found[ids.HTTP_LISTENER]["Properties"]["DefaultActions"][0]["Type"] == "fixed-response"
    rules = found[ids.LOAD_BALANCER_GROUP]["Properties"]["SecurityGroupIngress"]
    assert [rule["FromPort"] for rule in rules] == [80]


def test_what_no_service_answers_is_not_found() -> None:
    (action,) = listener(ids.HTTPS_LISTENER, certificate=CERTIFICATE)["DefaultActions"]
    assert action["FixedResponseConfig"]["StatusCode"] == "404"


def test_with_a_certificate_http_leads_to_https() -> None:
    (action,) = listener(ids.HTTP_LISTENER, certificate=CERTIFICATE)["DefaultActions"]
    assert action["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "StatusCode": "HTTP_301",
    }


def test_a_redirect_can_be_declined() -> None:
    (action,) = listener(
        ids.HTTP_LISTENER, certificate=CERTIFICATE, load_balancer=LoadBalancer(redirect=False)
    )["DefaultActions"]
    assert action["Type"] == "fixed-response"


def test_https_has_the_certificate_and_the_policy() -> None:
    asked = LoadBalancer(tls_policy="ELBSecurityPolicy-TLS13-1-3-2021-06")
    found = listener(ids.HTTPS_LISTENER, certificate=CERTIFICATE, load_balancer=asked)
    assert found["Certificates"] == [{"CertificateArn": {"Ref": ids.CERTIFICATE}}]
    assert found["SslPolicy"] == asked.tls_policy


def test_those_who_are_admitted_reach_each_port() -> None:
    found = resources(
        certificate=CERTIFICATE, load_balancer=LoadBalancer(admit=("10.0.0.0/8", "2001:db8::/32"))
    )
    rules = found[ids.LOAD_BALANCER_GROUP]["Properties"]["SecurityGroupIngress"]
    assert [(r.get("CidrIp"), r.get("CidrIpv6"), r["FromPort"]) for r in rules] == [
        ("10.0.0.0/8", None, 80),
        ("10.0.0.0/8", None, 443),
        (None, "2001:db8::/32", 80),
        (None, "2001:db8::/32", 443),
    ]


def test_whom_no_address_describes_is_refused() -> None:
    (refusal,) = stack(load_balancer=LoadBalancer(admit=("everybody",))).refusals
    assert "everybody" in refusal.what


def test_every_attribute_is_said() -> None:
    for protected, said in ((True, "true"), (False, "false")):
        found = balancer(protected=protected, load_balancer=LoadBalancer(idle_timeout=90))
        assert {a["Key"]: a["Value"] for a in found["LoadBalancerAttributes"]} == {
            "deletion_protection.enabled": said,
            "idle_timeout.timeout_seconds": "90",
            "routing.http.drop_invalid_header_fields.enabled": "true",
        }


def test_it_stands_where_those_who_ask_can_reach_it() -> None:
    inside = LoadBalancer(internal=True)
    private = Network.create(nat="one")
    assert balancer(network=private)["Subnets"][0] == {"Ref": "PublicSubnet1"}
    assert balancer(network=private, load_balancer=inside)["Subnets"][0] == {
        "Ref": "PrivateSubnet1"
    }
    assert balancer(load_balancer=inside)["Subnets"][0] == {"Ref": "PublicSubnet1"}
    assert balancer(network=EXISTING_NETWORK)["Subnets"] == {"Ref": ids.PUBLIC_SUBNETS}


def test_it_waits_for_the_internet_only_where_it_faces_it() -> None:
    assert "PublicRoute" in resources()[ids.LOAD_BALANCER]["DependsOn"]
    inside = resources(load_balancer=LoadBalancer(internal=True))
    assert "DependsOn" not in inside[ids.LOAD_BALANCER]


def test_one_for_the_internet_without_public_subnets_is_refused() -> None:
    closed = Network.existing("vpc-0123456789abcdef0", private=PRIVATE)
    (refusal,) = stack(network=closed).refusals
    assert "internal=True" in refusal.fix
    assert resources(network=closed, load_balancer=LoadBalancer(internal=True))


def test_one_with_a_single_subnet_is_refused() -> None:
    narrow = Network.existing("vpc-0123456789abcdef0", public=PUBLIC[:1])
    (refusal,) = stack(network=narrow).refusals
    assert "two zones" in refusal.what


def test_an_existing_one_is_given_on_as_it_is() -> None:
    made = stack(load_balancer=EXISTING_BALANCER)
    assert ids.LOAD_BALANCER not in made.body["Resources"]
    defaults = {p.name: p.default for p in taken_by(made)}
    assert defaults == {
        ids.LOAD_BALANCER: EXISTING_BALANCER.arn,
        ids.LOAD_BALANCER_GROUP: EXISTING_BALANCER.security_group,
        ids.LOAD_BALANCER_DNS: EXISTING_BALANCER.dns_name,
        ids.HTTP_LISTENER: EXISTING_BALANCER.http_listener,
    }
    assert ids.HTTPS_LISTENER not in made.body["Outputs"]


def test_an_existing_one_without_listener_is_refused() -> None:
    (refusal,) = stack(load_balancer=replace(EXISTING_BALANCER, http_listener=None)).refusals
    assert refusal.field == "load_balancer"


def test_there_may_be_none() -> None:
    made = stack(load_balancer=None, certificate=CERTIFICATE)
    assert not {ids.LOAD_BALANCER, ids.HTTP_LISTENER, ids.HTTPS_LISTENER} & {
        *made.body["Resources"],
        *made.body["Outputs"],
    }
