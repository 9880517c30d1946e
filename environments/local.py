"""The embedded AWS, for trying things out: no account, no credentials, no container runs."""

from bbfd import Environment, Local, Network

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(cidr="10.0.0.0/16", zones=2, nat="none"),
)
