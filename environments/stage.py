"""Before production: EC2 capacity beside Fargate, private subnets, a certificate of its own."""

from bbfd import Capacity, Certificate, Domain, Environment, Network

environment = Environment(
    account="222222222222",
    region="eu-west-1",
    network=Network.create(cidr="10.2.0.0/16", zones=2, nat="one"),
    certificate=Certificate.create(
        "stage.example.com", zone="Z0123456789ABCDEFGHIJ", also=("*.stage.example.com",)
    ),
    domain=Domain(name="stage.example.com", zone="Z0123456789ABCDEFGHIJ"),
    capacity=Capacity(instance_type="t3.large", minimum=1, maximum=6),
    discovery="stage.internal",
)
