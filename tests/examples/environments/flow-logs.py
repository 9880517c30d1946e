"""`flow_logs`: who talked to whom in the network, kept for two weeks."""

from bbfd import Environment, FlowLogs, Network

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    network=Network.create(flow_logs=FlowLogs(retention=14)),
    load_balancer=None,
)
