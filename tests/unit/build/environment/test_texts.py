"""Ids, ARNs, names and tags that an environment's file writes out."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from bbfd.build.environment.texts import TEXTS
from bbfd.model.access import Access, Local
from bbfd.model.encryption import ExistingKey
from bbfd.model.environment import (
    Capacity,
    Certificate,
    ClientCertificates,
    Domain,
    ExistingCapacity,
    ExistingCluster,
    ExistingLoadBalancer,
    LoadBalancer,
    Registry,
)
from bbfd.model.managed import ManagedCapacity
from bbfd.model.network import Network
from bbfd.model.reaper import Reaper
from bbfd.model.watching import Alarms

from .definitions import CERTIFICATE, environment, stack

INSIDE = Network.create(nat="one")
SUBNET = "subnet-0a1b2c3d4e5f6071"
ELB = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
BALANCER: dict[str, Any] = {
    "arn": f"{ELB}:loadbalancer/app/web/50dc6c495c0c9188",
    "security_group": "sg-0a1b2c3d4e5f60718",
    "dns_name": "web-1.eu-west-1.elb.amazonaws.com",
    "http_listener": f"{ELB}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
}


def network(*public: str, private: tuple[str, ...] = (), vpc: str = "vpc-0a1b2c3d4e5f60718") -> Any:
    return Network.existing(vpc, public=public, private=private)


def balancer(**changes: str) -> ExistingLoadBalancer:
    return ExistingLoadBalancer(**{**BALANCER, **changes})


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"aws": Access(role="admin")}, "aws.role"),
    ({"aws": Access(service_role="arn:aws:iam::1:role/x")}, "aws.service_role"),
    ({"aws": Access(profile="")}, "aws.profile"),
    ({"aws": Access(external_id="x")}, "aws.external_id"),
    ({"aws": Local(folder="/etc")}, "aws.folder"),
    ({"aws": Local(folder="../other")}, "aws.folder"),
    ({"aws": Local(folder="")}, "aws.folder"),
    ({"network": network(f"{SUBNET}1", f"{SUBNET}2", vpc="prod")}, "network.vpc"),
    ({"network": network(f"{SUBNET}1", "b,az")}, "network.public"),
    ({"network": network(f"{SUBNET}1", f"{SUBNET}2", private=("x",))}, "network.private"),
    ({"network": network(f"{SUBNET}1", f"{SUBNET}2", private=(f"{SUBNET}1",))}, "network"),
    ({"network": network(f"{SUBNET}1", f"{SUBNET}1")}, "network"),
    ({"cluster": ExistingCluster(name="a b")}, "cluster.name"),
    ({"cluster": ExistingCluster(name="")}, "cluster.name"),
    ({"load_balancer": balancer(arn="web")}, "load_balancer.arn"),
    ({"load_balancer": balancer(http_listener="x")}, "load_balancer.http_listener"),
    ({"load_balancer": balancer(security_group="x")}, "load_balancer.security_group"),
    ({"load_balancer": balancer(dns_name="http://x")}, "load_balancer.dns_name"),
    ({"internal_load_balancer": balancer(arn="web")}, "internal_load_balancer.arn"),
    ({"internal_load_balancer": balancer(dns_name="a b")}, "internal_load_balancer.dns_name"),
    ({"certificate": Certificate.lookup("")}, "certificate.domain"),
    ({"certificate": Certificate.create("a b.com")}, "certificate.domain"),
    ({"certificate": Certificate.create("a.com", also=("a/b",))}, "certificate.also"),
    ({"certificate": Certificate.create("a.com", zone="/hostedzone/Z1")}, "certificate.zone"),
    ({"domain": Domain(name="a b.com")}, "domain.name"),
    ({"domain": Domain(name="a.com.")}, "domain.name"),
    ({"domain": Domain(name="a." * 200 + "com")}, "domain.name"),
    ({"domain": Domain(name="a.com", zone="a.com")}, "domain.zone"),
    ({"capacity": ExistingCapacity(provider="")}, "capacity.provider"),
    ({"key": ExistingKey(arn="alias/mine")}, "key.arn"),
    ({"alarms": Alarms(topic="alarms")}, "alarms.topic"),
    ({"capacity": Capacity(image="mine")}, "capacity.image"),
    ({"managed": ManagedCapacity(types=("M 7",)), "network": INSIDE}, "managed.types"),
    ({"registry": Registry(name="A B")}, "registry.name"),
    ({"registry": Registry(name="a_b")}, "registry.name"),
    ({"registry": Registry(name="a" * 200)}, "registry.name"),
    ({"discovery": "a..b"}, "discovery"),
    ({"tags": {"aws:x": "1"}}, "tags.aws:x"),
    ({"tags": {"": "1"}}, "tags."),
    ({"tags": {"a" * 129: "1"}}, f"tags.{'a' * 129}"),
    ({"tags": {"a": "b" * 257}}, "tags.a"),
    ({"tags": {"a": "{}"}}, "tags.a"),
    ({"tags": {"bbfd:service": "x"}}, "tags.bbfd:service"),
    ({"tags": {str(n): "" for n in range(49)}}, "tags"),
    ({"reaper": Reaper(role="admin")}, "reaper.role"),
    ({"permissions_boundary": "a b"}, "permissions_boundary"),
    ({"permissions_boundary": "arn:aws:iam::1:policy/x"}, "permissions_boundary"),
    ({"region": "eu-wst-1"}, "region"),
    ({"network": Network.create(cidr="224.0.0.0/16")}, "network.cidr"),
    ({"network": Network.create(cidr="169.254.0.0/16")}, "network.cidr"),
    (
        {"load_balancer": LoadBalancer(tls_policy="ELBSecurityPolicy-2016-08")},
        "load_balancer.tls_policy",
    ),
    (
        {"load_balancer": LoadBalancer(tls_policy="none"), "certificate": CERTIFICATE},
        "load_balancer.tls_policy",
    ),
    (
        {
            "load_balancer": LoadBalancer(clients=ClientCertificates(trust_store="mine")),
            "certificate": CERTIFICATE,
        },
        "load_balancer.clients.trust_store",
    ),
    ({"load_balancer": LoadBalancer(clients=ClientCertificates())}, "load_balancer.clients"),
    ({"more_certificates": (CERTIFICATE,)}, "more_certificates"),
    (
        {"more_certificates": (Certificate.arn("x"),), "certificate": CERTIFICATE},
        "more_certificates",
    ),
    (
        {"certificate": Certificate.arn(f"{CERTIFICATE.arn}".replace("123456789012", "1" * 12))},
        "certificate",
    ),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_aws_would_not_know_is_told_with_its_field(
    changes: dict[str, Any], field: str
) -> None:
    (refusal,) = stack(**changes).refusals
    assert refusal.field == field
    assert refusal.fix


@pytest.mark.parametrize(
    "changes",
    [
        {"aws": Access(role="arn:aws-us-gov:iam::123456789012:role/path/x", external_id="x")},
        {"aws": Local(folder="state/local")},
        {"network": network("subnet-0a1b2c3d", "subnet-0a1b2c3e", vpc="vpc-0a1b2c3d")},
        {"load_balancer": balancer(), "network": network(f"{SUBNET}1", f"{SUBNET}2")},
        {"certificate": Certificate.create("*.a.com", also=("a.com",), zone="Z0123456789ABC")},
        {"domain": Domain(name="Dev_1.example.com")},
        {"tags": {"Größe": "über 5", "team": ""}},
        {"discovery": "prod.internal"},
        {"permissions_boundary": "developers"},
        {"permissions_boundary": "arn:aws:iam::123456789012:policy/path/x"},
    ],
)
def test_what_aws_knows_is_taken(changes: dict[str, Any]) -> None:
    assert stack(**changes).refusals == ()


def test_every_region_that_boto3_knows_is_one() -> None:
    session = botocore.session.Session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("ec2", partition):
            assert stack(region=region).refusals == (), region


def test_every_field_is_one_of_an_environment() -> None:
    fields = {field.split(".")[0] for _, field in WRONG}
    assert {text.field.split(".")[0] for text in TEXTS} <= fields
    assert environment()
