from __future__ import annotations

from typing import Any

from bbfd.build import ids
from bbfd.model.environment import Certificate, ClientCertificates, LoadBalancer

from .definitions import CERTIFICATE, of_type, resources, stack

_ARN = "arn:aws:acm:eu-west-1:123456789012:certificate"
OTHERS = tuple(Certificate.arn(f"{_ARN}/{n * 8}-1234-1234-1234-123456789012") for n in "ab")
STORE = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:truststore/partners/0a1b2c3d4e5f6071"


def test_the_listener_shows_further_certificates_each_once() -> None:
    made = resources(certificate=CERTIFICATE, more_certificates=(*OTHERS, OTHERS[0]))
    shown = of_type(made, "AWS::ElasticLoadBalancingV2::ListenerCertificate").values()
    assert [each["Certificates"][0]["CertificateArn"] for each in shown] == [
        each.arn for each in OTHERS
    ]
    assert {each["ListenerArn"]["Ref"] for each in shown} == {ids.HTTPS_LISTENER}


def asked(clients: ClientCertificates | None) -> Any:
    made = resources(certificate=CERTIFICATE, load_balancer=LoadBalancer(clients=clients))
    return made[ids.HTTPS_LISTENER]["Properties"].get("MutualAuthentication")


def test_clients_show_nothing_unless_asked() -> None:
    assert asked(None) is None


def test_what_nobody_looks_at_has_no_date() -> None:
    (told,) = stack(
        load_balancer=LoadBalancer(clients=ClientCertificates(expired=True)),
        certificate=CERTIFICATE,
    ).refusals
    assert told.field == "load_balancer.clients.expired"


def test_clients_show_who_they_are() -> None:
    assert asked(ClientCertificates()) == {"Mode": "passthrough"}
    assert asked(ClientCertificates(trust_store=STORE)) == {
        "Mode": "verify",
        "TrustStoreArn": STORE,
    }
    assert asked(ClientCertificates(trust_store=STORE, expired=True)) == {
        "Mode": "verify",
        "TrustStoreArn": STORE,
        "IgnoreClientCertificateExpiry": True,
    }
