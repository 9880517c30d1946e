"""Production: the network and the certificate are there already, and nothing is destroyed unasked."""

from bbfd import Certificate, Environment, LoadBalancer, Network

environment = Environment(
    account="333333333333",
    region="eu-west-1",
    network=Network.existing(
        vpc="vpc-0a1b2c3d4e5f60718",
        public=("subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"),
        private=("subnet-0a1b2c3d4e5f60713", "subnet-0a1b2c3d4e5f60714"),
    ),
    load_balancer=LoadBalancer(idle_timeout=120),
    certificate=Certificate.arn(
        "arn:aws:acm:eu-west-1:333333333333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    ),
    log_retention=365,
    protected=True,
    tags={"cost-centre": "platform"},
)
