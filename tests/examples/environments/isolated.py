"""`endpoints`: private subnets without NAT, from which tasks reach AWS and nothing else."""

from bbfd import Endpoints, Environment, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(endpoints=Endpoints(also=("sqs",))),
)
