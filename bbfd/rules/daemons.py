"""A DAEMON service: one task on each instance, so no count, no placement, no room above 100 percent."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import ON_EC2, SERVICE
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, listed, never, of, rows, said, services_where, within
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import Launch

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_DAEMON = ON_EC2 + "      SchedulingStrategy: DAEMON\n"
_is_daemon = said("SchedulingStrategy", of=("DAEMON",))
_DEPLOYED = "      DeploymentConfiguration:\n"
_SCALED = """\
  Scaled:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      MinCapacity: 1
      MaxCapacity: 4
"""


def _scaled(target: Subject) -> Iterator[Found]:
    running = target.document.resources(KIND)
    for name in names_in(target.body.get("ResourceId")):
        body = running.get(name)
        if body is not None and _is_daemon(Subject(target.document, (), body)):
            yield target.wrong(f"{name} is a DAEMON service", "ResourceId")


RULES = (
    *rows(
        services_where(lambda _, each: each.launch is Launch.FARGATE),
        Row(
            "FARGATE-DAEMON",
            "Fargate has no daemons",
            listed("SchedulingStrategy", of=("REPLICA",)),
            "remove SchedulingStrategy; what ran on each instance becomes a sidecar",
            _DOC,
            SERVICE + "      SchedulingStrategy: DAEMON\n",
            SERVICE + "      SchedulingStrategy: REPLICA\n",
            "The daemon scheduling strategy is not supported with the FARGATE launch type (wording unverified)",
            also=("E3044",),
        ),
    ),
    *rows(
        of(KIND),
        Row(
            "DAEMON-DESIRED-COUNT",
            "a DAEMON service has no count",
            never("DesiredCount", when=_is_daemon),
            "remove DesiredCount",
            _DOC,
            _DAEMON + "      DesiredCount: 2\n",
            _DAEMON,
            "The daemon scheduling strategy does not support a desired count for services",
        ),
        Row(
            "DAEMON-MAX-PERCENT",
            "a DAEMON service never runs two tasks on an instance",
            within(0, 100, "DeploymentConfiguration", "MaximumPercent", when=_is_daemon),
            "write MaximumPercent: 100, or remove it",
            _DOC,
            _DAEMON.replace(_DEPLOYED, _DEPLOYED + "        MaximumPercent: 200\n"),
            _DAEMON.replace(_DEPLOYED, _DEPLOYED + "        MaximumPercent: 100\n"),
            "The daemon scheduling strategy does not support values above 100 for maximumPercent",
        ),
        Row(
            "DAEMON-PLACEMENT-STRATEGY",
            "a DAEMON service is not placed: it is everywhere",
            never("PlacementStrategies", when=_is_daemon),
            "remove PlacementStrategies; PlacementConstraints may stay",
            _DOC,
            _DAEMON + "      PlacementStrategies: [{Type: binpack, Field: memory}]\n",
            _DAEMON + "      PlacementConstraints: [{Type: memberOf, Expression: 'attribute:a'}]\n",
            "The daemon scheduling strategy does not support placement strategies",
        ),
        Row(
            "SERVICE-AZ-REBALANCING-DAEMON",
            "a DAEMON service is not rebalanced",
            listed("AvailabilityZoneRebalancing", of=("DISABLED",), when=_is_daemon),
            "remove AvailabilityZoneRebalancing",
            _DOC,
            _DAEMON + "      AvailabilityZoneRebalancing: ENABLED\n",
            _DAEMON + "      AvailabilityZoneRebalancing: DISABLED\n",
            "Availability Zone Rebalancing does not support DAEMON services",
        ),
    ),
    *rows(
        of("AWS::ApplicationAutoScaling::ScalableTarget"),
        Row(
            "DAEMON-AUTOSCALING",
            "a DAEMON service does not scale: its instances do",
            _scaled,
            "remove the scalable target",
            _DOC,
            _DAEMON + _SCALED,
            _DAEMON.replace("DAEMON", "REPLICA") + _SCALED,
            level=Level.WARNING,
        ),
    ),
)
