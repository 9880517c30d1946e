"""Private subnets, HTTPS, a domain and a namespace: what the examples run in."""

from bbfd import (
    Capacity,
    Certificate,
    Domain,
    Environment,
    ExistingGateway,
    InternalLoadBalancer,
    ManagedCapacity,
    Network,
)

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    certificate=Certificate.create("*.example.com"),
    internal_load_balancer=InternalLoadBalancer(admit=("10.0.0.0/8",)),
    domain=Domain(name="example.com"),
    capacity=Capacity(),
    managed=ManagedCapacity(),
    gateway=ExistingGateway(security_group="sg-0123456789abcdef0"),
    discovery="prod.internal",
)
