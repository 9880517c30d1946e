"""Where the services below run: a domain, a namespace, an internal load balancer beside the public one."""

from bbfd import Certificate, Domain, Environment, InternalLoadBalancer, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    internal_load_balancer=InternalLoadBalancer(),
    certificate=Certificate.lookup("dev.example.org"),
    domain=Domain(name="dev.example.org"),
    discovery="dev.internal",
    log_retention=90,
)
