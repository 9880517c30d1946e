"""`alarms`: on every service and on the load balancer, told by e-mail."""

from bbfd import Alarm, Alarms, Cluster, Environment

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    cluster=Cluster(insights="enabled"),
    alarms=Alarms(
        emails=("team@example.com",),
        every=(Alarm.cpu(above=80), Alarm.memory(above=90), Alarm.errors(above=5)),
    ),
)
