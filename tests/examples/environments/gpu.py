"""`capacity`: instances with GPUs, from an image that has their drivers."""

from bbfd import Capacity, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    capacity=Capacity(instance_type="g5.xlarge", gpu=True, volume=100),
)
