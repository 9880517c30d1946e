"""The port that a target group checks is one that the task listens on."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, rows, services_where
from bbfd.rules._subjects import Task, mappings, needs_awsvpc, tasks
from bbfd.rules._written import where_written
from bbfd.template.document import Document
from bbfd.template.values import Reference

_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def _ports(document: Document, task: Task) -> set[float] | None:
    """The ports of all its containers; None if there may be others."""
    found: set[float] = set()
    for container in task.containers if task.all_containers_known else ():
        given = document.value(container.body.get("PortMappings"))
        entries = list(mappings(document, container.path, container.body, "PortMappings"))
        if given is not None and (not isinstance(given, list) or len(entries) != len(given)):
            return None
        for _, body in entries:
            port = number(document.value(body.get("ContainerPort")))
            if port is None:
                return None
            found.add(port)
    return found or None


@where_written("HealthCheckPort")
def _unmapped(service: Subject) -> Iterator[Found]:
    document, task = service.document, service.value("TaskDefinition")
    named = [each for each in tasks(document) if isinstance(task, Reference) and each.id == task.to]
    ports = _ports(document, named[0]) if named else None
    for balancer in service.each("LoadBalancers") if ports else ():
        group = balancer.value("TargetGroupArn")
        body = document.resources(_GROUP).get(group.to) if isinstance(group, Reference) else None
        asked = number(document.value(body.get("HealthCheckPort"))) if body else None
        if asked is not None and ports and asked not in ports and isinstance(group, Reference):
            path = ("Resources", group.to, "Properties", "HealthCheckPort")
            yield Found(path, f"no container of {named[0].id} has port {asked}")


_CHECKED = WEB.replace("VpcId: !Ref Vpc}", "VpcId: !Ref Vpc, HealthCheckPort: '@'}")

RULES = rows(
    services_where(needs_awsvpc),
    Row(
        "TG-HC-PORT-UNMAPPED",
        "a target group checks a port of the task",
        _unmapped,
        "write traffic-port, or a port of one of the containers",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        _CHECKED.replace("@", "8081"),
        _CHECKED.replace("@", "80"),
        "(service web) failed ELB health checks",
        Level.WARNING,
    ),
)
