"""`runs_on`: what carries every service that does not say it."""

from bbfd import EC2, Capacity, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    capacity=Capacity(instance_type="t4g.medium", architecture="ARM64"),
    runs_on=EC2(cpu=256, memory=512),
)
