"""For developers: a network of its own, no NAT gateway to pay for, tasks on spare capacity."""

from bbfd import Environment, Network

environment = Environment(
    account="111111111111",
    region="eu-west-1",
    network=Network.create(cidr="10.1.0.0/16", zones=2, nat="none"),
    log_retention=7,
    spot=True,
)
