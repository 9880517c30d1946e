"""Classic load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template


def _look(template: Template) -> Iterator[Found]:
    for each in (*template.services, *template.on_fargate):
        for entry in each.part.parts("LoadBalancers"):
            for path, _ in entry.written("LoadBalancerName"):
                yield Found(path, f"{each.part.id} is behind a Classic Load Balancer")


BLOCKER = Blocker(
    title="a Classic Load Balancer",
    instead=(
        "it knows instances alone: make an Application or Network Load Balancer with a target "
        "group of TargetType ip, a listener, and TargetGroupArn in place of LoadBalancerName; "
        "then move the DNS record"
    ),
    aws="Classic Load Balancers are not supported with the awsvpc network mode.",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    look=_look,
)
