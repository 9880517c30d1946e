"""Single properties of a service, and which of them go together."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import ON_EC2, SERVICE
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import (
    Row,
    Subject,
    each_in,
    made_of,
    needs,
    never,
    no_longer,
    of,
    rows,
    said,
    services_where,
)
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import Launch
from bbfd.rules._written import where_written

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"
_CLOUD = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html"
_DEPLOYED = "      DeploymentConfiguration:\n"
_BREAKER = "        DeploymentCircuitBreaker: {Enable: true, Rollback: true}\n"
_TASK = "      TaskDefinition: !Ref Task\n"
_EXTERNAL = "      DeploymentController: {Type: EXTERNAL}\n"
_lettered, _short = made_of("A-Za-z0-9_-", "ServiceName"), no_longer(255, "ServiceName")


@where_written("ServiceName")
def _name(service: Subject) -> Iterator[Found]:
    if "ServiceName" in service.body:
        yield from _lettered(service)
        yield from _short(service)


@where_written("ServiceName")
def _fixed_name(service: Subject) -> Iterator[Found]:
    """A name that a parameter gives is another by another value: it is no obstacle."""
    given = names_in(service.body.get("ServiceName")) & set(service.document.values.parameters)
    if not given and service.value("ServiceName") is not None and not any(_name(service)):
        yield service.wrong("ServiceName is set", "ServiceName")


@where_written("AvailabilityZoneRebalancing")
def _rebalanced(service: Subject) -> Iterator[Found]:
    most = number(service.value("DeploymentConfiguration", "MaximumPercent"))
    on = service.value("AvailabilityZoneRebalancing") == "ENABLED"
    if (
        on
        and most is not None
        and most <= 100
        and not said("SchedulingStrategy", of=("DAEMON",))(service)
    ):
        detail = f"MaximumPercent is {most}"
        yield service.wrong(detail, "DeploymentConfiguration", "MaximumPercent")


def _external(service: Subject) -> Iterator[Found]:
    if service.value("DeploymentController", "Type") == "EXTERNAL":
        for name in ("TaskDefinition", "LoadBalancers", "NetworkConfiguration", "PlatformVersion"):
            if service.has(name):
                yield service.wrong(f"{name} is set, and the controller is EXTERNAL", name)
                break


_REBALANCED = SERVICE + "      AvailabilityZoneRebalancing: ENABLED\n"
_UNMANAGED = ON_EC2.replace(_TASK, "").replace(_DEPLOYED + _BREAKER, _EXTERNAL)
_DISTINCT = ON_EC2 + "      PlacementConstraints: [{Type: distinctInstance@}]\n"

RULES = (
    *rows(
        of(KIND),
        Row(
            "SERVICE-NAME-FORMAT",
            "a service's name has letters, digits, - and _",
            _name,
            "use at most 255 letters, digits, - and _, or leave ServiceName out",
            _API,
            SERVICE + "      ServiceName: web.prod\n",
            SERVICE,
            "(400 Bad Request) Service name: letters, numbers, hyphens and underscores, up to 255",
        ),
        Row(
            "SERVICE-NAME-CUSTOM-REPLACE",
            "a service's name is left to CloudFormation, or to a parameter",
            _fixed_name,
            "remove ServiceName, or let a parameter give it: else rename it in each change that replaces the service",
            _CLOUD,
            SERVICE + "      ServiceName: web\n",
            SERVICE,
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            "Rename web and update the stack again.",
            Level.WARNING,
        ),
        Row(
            "SERVICE-TASKDEF-MISSING",
            "a service has a task definition",
            needs(
                "TaskDefinition",
                when=said("DeploymentController", "Type", of=("ECS", "CODE_DEPLOY"), unsaid=True),
            ),
            "add TaskDefinition",
            _DOC,
            ON_EC2.replace(_TASK, ""),
            ON_EC2,
            "TaskDefinition can not be blank.",
            Level.WARNING,
        ),
        Row(
            "SERVICE-EXTERNAL-TASKDEF",
            "what an external controller deploys stands in task sets",
            _external,
            "move TaskDefinition, LoadBalancers and NetworkConfiguration to an AWS::ECS::TaskSet",
            _DOC,
            _UNMANAGED + _TASK,
            _UNMANAGED,
            "TaskDefinition must be blank",
        ),
        Row(
            "SERVICE-MANAGED-TAGS",
            "tags that ECS manages have somewhere to come from",
            needs("PropagateTags", when=lambda service: service.has("EnableECSManagedTags")),
            "add PropagateTags: SERVICE or TASK_DEFINITION",
            _DOC,
            SERVICE + "      EnableECSManagedTags: true\n",
            SERVICE + "      EnableECSManagedTags: true\n      PropagateTags: SERVICE\n",
            "none: the tasks do not get the tags",
            Level.WARNING,
        ),
        Row(
            "SERVICE-AZ-REBALANCING-MAX",
            "rebalancing starts a task before it stops one",
            _rebalanced,
            "raise MaximumPercent above 100, or remove AvailabilityZoneRebalancing",
            _DOC,
            _REBALANCED.replace(
                _DEPLOYED,
                f"{_DEPLOYED}        MinimumHealthyPercent: 50\n        MaximumPercent: 100\n",
            ),
            _REBALANCED.replace(
                _DEPLOYED,
                f"{_DEPLOYED}        MinimumHealthyPercent: 50\n        MaximumPercent: 200\n",
            ),
            level=Level.WARNING,
        ),
        Row(
            "PLACEMENT-DISTINCT-EXPRESSION",
            "distinctInstance takes no expression",
            each_in(
                "PlacementConstraints",
                never("Expression", when=said("Type", of=("distinctInstance",))),
            ),
            "remove Expression, or use Type: memberOf",
            _DOC,
            _DISTINCT.replace("@", ", Expression: 'attribute:a'"),
            _DISTINCT.replace("@", ""),
            "distinctInstance expression should not be specified",
        ),
    ),
    *rows(
        services_where(lambda _, each: each.launch is Launch.EC2),
        Row(
            "PLATFORM-VERSION-EC2",
            "instances have no platform version",
            never("PlatformVersion"),
            "remove PlatformVersion",
            _DOC,
            ON_EC2 + "      PlatformVersion: 1.4.0\n",
            ON_EC2,
            "The platform version must be null when specifying an EC2 launch type.",
        ),
    ),
)
