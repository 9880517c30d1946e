"""What a service's stack takes of its environment: typed parameters, made for each reference that needs one.

Where the environment's file names an existing thing, that is the default and the template deploys by any
tool; where the environment's own stack makes or finds it, the value is that stack's output of the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bbfd.build import ids
from bbfd.model.definition import Definition
from bbfd.model.environment import (
    Environment,
    ExistingCapacity,
    ExistingCertificate,
    ExistingCluster,
    ExistingLoadBalancer,
    ExistingNamespace,
)
from bbfd.model.naming import environment_stack_name
from bbfd.model.network import ExistingNetwork
from bbfd.model.stack import FromStack, Parameter, Refusal

_STRING = "String"
_GROUP = "AWS::EC2::SecurityGroup::Id"
_SUBNETS = "List<AWS::EC2::Subnet::Id>"


def needed_by(environment: Definition[Environment]) -> Callable[[str], Parameter | Refusal | None]:
    """Name of a reference -> the parameter it stands for; None where it is not the environment's to give."""

    def needed(name: str) -> Parameter | Refusal | None:
        row = _NEEDED.get(name)
        if row is None:
            return None
        kind, known, missing = row
        if missing is not None and missing[0](environment.value):
            return Refusal(
                what=f"{environment.file}: {missing[1]}", fix=missing[2], field=missing[3]
            )
        return _parameter(name, kind, known(environment.value), environment.name)

    return needed


@cache
def _parameter(name: str, kind: str, known: str | None, environment: str) -> Parameter:
    """All services of an environment take the same."""
    stack = environment_stack_name(environment)
    source = FromStack(stack=stack, output=name) if known is None else None
    return Parameter(name=name, type=kind, default=known, source=source)


def _vpc(environment: Environment) -> str | None:
    network = environment.network
    return network.vpc if isinstance(network, ExistingNetwork) else None


def _public(environment: Environment) -> str | None:
    network = environment.network
    return ",".join(network.public) if isinstance(network, ExistingNetwork) else None


def _private(environment: Environment) -> str | None:
    network = environment.network
    return ",".join(network.private) if isinstance(network, ExistingNetwork) else None


def _cluster(environment: Environment) -> str | None:
    cluster = environment.cluster
    return cluster.name if isinstance(cluster, ExistingCluster) else None


def _capacity(environment: Environment) -> str | None:
    capacity = environment.capacity
    return capacity.provider if isinstance(capacity, ExistingCapacity) else None


def _certificate(environment: Environment) -> str | None:
    certificate = environment.certificate
    return certificate.arn if isinstance(certificate, ExistingCertificate) else None


def _zone(environment: Environment) -> str | None:
    return environment.domain.zone if environment.domain else None


def _namespace(environment: Environment) -> str | None:
    namespace = environment.discovery
    return namespace.id if isinstance(namespace, ExistingNamespace) else None


def _key(environment: Environment) -> str | None:
    from bbfd.model.encryption import ExistingKey  # few environments have a key of their own

    key = environment.key
    return key.arn if isinstance(key, ExistingKey) else None


def _gateway_group(environment: Environment) -> str | None:
    from bbfd.model.gateway import ExistingGateway  # nor a gateway

    gateway = environment.gateway
    return gateway.security_group if isinstance(gateway, ExistingGateway) else None


def _topic(environment: Environment) -> str | None:
    return None if environment.alarms is None else environment.alarms.topic


def _made(environment: Environment) -> None:
    """The environment's own stack makes it."""


def _of_balancer(field: str, which: str = "load_balancer") -> Callable[[Environment], str | None]:
    def known(environment: Environment) -> str | None:
        balancer = getattr(environment, which)
        return getattr(balancer, field) if isinstance(balancer, ExistingLoadBalancer) else None

    return known


def _of_internal(field: str) -> Callable[[Environment], str | None]:
    return _of_balancer(field, "internal_load_balancer")


