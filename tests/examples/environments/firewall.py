"""`firewall`: AWS's own rules turn requests away, and whoever sends too many."""

from bbfd import Environment, Firewall, LoadBalancer

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    load_balancer=LoadBalancer(firewall=Firewall(limit=2000)),
)
