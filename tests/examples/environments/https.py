"""`clients`, `more_certificates`: two domains on one listener, whose clients show certificates."""

from bbfd import Certificate, ClientCertificates, Environment, LoadBalancer

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    load_balancer=LoadBalancer(
        clients=ClientCertificates(
            trust_store="arn:aws:elasticloadbalancing:eu-west-1:123456789012:truststore/partners/0a1b2c3d4e5f6071"
        )
    ),
    certificate=Certificate.lookup("example.com"),
    more_certificates=(
        Certificate.arn(
            "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
        ),
    ),
)
