"""What an environment may have besides, through the command, in the embedded AWS."""

from __future__ import annotations

from tests.functional.projects import Project

WATCHED = """
from bbfd import (
    AccessLogs, Alarms, Budget, Cluster, Environment, Firewall, FlowLogs, Key, LoadBalancer, Local,
    ManagedCapacity, ManagedInstances, Network, Registry,
)

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(nat="one", flow_logs=FlowLogs(), ipv6=True),
    load_balancer=LoadBalancer(access_logs=AccessLogs(), firewall=Firewall(limit=500)),
    cluster=Cluster(insights="enabled", audit=True),
    managed=ManagedCapacity(vcpus=(2, 8)),
    runs_on=ManagedInstances(),
    exec=True,
    key=Key(window=7),
    alarms=Alarms(emails=("team@example.com",)),
    dashboard=True,
    stopped_tasks=7,
    budget=Budget(monthly=100, emails=("team@example.com",)),
    registry=Registry(name="watched"),
)
"""
SAYS_NOTHING = """
from bbfd import Container, Http, WebService

service = WebService(container=Container(image="nginx:1.27", port=80), http=Http(path="/page/*"))
"""


def test_an_environment_with_all_that_watches_and_guards_comes_and_goes(project: Project) -> None:
    with project.aws() as aws:
        before = aws.inventory()
    project.write("environments/watched.py", WATCHED)
    project.write("services/page.py", SAYS_NOTHING)
    project.done("env", "deploy", "watched", "--yes")
    project.done("deploy", "page", "--env", "watched", "--yes")
    with project.aws() as aws:
        service = aws.service("watched-page")
        assert service["enableExecuteCommand"] is True
        (strategy,) = service["capacityProviderStrategy"]
        assert "Managed" in strategy["capacityProvider"]
        alarms = aws["cloudwatch"].describe_alarms()["MetricAlarms"]
        assert (
            len(alarms) == 6
        )  # the load balancer's; its errors, health and count, processors and memory
        (topic,) = {action for alarm in alarms for action in alarm["AlarmActions"]}
        (mail,) = aws["sns"].list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        assert mail["Endpoint"] == "team@example.com"
    again = project.done("deploy", "page", "--env", "watched")
    assert "watched-page: nothing to do" in again.words
    project.done("delete", "page", "--env", "watched", "--yes")
    project.done("env", "delete", "watched", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == before
