"""`exec`: every service's containers can be entered, and what is typed in them is kept."""

from bbfd import Cluster, Environment

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    exec=True,
    cluster=Cluster(audit=True),
)
