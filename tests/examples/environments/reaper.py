"""Environments that come up like this one are removed when they are due, by AWS itself."""

from bbfd import Environment, Network, Reaper

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(cidr="10.9.0.0/16", zones=2, nat="none"),
    reaper=Reaper(minutes=30, role="arn:aws:iam::123456789012:role/bbfd-cloudformation"),
)
