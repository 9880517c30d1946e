"""Environments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bbfd import (
    EC2,
    AccessLogs,
    Alarm,
    Alarms,
    Budget,
    Capacity,
    Certificate,
    ClientCertificates,
    Cluster,
    Container,
    Domain,
    Environment,
    ExistingGateway,
    Firewall,
    Http,
    InternalLoadBalancer,
    Key,
    Listener,
    LoadBalancer,
    ManagedCapacity,
    Network,
    Reaper,
    Registry,
    Repository,
    Worker,
)
from bbfd.build import build_registry
from bbfd.model.definition import Definition
from tests.unit.build.fields import Use, With, body, surroundings
from tests.unit.examples import web

_HERE = "eu-west-1:123456789012"
_ACM = f"arn:aws:acm:{_HERE}:certificate"
_FIRST = Certificate.arn(f"{_ACM}/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")
_SECOND = Certificate.arn(f"{_ACM}/1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")
_BALANCERS = f"arn:aws:elasticloadbalancing:{_HERE}"
_KEY_ARN = f"arn:aws:kms:{_HERE}:key/0a1b2c3d"
_PLACE = Environment(account="123456789012", region="eu-west-1", network=Network.create(nat="one"))


def _in(field: str, **besides: Any) -> Callable[[Any], Any]:
    """The environment's own stack, with the instance in this field."""
    return lambda made: surroundings(replace(_PLACE, **{**besides, field: made}))


def _network(field: str, **besides: Any) -> Callable[[Any], Any]:
    return lambda made: surroundings(
        replace(_PLACE, network=Network.create(**{**besides, field: made}))
    )


def _balancer(field: str) -> Callable[[Any], Any]:
    return lambda made: surroundings(
        replace(_PLACE, load_balancer=LoadBalancer(**{field: made}), certificate=_FIRST)
    )


def _for_a_service(field: str, **besides: Any) -> Callable[[Any], Any]:
    """A service's stack, in an environment with the instance in this field."""
    return lambda made: body(web(), **{**besides, field: made})


def _registry(made: Registry) -> Any:
    place = Definition("test", replace(_PLACE, registry=made), "environments/test.py")
    own = Definition("web", Worker(container=Container(image=Repository())), "services/web.py")
    stack = build_registry(made, [place], [own])
    return stack.name, stack.body


def _on_exec(made: Environment) -> Any:
    return body(web(), exec=made.exec)


def _owned(made: Environment) -> Any:
    """Who owns it, by the default image: an environment's account and region are in the ARNs of its services."""
    return body(web(container=Container(image=Repository(tag="1"), port=80)), **_said(made))


def _said(made: Environment) -> dict[str, Any]:
    return {"account": made.account, "region": made.region}


_CLOUDFORMATION = "arn:aws:iam::123456789012:role/cloudformation"
_ENVIRONMENT = {
    "account": With("210987654321", place=_owned),
    "region": With("us-east-1", place=_owned),
    "network": Network.create(zones=3),
    "cluster": Cluster(insights="enabled"),
    "load_balancer": None,
    "internal_load_balancer": InternalLoadBalancer(),
    "certificate": Certificate.create("example.com"),
    "more_certificates": With((_SECOND,), {"certificate": _FIRST}),
    "domain": Domain(name="example.com"),
    "capacity": Capacity(),
    "managed": With(ManagedCapacity(), {"network": Network.create(nat="one")}),
    "registry": With(Registry(keep=3), place=lambda made: _registry(made.registry)),
    "gateway": ExistingGateway(security_group="sg-0123456789abcdef0", name="shared"),
    "discovery": "test.internal",
    "log_retention": With(7, {"cluster": Cluster(audit=True)}),
    "runs_on": With(EC2(), {"capacity": Capacity()}),
    "spot": True,
    "protected": True,
    "exec": With(True, place=_on_exec),
    "key": Key(),
    "alarms": Alarms(),
    "dashboard": True,
    "stopped_tasks": 7,
    "budget": Budget(monthly=1, emails=("a@example.com",)),
    "reaper": Reaper(role=_CLOUDFORMATION),
    "permissions_boundary": With("developers", {"capacity": Capacity()}),
}