# Whether it is missing, what to say, how to mend it, and the field of the service that asks for it.
Missing = tuple[Callable[[Environment], bool], str, str, str]
_NO_BALANCER: Missing = (
    lambda environment: environment.load_balancer is None,
    "the environment has no load balancer, and this service needs one",
    "give it one: load_balancer=LoadBalancer()",
    "http",
)
_NO_INTERNAL: Missing = (
    lambda environment: environment.internal_load_balancer is None,
    "the environment has no internal load balancer, and this service is behind one",
    "give it one: internal_load_balancer=InternalLoadBalancer()",
    "http.internal",
)
_NO_CAPACITY: Missing = (
    lambda environment: environment.capacity is None,
    "the environment has no EC2 capacity, and this service runs on EC2",
    "give it some: capacity=Capacity(instance_type=...), or tune the service to run on Fargate there",
    "runs_on",
)
_NO_MANAGED: Missing = (
    lambda environment: environment.managed is None,
    "the environment has no managed instances, and this service runs on them",
    "give it some: managed=ManagedCapacity(), or name a provider: ManagedInstances(capacity_provider=...)",
    "runs_on",
)
_NO_CERTIFICATE: Missing = (
    lambda environment: environment.certificate is None,
    "the environment has no certificate, and this service has an HTTPS listener of its own",
    "give it one: certificate=Certificate.lookup(domain)",
    "http.listener",
)
_NO_GATEWAY: Missing = (
    lambda environment: environment.gateway is None,
    "the environment has no gateway, and this service has a connector to one",
    "give it one: gateway=Gateway(), or gateway=ExistingGateway(...)",
    "uses",
)
_NO_NAMESPACE: Missing = (
    lambda environment: environment.discovery is None,
    "the environment has no namespace, and services call one another by names in it",
    'give it one: discovery="prod.internal", or discovery=HttpNamespace(name="prod")',
    "connect",
)

_NEEDED: dict[str, tuple[str, Callable[[Environment], str | None], Missing | None]] = {
    ids.VPC: ("AWS::EC2::VPC::Id", _vpc, None),
    ids.PUBLIC_SUBNETS: (_SUBNETS, _public, None),
    ids.PRIVATE_SUBNETS: (_SUBNETS, _private, None),
    ids.CLUSTER: (_STRING, _cluster, None),
    ids.CAPACITY_PROVIDER: (_STRING, _capacity, _NO_CAPACITY),
    ids.MANAGED_PROVIDER: (_STRING, _made, _NO_MANAGED),
    ids.INSTANCE_GROUP: (_GROUP, _made, None),
    ids.LOAD_BALANCER: (_STRING, _of_balancer("arn"), _NO_BALANCER),
    ids.LOAD_BALANCER_GROUP: (_GROUP, _of_balancer("security_group"), _NO_BALANCER),
    ids.LOAD_BALANCER_DNS: (_STRING, _of_balancer("dns_name"), _NO_BALANCER),
    ids.HTTP_LISTENER: (_STRING, _of_balancer("http_listener"), _NO_BALANCER),
    ids.HTTPS_LISTENER: (_STRING, _of_balancer("https_listener"), _NO_BALANCER),
    ids.INTERNAL_BALANCER: (_STRING, _of_internal("arn"), _NO_INTERNAL),
    ids.INTERNAL_GROUP: (_GROUP, _of_internal("security_group"), _NO_INTERNAL),
    ids.INTERNAL_DNS: (_STRING, _of_internal("dns_name"), _NO_INTERNAL),
    ids.INTERNAL_HTTP_LISTENER: (_STRING, _of_internal("http_listener"), _NO_INTERNAL),
    ids.INTERNAL_HTTPS_LISTENER: (_STRING, _of_internal("https_listener"), _NO_INTERNAL),
    ids.GATEWAY_GROUP: (_GROUP, _gateway_group, _NO_GATEWAY),
    ids.CERTIFICATE: (_STRING, _certificate, _NO_CERTIFICATE),
    ids.ZONE: ("AWS::Route53::HostedZone::Id", _zone, None),
    ids.NAMESPACE: (_STRING, _namespace, _NO_NAMESPACE),
    ids.CALLERS: (_GROUP, lambda _: None, _NO_NAMESPACE),
    ids.KEY: (_STRING, _key, None),
    ids.ALARM_TOPIC: (_STRING, _topic, None),
    ids.SESSION_LOGS: (_STRING, _made, None),
}
