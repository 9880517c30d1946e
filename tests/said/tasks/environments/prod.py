"""Fargate and instances, for tasks that were written for either."""

from bbfd import Capacity, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    capacity=Capacity(),
)
