"""Clusters, their strategies and capacity providers."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, made_of, no_longer, of, rows, shaped
from bbfd.rules._subjects import launchers, providers
from bbfd.rules._written import where_written
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_DOC = f"{_GUIDE}/service_definition_parameters.html"
_CLUSTER = "AWS::ECS::Cluster"
_ASSOCIATIONS = "AWS::ECS::ClusterCapacityProviderAssociations"
_PROVIDER = "AWS::ECS::CapacityProvider"
_STRATEGY = "CapacityProviderStrategy"
_DEFAULT = "DefaultCapacityProviderStrategy"
_FARGATE = ("FARGATE", "FARGATE_SPOT")
_EXEC = ("Configuration", "ExecuteCommandConfiguration")
_SCALING = ("AutoScalingGroupProvider", "ManagedScaling")


def _strategies(document: Document) -> tuple[Subject, ...]:
    """Whatever has a strategy, with that under one name."""
    found = [
        Subject(document, each.path, each.body)
        for each in launchers(document)
        if _STRATEGY in each.body
    ]
    for kind in (_CLUSTER, _ASSOCIATIONS):
        found += [each for each in of(kind)(document) if _DEFAULT in each.body]
    return tuple(found)


def _key(subject: Subject) -> str:
    return _STRATEGY if _STRATEGY in subject.body else _DEFAULT


@where_written("Base")
def _bases(subject: Subject) -> Iterator[Found]:
    based = [entry for entry in subject.each(_key(subject)) if number(entry.value("Base"))]
    if len(based) > 1:
        yield based[-1].wrong(f"{len(based)} providers have a Base", "Base")


def _many(subject: Subject) -> Iterator[Found]:
    count = len(subject.entries(_key(subject)))
    if count > 20:
        yield subject.wrong(f"there are {count}", _key(subject))


def _not_listed(cluster: Subject) -> Iterator[Found]:
    """For a cluster whose providers stand in itself."""
    listed = [value for _, value in cluster.entries("CapacityProviders")]
    if (
        UNKNOWN in listed
        or cluster.value("CapacityProviders") is UNKNOWN
        or _DEFAULT not in cluster.body
    ):
        return
    others = cluster.document.resources(_ASSOCIATIONS) if cluster.path else {}
    named = providers(cluster.document, cluster.body.get(_DEFAULT))
    for index, provider in enumerate(named):
        if provider in _FARGATE and provider not in listed and not others:
            yield cluster.wrong(
                f"the cluster does not have {provider}",
                *(_DEFAULT, index, "CapacityProvider"),
                fix=f"add {provider} to CapacityProviders",
            )


def _logging(cluster: Subject) -> Iterator[Found]:
    inner = cluster.below(*_EXEC)
    if inner is not None and inner.has("LogConfiguration"):
        logging = inner.value("Logging")
        if logging in (None, "DEFAULT", "NONE"):
            yield inner.wrong(f"Logging is {logging or 'not set'}", "Logging")


_lettered, _short = made_of("A-Za-z0-9_-", "ClusterName"), no_longer(255, "ClusterName")


def _name(cluster: Subject) -> Iterator[Found]:
    if "ClusterName" in cluster.body:
        yield from _lettered(cluster)
        yield from _short(cluster)


def _steps(provider: Subject) -> Iterator[Found]:
    least, most = (
        number(provider.value(*_SCALING, f"{x}imumScalingStepSize")) for x in ("Min", "Max")
    )
    if least is not None and most is not None and least > most:
        detail = f"the least step is {least}, and the greatest {most}"
        yield provider.wrong(detail, *_SCALING, "MaximumScalingStepSize")


def _protected(provider: Subject) -> Iterator[Found]:
    inner = provider.below("AutoScalingGroupProvider")
    if inner is not None and inner.value("ManagedTerminationProtection") == "ENABLED":
        status = inner.value("ManagedScaling", "Status")
        if status in (None, "DISABLED"):
            yield inner.wrong("managed scaling is not enabled", "ManagedTerminationProtection")


def _weighed(*entries: str) -> str:
    return SERVICE.replace(
        "      LaunchType: FARGATE\n", f"      {_STRATEGY}: [{', '.join(entries)}]\n"
    )


_ONE = "{CapacityProvider: FARGATE, Weight: 1, Base: 1}"
_OTHER = "{CapacityProvider: FARGATE_SPOT, Weight: 1@}"
_CLUSTERED = f"Resources:\n  Cluster:\n    Type: {_CLUSTER}\n    Properties:\n"
_LISTED = f"""\
{_CLUSTERED}      CapacityProviders: [@]
      {_DEFAULT}: [{{CapacityProvider: FARGATE_SPOT, Weight: 1}}]