USED: Mapping[str, Use] = {
    "Environment": Use(
        surroundings, {"account": "123456789012", "region": "eu-west-1"}, _ENVIRONMENT
    ),
    "Cluster": Use(_in("cluster"), {}, {"insights": "enhanced", "audit": True}),
    "ExistingCluster": Use(_in("cluster"), {"name": "a"}, {"name": "b"}),
    "LoadBalancer": Use(
        _in("load_balancer", certificate=_FIRST),
        {},
        {
            "internal": True,
            "admit": ("10.0.0.0/8",),
            "redirect": False,
            "idle_timeout": 90,
            "tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "access_logs": AccessLogs(),
            "firewall": Firewall(),
            "clients": ClientCertificates(),
        },
    ),
    "InternalLoadBalancer": Use(
        _in("internal_load_balancer", certificate=_FIRST),
        {},
        {
            "admit": ("10.0.0.0/8",),
            "redirect": False,
            "idle_timeout": 90,
            "tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "access_logs": AccessLogs(),
            "firewall": Firewall(),
        },
    ),
    "ExistingLoadBalancer": Use(
        _in("load_balancer"),
        {
            "arn": f"{_BALANCERS}:loadbalancer/app/a/1",
            "security_group": "sg-0a1b2c3d",
            "dns_name": "a.example.com",
            "http_listener": f"{_BALANCERS}:listener/app/a/1/2",
        },
        {
            "arn": f"{_BALANCERS}:loadbalancer/app/b/1",
            "security_group": "sg-1a1b2c3d",
            "dns_name": "b.example.com",
            "http_listener": f"{_BALANCERS}:listener/app/a/1/3",
            "https_listener": f"{_BALANCERS}:listener/app/a/1/4",
            "admit": With(
                ("10.0.0.0/8",),
                place=lambda made: body(
                    web(http=Http(listener=Listener(port=9000))),
                    load_balancer=made,
                ),
            ),
        },
    ),
    "AccessLogs": Use(
        _balancer("access_logs"), {}, {"bucket": "there", "prefix": "web", "days": 3}
    ),
    "ClientCertificates": Use(
        _balancer("clients"),
        {"trust_store": f"{_BALANCERS}:truststore/a/1"},
        {"trust_store": None, "expired": True},
    ),
    "Firewall": Use(
        _balancer("firewall"),
        {},
        {"rules": ("AWSManagedRulesSQLiRuleSet",), "limit": 100, "counting": True},
    ),
    "ExistingFirewall": Use(
        _balancer("firewall"),
        {"arn": f"arn:aws:wafv2:{_HERE}:regional/webacl/a/1"},
        {"arn": f"arn:aws:wafv2:{_HERE}:regional/webacl/b/1"},
    ),
    "Domain": Use(
        _in("domain"), {"name": "a.example.com"}, {"name": "b.example.com", "zone": "Z123"}
    ),
    "Capacity": Use(
        _in("capacity"),
        {},
        {
            "instance_type": "m7i.large",
            "minimum": 1,
            "maximum": 9,
            "architecture": With("ARM64", {"instance_type": "mine"}),
            "target": 80,
            "volume": 50,
            "also": ("m6i.large",),
            "on_demand": With(2, {"spot": 50}),
            "spot": 50,
            "gpu": True,
            "image": "ami-0a1b2c3d",
            "agent": {"ECS_X": "1"},
        },
    ),
    "ExistingCapacity": Use(_in("capacity"), {"provider": "a"}, {"provider": "b"}),
    "ManagedCapacity": Use(
        _in("managed"),
        {},
        {
            "vcpus": (2, 8),
            "memory": (4096, None),
            "types": ("m7i.*",),
            "makers": ("amd",),
            "gpus": 1,
            "storage": 100,
            "spot": True,
            "detailed": True,
        },
    ),
    "ExistingNamespace": Use(_in("discovery"), {"id": "ns-a"}, {"id": "ns-b"}),
    "HttpNamespace": Use(_in("discovery"), {"name": "a"}, {"name": "b"}),
    "Registry": Use(_registry, {}, {"name": "other", "keep": 3, "scan": False}),
    "Endpoints": Use(_network("endpoints"), {}, {"interfaces": False, "also": ("sqs",)}),
    "FlowLogs": Use(
        _network("flow_logs"), {}, {"traffic": "REJECT", "retention": 3, "interval": 60}
    ),
    "Key": Use(_in("key"), {}, {"window": 7}),
    "ExistingKey": Use(_for_a_service("key"), {"arn": _KEY_ARN}, {"arn": f"{_KEY_ARN}0"}),
    "Alarms": Use(
        _in("alarms"),
        {},
        {
            "emails": ("a@example.com",),
            "topic": f"arn:aws:sns:{_HERE}:a",
            "every": With((Alarm.cpu(above=1),), place=_for_a_service("alarms")),
            "unhealthy": With(3, place=_for_a_service("alarms")),
            "missing": With(3, place=_for_a_service("alarms", cluster=Cluster(insights="enabled"))),
            "errors": 3,
        },
    ),
    "Budget": Use(
        _in("budget"),
        {"monthly": 1, "emails": ("a@example.com",)},
        {"monthly": 2, "emails": ("b@example.com",), "at": (50,)},
    ),
    "Reaper": Use(
        _in("reaper"),
        {"role": _CLOUDFORMATION},
        {"role": f"{_CLOUDFORMATION}-2", "minutes": 5},
    ),
}

_ACCESS = "how the account is reached, tried in tests/unit/aws"
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "Environment.aws": _ACCESS,
        "Environment.allow": "findings that are accepted, tried in tests/unit/cli/test_found.py",
        "Environment.approval": "who releases is asked, tried in tests/functional/test_releasing.py",
        "Registry.refuse": "what findings hold an image back, tried in tests/functional/test_releasing.py",
        "Environment.tags": "on the stacks, not in their templates",
        "Access.profile": _ACCESS,
        "Access.role": _ACCESS,
        "Access.external_id": _ACCESS,
        "Access.service_role": "what CloudFormation acts with, tried in tests/unit/aws",
        "Local.folder": "where the embedded AWS keeps its state, tried in tests/unit/local",
    }
)
