"""`ipv6`: addresses of both kinds for the network, its tasks and its load balancer."""

from bbfd import Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one", ipv6=True),
)
