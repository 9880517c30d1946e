"""What stood on one machine: a namespace for the names that services call one another by, and instances for a few."""

from bbfd import Capacity, Certificate, Domain, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(nat="one"),
    certificate=Certificate.lookup("example.org"),
    domain=Domain(name="example.org"),
    capacity=Capacity(),
    discovery="prod.internal",
)
