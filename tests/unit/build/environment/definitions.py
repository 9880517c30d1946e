"""The smallest environments and services; a test changes only what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as some

from bbfd.build.environment import environment_stack
from bbfd.launch.fargate import Fargate
from bbfd.model.container import Container, Repository
from bbfd.model.definition import Definition
from bbfd.model.encryption import ExistingKey, Key
from bbfd.model.environment import (
    Capacity,
    Certificate,
    Cluster,
    Domain,
    Environment,
    ExistingCapacity,
    ExistingCluster,
    ExistingLoadBalancer,
    LoadBalancer,
)
from bbfd.model.managed import ManagedCapacity
from bbfd.model.network import Endpoints, FlowLogs, Network
from bbfd.model.stack import DEPLOYED, Parameter, Stack
from bbfd.model.workload import Workload

_ELB = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
PUBLIC = ("subnet-0123456789abcdef0", "subnet-0123456789abcdef1")
PRIVATE = ("subnet-0123456789abcdef2", "subnet-0123456789abcdef3")
EXISTING_NETWORK = Network.existing("vpc-0123456789abcdef0", public=PUBLIC, private=PRIVATE)
EXISTING_BALANCER = ExistingLoadBalancer(
    arn=f"{_ELB}:loadbalancer/app/x/50dc6c495c0c9188",
    security_group="sg-0123456789abcdef0",
    dns_name="x.eu-west-1.elb.amazonaws.com",
    http_listener=f"{_ELB}:listener/app/x/50dc6c495c0c9188/f2f7dc8efc522ab2",
)
CERTIFICATE = Certificate.arn(
    "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
)
KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
ZONE = "Z0123456789ABCDEFGHIJ"


def environment(name: str = "dev", **changes: Any) -> Definition[Environment]:
    whole = {"account": "123456789012", "region": "eu-west-1", **changes}
    return Definition(name, Environment(**whole), f"environments/{name}.py")


def stack(**changes: Any) -> Stack:
    made = environment_stack(environment(**changes))
    assert made is not None
    return made


def taken_by(made: Stack) -> tuple[Parameter, ...]:
    """The parameters that a stack takes something by: all but those that tell of its deploy."""
    return tuple(each for each in made.parameters if each.name not in DEPLOYED)


def resources(**changes: Any) -> Mapping[str, Any]:
    made = stack(**changes)
    assert made.refusals == ()
    return made.body["Resources"]


def of_type(found: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {name: thing["Properties"] for name, thing in found.items() if thing["Type"] == kind}


def service(name: str, *images: str | Repository) -> Definition[Workload]:
    containers = [Container(image=image, name=f"c{n}") for n, image in enumerate(images)]
    workload = Workload(container=containers[0], sidecars=tuple(containers[1:]), runs_on=Fargate())
    return Definition(name, workload, f"services/{name}.py")


def nodes(value: Any) -> Iterator[Any]:
    """The value and all that is in it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from nodes(each)


created = some.builds(
    Network.create,
    cidr=some.sampled_from(["10.0.0.0/16", "172.31.64.0/20", "192.168.7.0/24"]),
    zones=some.integers(2, 4),
    nat=some.sampled_from(["none", "one", "per-zone"]),
    endpoints=some.sampled_from([None, Endpoints(), Endpoints(interfaces=False, also=("sqs",))]),
    flow_logs=some.sampled_from([None, FlowLogs(), FlowLogs(traffic="REJECT", retention=3)]),
    ipv6=some.booleans(),
)
_found = some.just(Network.lookup({"Name": "a"}, public={"tier": "p"}, private={"tier": "q"}))
_balancers = some.sampled_from(
    [
        LoadBalancer(),
        LoadBalancer(internal=True, admit=("10.0.0.0/8", "2001:db8::/32"), redirect=False),
        EXISTING_BALANCER,
    ]
)
_certificates = some.sampled_from(
    [
        None,
        CERTIFICATE,
        Certificate.lookup("example.com"),
        Certificate.create("*.example.com", also=("example.com",)),
        Certificate.create("example.com", zone=ZONE),
    ]
)
_capacities = some.sampled_from(
    [
        None,
        Capacity(),
        Capacity(instance_type="t4g.small", architecture="ARM64", minimum=1, target=80),
        Capacity(instance_type="g6.xlarge", also=("g5.xlarge",), spot=50, on_demand=1, gpu=True),
        ExistingCapacity(provider="mine"),
    ]
)
_domains = some.sampled_from(
    [None, Domain(name="dev.example.com"), Domain(name="dev.example.com", zone=ZONE)]
)
# Environments of every sort that can be built.
environments = (
    some.builds(
        environment,
        network=some.one_of(created, _found, some.just(EXISTING_NETWORK)),
        load_balancer=_balancers,
        certificate=_certificates,
        capacity=_capacities,
        cluster=some.sampled_from([Cluster(), Cluster(insights="enhanced", audit=True)]),
        key=some.sampled_from([None, Key(), ExistingKey(arn=KEY_ARN)]),
        domain=_domains,
        discovery=some.sampled_from([None, "dev.internal"]),
        protected=some.booleans(),
        spot=some.booleans(),
    )
    | some.builds(
        environment,
        network=_found,
        cluster=some.just(ExistingCluster(name="there")),
        load_balancer=_balancers,
        capacity=some.sampled_from([None, ExistingCapacity(provider="mine")]),
    )
    | some.builds(
        environment,
        network=some.sampled_from([Network.create(nat="one"), EXISTING_NETWORK]),
        managed=some.sampled_from([ManagedCapacity(), ManagedCapacity(vcpus=(2, 8), spot=True)]),
        load_balancer=_balancers,
        capacity=_capacities,
    )
)