"""
_LOGGED = f"""\
{_CLUSTERED}      Configuration:
        ExecuteCommandConfiguration: {{Logging: @, LogConfiguration: {{CloudWatchLogGroupName: /exec}}}}
"""
_PROVIDED = f"""\
Resources:
  Provider:
    Type: {_PROVIDER}
    Properties:
      Name: instances
      AutoScalingGroupProvider:
        AutoScalingGroupArn: arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/a
        ManagedScaling: {{Status: ENABLED, MinimumScalingStepSize: 1, MaximumScalingStepSize: 10}}
        ManagedTerminationProtection: ENABLED
"""
_MAY = Level.WARNING

RULES = (
    *rows(
        _strategies,
        Row(
            "CPS-MULTIPLE-BASE",
            "one provider of a strategy has a base",
            _bases,
            "remove Base from the others",
            _DOC,
            _weighed(_ONE, _OTHER.replace("@", ", Base: 1")),
            _weighed(_ONE, _OTHER.replace("@", "")),
            "There are multiple capacity providers in the specified capacity provider strategy with a base value "
            "defined.",
        ),
        Row(
            "CPS-MAX",
            "a strategy has at most twenty providers",
            _many,
            "keep twenty",
            _DOC,
            _weighed(*(f"{{CapacityProvider: p{index}, Weight: 1}}" for index in range(21))),
            _weighed(*(f"{{CapacityProvider: p{index}, Weight: 1}}" for index in range(20))),
            level=_MAY,
        ),
    ),
    *rows(
        of(_CLUSTER),
        Row(
            "CLUSTER-DEFAULT-STRATEGY",
            "a cluster's strategy names providers that it has",
            _not_listed,
            "add the provider to CapacityProviders",
            _DOC,
            _LISTED.replace("@", "FARGATE"),
            _LISTED.replace("@", "FARGATE, FARGATE_SPOT"),
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with "
            "the cluster.",
        ),
        Row(
            "CLUSTER-EXEC-LOGGING",
            "where ECS Exec logs is said with OVERRIDE",
            _logging,
            "set Logging: OVERRIDE",
            _DOC,
            _LOGGED.replace("@", "DEFAULT"),
            _LOGGED.replace("@", "OVERRIDE"),
            "You must set logging to 'OVERRIDE' when you supply a log configuration",
        ),
        Row(
            "CLUSTER-NAME-FORMAT",
            "a cluster's name has letters, digits, - and _",
            _name,
            "use at most 255 letters, digits, - and _",
            f"{_API}/API_CreateCluster.html",
            f"{_CLUSTERED}      ClusterName: prod cluster\n",
            f"{_CLUSTERED}      ClusterName: prod-cluster\n",
            "Invalid identifier: Identifier for cluster must be ... (wording unverified)",
        ),
    ),
    *rows(
        of(_PROVIDER),
        Row(
            "CP-NAME-PREFIX",
            "a capacity provider's name does not begin as AWS's do",
            shaped("Name", like=r"(?i)(?!aws|ecs|fargate).*"),
            "use a name that begins with neither aws, ecs nor fargate",
            f"{_API}/API_CreateCapacityProvider.html",
            _PROVIDED.replace("Name: instances", "Name: ecs-instances"),
            _PROVIDED,
            "The specified capacity provider name is invalid.",
        ),
        Row(
            "CP-STEP-ORDER",
            "the least scaling step is not above the greatest",
            _steps,
            "raise MaximumScalingStepSize",
            f"{_API}/API_ManagedScaling.html",
            _PROVIDED.replace("MinimumScalingStepSize: 1,", "MinimumScalingStepSize: 20,"),
            _PROVIDED,
            "The minimum or maximum scaling step size value is invalid",
        ),
        Row(
            "CP-TERMINATION-PROTECTION",
            "who protects instances from termination also scales them",
            _protected,
            "set ManagedScaling.Status: ENABLED, or ManagedTerminationProtection: DISABLED",
            f"{_API}/API_AutoScalingGroupProvider.html",
            _PROVIDED.replace("Status: ENABLED", "Status: DISABLED"),
            _PROVIDED,
            level=_MAY,
        ),
    ),
)
