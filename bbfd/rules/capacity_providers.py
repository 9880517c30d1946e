"""Capacity providers: a strategy or a launch type, of one sort, and such as the cluster has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import launchers, providers
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DOC = f"{_GUIDE}/service_definition_parameters.html"
_FARGATE = ("FARGATE", "FARGATE_SPOT")
_CLUSTER = "AWS::ECS::Cluster"
_ASSOCIATIONS = "AWS::ECS::ClusterCapacityProviderAssociations"
_KEY = "CapacityProviderStrategy"
_DEFAULT = "DefaultCapacityProviderStrategy"


@where_written("LaunchType", "CapacityProviderStrategy")
def _both(document: Document) -> Iterator[Found]:
    for each in launchers(document):
        if each.kind in ("service", "task set") and each.body.get("LaunchType") is not None:
            kind = document.value(each.body["LaunchType"])
            strategy = document.value(each.body.get(_KEY))
            if kind not in (None, UNKNOWN) and isinstance(strategy, list) and strategy:
                yield Found(
                    (*each.path, "LaunchType"), f"LaunchType is {kind}, and there is a strategy too"
                )


def _mixed(document: Document) -> Iterator[Found]:
    for path, raw in _strategies(document):
        if raw is None or (isinstance(raw, list) and len(raw) < 2):
            continue
        named = [each for each in providers(document, raw) if each is not UNKNOWN]
        of_fargate = [each for each in named if each in _FARGATE]
        others = [
            each.to if isinstance(each, Reference) else each
            for each in named
            if each not in _FARGATE
        ]
        if of_fargate and others:
            yield Found(path, f"it has {of_fargate[0]} and {others[0]}")


def _strategies(document: Document) -> Iterator[tuple[Path, Any]]:
    for each in launchers(document):
        yield (*each.path, _KEY), each.body.get(_KEY)
    for kind in (_CLUSTER, _ASSOCIATIONS):
        for logical_id, body in document.resources(kind).items():
            yield ("Resources", logical_id, "Properties", _DEFAULT), body.get(_DEFAULT)


def _foreign(document: Document) -> Iterator[Found]:
    for each in launchers(document):
        if each.kind != "service" or each.body.get(_KEY) is None:
            continue
        cluster = document.value(each.body.get("Cluster"))
        known = _associated(document, cluster) if isinstance(cluster, Reference) else None
        if known is None:
            continue
        for index, provider in enumerate(providers(document, each.body.get(_KEY))):
            if provider in _FARGATE and provider not in known:
                path = (*each.path, _KEY, index, "CapacityProvider")
                fix = f"add {provider} to CapacityProviders of {cluster.to}"
                yield Found(path, f"{cluster.to} does not have {provider}", fix)


def _associated(document: Document, cluster: Reference) -> list[Any] | None:
    """The providers that a cluster of this template has; None if they cannot be known."""
    body = document.resources(_CLUSTER).get(cluster.to)
    if body is None or cluster.stack:
        return None
    lists = [body.get("CapacityProviders")]
    for association in document.resources(_ASSOCIATIONS).values():
        tied = document.value(association.get("Cluster"))
        if not isinstance(tied, Reference) or tied.to == cluster.to:
            lists.append(association.get("CapacityProviders"))
    known = [document.value(raw) for raw in lists]
    if any(each is not None and not isinstance(each, list) for each in known):
        return None
    every = [value for raw in lists for _, value in document.entries(raw)]
    return None if any(each is UNKNOWN for each in every) else every


_STRATEGY = """\
      CapacityProviderStrategy:
        - {CapacityProvider: FARGATE, Weight: 1}
        - {CapacityProvider: FARGATE_SPOT, Weight: 3}
"""
_BY_STRATEGY = SERVICE.replace("      LaunchType: FARGATE\n", _STRATEGY)
_IN_CLUSTER = (
    _BY_STRATEGY.replace("  Cluster: {Type: String}\n", "")
    + """\
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      CapacityProviders: [FARGATE, FARGATE_SPOT]
"""
)

RULES = (
    Rule(
        id="SERVICE-LAUNCH-TYPE-CPS",
        title="a launch type or a strategy, not both",
        level=Level.ERROR,
        aws_error="Specifying both a launch type and capacity provider strategy is not supported. "
        "Remove one and try again.",
        fix="remove LaunchType: the strategy says it",
        doc=_DOC,
        wrong=SERVICE.replace(
            "      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n" + _STRATEGY
        ),
        right=_BY_STRATEGY,
        look=_both,
    ),
    Rule(
        id="CPS-MIX",
        title="a strategy is all Fargate or has none of it",
        level=Level.ERROR,
        aws_error="A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups "
        "and Fargate providers. Specify one or the other and try again.",
        fix="keep FARGATE and FARGATE_SPOT, or the providers of Auto Scaling groups",
        doc=f"{_GUIDE}/cluster-capacity-providers.html",
        wrong=_BY_STRATEGY.replace("FARGATE_SPOT", "instances"),
        right=_BY_STRATEGY,
        look=_mixed,
    ),
    Rule(
        id="CPS-NOT-ASSOCIATED",
        title="a strategy names providers that the cluster has",
        level=Level.WARNING,  # said of a cluster's default strategy; of a service's it is taken to be the same
        aws_error="The specified capacity provider strategy cannot contain a capacity provider that is not associated "
        "with the cluster.",
        fix="add the provider to CapacityProviders of the cluster",
        doc=_DOC,
        wrong=_IN_CLUSTER.replace("[FARGATE, FARGATE_SPOT]", "[FARGATE]"),
        right=_IN_CLUSTER,
        look=_foreign,
    ),
)
