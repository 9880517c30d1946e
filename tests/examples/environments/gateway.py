"""A gateway of ECS instead of a load balancer."""

from bbfd import Environment, Gateway

environment = Environment(
    account="123456789012", region="eu-west-1", load_balancer=None, gateway=Gateway(maximum=2)
)
