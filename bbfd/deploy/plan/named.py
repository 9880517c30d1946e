"""What stacks claim for themselves alone: names of resources, hosts, rules of a listener that others have, too. Pure.

Two stacks that claim the same are in each other's way: CloudFormation refuses the second one, or worse, takes over.
What is told at deployment alone, as an output of another stack, is known by where it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bbfd.deploy.plan.guards.custom_names import NAMES
from bbfd.model.stack import Parameter, Stack

# Besides those that have one name: the properties that no two resources may have alike, where all of them are said.
_CLAIMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{kind: (name,) for kind, name in NAMES.items()},
        "AWS::Budgets::Budget": ("Budget/BudgetName",),
        "AWS::CloudWatch::Dashboard": ("DashboardName",),
        "AWS::EC2::LaunchTemplate": ("LaunchTemplateName",),
        "AWS::ECS::ClusterCapacityProviderAssociations": ("Cluster",),
        "AWS::ECS::Gateway": ("GatewayName",),
        "AWS::ECS::TaskDefinition": ("Family",),
        "AWS::ElastiCache::SubnetGroup": ("CacheSubnetGroupName",),
        "AWS::ElasticLoadBalancingV2::Listener": ("LoadBalancerArn", "Port"),
        "AWS::ElasticLoadBalancingV2::ListenerRule": ("ListenerArn", "Conditions"),
        "AWS::Logs::ResourcePolicy": ("PolicyName",),
        "AWS::RDS::DBSubnetGroup": ("DBSubnetGroupName",),
        "AWS::Route53::HostedZone": ("Name",),
        "AWS::Route53::RecordSet": ("Name", "Type"),
        "AWS::ServiceDiscovery::HttpNamespace": ("Name",),
        "AWS::ServiceDiscovery::PrivateDnsNamespace": ("Name",),
        "AWS::ServiceDiscovery::Service": ("NamespaceId", "Name"),
        "AWS::VpcLattice::Service": ("Name",),
        "AWS::VpcLattice::TargetGroup": ("Name",),
        "AWS::WAFv2::WebACL": ("Name",),
        "AWS::WAFv2::WebACLAssociation": ("ResourceArn",),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a resource claims. said: as text. path: of the property that says it."""

    kind: str
    said: str
    resource: str
    path: tuple[str, ...]


def clashes(stack: Stack, other: Stack) -> tuple[Claim, ...]:
    """What a stack claims that another one does, too."""
    taken = {(claim.kind, claim.said) for claim in claims(other)}
    return tuple(claim for claim in claims(stack) if (claim.kind, claim.said) in taken)


def claims(stack: Stack) -> Iterator[Claim]:
    """All that a stack claims for itself alone."""
    plain = _Plain(stack)
    for logical_id, resource in stack.body.get("Resources", {}).items():
        kind, given = resource["Type"], resource.get("Properties", {})
        yield from _named(kind, logical_id, given, plain)
        if kind == "AWS::ElasticLoadBalancingV2::ListenerRule":
            yield from _hosts(logical_id, given, plain)
        if kind == "AWS::ECS::Service":
            yield from _connected(logical_id, given, plain)


def _named(kind: str, logical_id: str, given: Mapping[str, Any], plain: _Plain) -> Iterator[Claim]:
    paths = [tuple(path.split("/")) for path in _CLAIMS.get(kind, ())]
    values = [_at(given, path) for path in paths]
    if values and None not in values:
        said = " ".join(map(plain.text, values))
        yield Claim(kind=kind, said=said, resource=logical_id, path=paths[-1])


def _hosts(logical_id: str, given: Mapping[str, Any], plain: _Plain) -> Iterator[Claim]:
    """Requests for a name go where its record leads: a pattern may well be of several environments."""
    for condition in given.get("Conditions", ()):
        for host in condition.get("HostHeaderConfig", {}).get("Values", ()):
            said = plain.text(host)
            if "*" not in said and "?" not in said:
                yield Claim(kind="host", said=said, resource=logical_id, path=("Conditions",))


def _connected(logical_id: str, given: Mapping[str, Any], plain: _Plain) -> Iterator[Claim]:
    """Services of Service Connect have their names in a namespace."""
    joined = given.get("ServiceConnectConfiguration") or {}
    for each in joined.get("Services", ()):
        name = each.get("DiscoveryName") or each.get("PortName")
        said = f"{plain.text(joined.get('Namespace'))} {plain.text(name)}"
        path = ("ServiceConnectConfiguration",)
        kind = "AWS::ServiceDiscovery::Service"
        yield Claim(kind=kind, said=said, resource=logical_id, path=path)


def _at(given: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        given = given.get(step) if isinstance(given, Mapping) else None
    return given


class _Plain:
    """Texts of a stack as they will be, as far as that is known; what is not, by where it comes from."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._parameters = {each.name: each for each in stack.parameters}

    def text(self, value: Any) -> str:
        known = self._known(value)
        return known if isinstance(known, str) else json.dumps(known, sort_keys=True, default=dict)

    def _known(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            if set(value) == {"Ref"}:
                return self._of(value["Ref"])
            if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):
                return re.sub(
                    r"\$\{([\w:.]+)\}", lambda found: self._of(found[1]), value["Fn::Sub"]
                )
            if set(value) == {"Fn::GetAtt"}:
                return self._mine(".".join(map(str, value["Fn::GetAtt"])))
            return {key: self._known(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._known(each) for each in value]
        return value

    def _of(self, name: str) -> str:
        parameter = self._parameters.get(name)
        if name == "AWS::StackName":
            return self._stack.name
        if parameter is None:
            return name if name.startswith("AWS::") else self._mine(name)
        return _learned(parameter)

    def _mine(self, name: str) -> str:
        return f"{self._stack.name}/{name}"


def _learned(parameter: Parameter) -> str:
    """Where it comes from tells two apart; a default is the value, unless something else is learned."""
    if parameter.default is not None and parameter.source is None:
        return parameter.default
    return f"{parameter.source!r}"
