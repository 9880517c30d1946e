"""`access_logs`: every request to the load balancer, kept for a month."""

from bbfd import AccessLogs, Environment, LoadBalancer

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    load_balancer=LoadBalancer(access_logs=AccessLogs(days=30)),
)
