"""`capacity`: instances of several types, one always on demand and the others on Spot."""

from bbfd import Capacity, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    capacity=Capacity(
        instance_type="m7i.large", also=("m6i.large", "m5.large"), on_demand=1, spot=100
    ),
)
