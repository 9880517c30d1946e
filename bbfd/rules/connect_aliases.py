"""Names of Service Connect, also those of several stacks: in a namespace, each is one service's."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from bbfd.rules._rule import Between, Found, Level, Rule, nothing
from bbfd.template.document import Document, Path
from bbfd.template.values import Reference

_KIND = "AWS::ECS::Service"
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")


class _Alias(NamedTuple):
    """What clients in a known namespace call a service."""

    document: Document
    id: str
    path: Path
    namespace: Hashable
    name: str
    port: str


def _aliases(document: Document) -> tuple[_Alias, ...]:
    return document.once(_all)


def _all(document: Document) -> tuple[_Alias, ...]:
    return tuple(
        alias
        for logical_id, body in document.resources(_KIND).items()
        for alias in _of_service(document, logical_id, body)
    )


def _of_service(document: Document, logical_id: str, body: Any) -> Iterator[_Alias]:
    connect = document.value(body.get("ServiceConnectConfiguration"))
    namespace = _namespace(document, connect) if isinstance(connect, dict) else None
    if namespace is None:
        return
    path: Path = ("Resources", logical_id, "Properties", "ServiceConnectConfiguration", "Services")
    for number, service in document.entries(connect.get("Services")):
        said = service.get("ClientAliases") if isinstance(service, dict) else None
        for index, alias in document.entries(said):
            if not isinstance(alias, dict):
                continue
            name, port = document.value(alias.get("DnsName")), document.value(alias.get("Port"))
            if isinstance(name, str) and isinstance(port, (int, str)):
                where = (*path, number, "ClientAliases", index, "DnsName")
                yield _Alias(document, logical_id, where, namespace, name, str(port))


def _namespace(document: Document, connect: dict[str, Any]) -> Hashable:
    """What names it in every document; None if that cannot be known."""
    raw = connect.get("Namespace")
    found = document.value(raw)
    if isinstance(found, str):
        return found
    if isinstance(found, Reference):
        return _named(document, found)
    text = raw.get("Fn::Sub") if isinstance(raw, dict) else None
    if not isinstance(text, str):
        return None
    parts = [document.value({"Ref": name}) for name in _VARIABLE.findall(text)]
    if not all(isinstance(part, (str, Reference)) for part in parts):
        return None
    return (text, *(_named(document, p) if isinstance(p, Reference) else p for p in parts))


def _named(document: Document, found: Reference) -> Hashable:
    return (found.stack or document.name or id(document.body), found.to)


def _twice(documents: Sequence[Document]) -> Iterator[Between]:
    seen: dict[tuple[Hashable, str, str], _Alias] = {}
    for document in documents:
        for each in _aliases(document):
            first = seen.setdefault((each.namespace, each.name, each.port), each)
            if first is each or (first.document is document and first.id == each.id):
                continue
            whose = (
                first.id if first.document is document else f"{first.id} of {first.document.name}"
            )
            found = Found(each.path, f"{each.name}:{each.port} is what {whose} is called, too")
            yield Between(document, first.document, found)


_RIGHT = """\
Resources:
  Orders:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: 'orders:1'
      DesiredCount: 2
      DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}
      ServiceConnectConfiguration:
        Enabled: true
        Namespace: prod
        Services: [{PortName: http, DiscoveryName: orders, ClientAliases: [{Port: 80, DnsName: orders}]}]
  Bills:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: 'bills:1'
      DesiredCount: 2
      DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}
      ServiceConnectConfiguration:
        Enabled: true
        Namespace: prod
        Services: [{PortName: http, DiscoveryName: bills, ClientAliases: [{Port: 80, DnsName: bills}]}]
"""
RULES = (
    Rule(
        id="CONNECT-ALIAS-DUPLICATE",
        title="in a namespace of Service Connect, a name is one service's",
        level=Level.ERROR,
        aws_error="none: clients reach one of the two, and nobody knows which",
        fix="give one of the two another name",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html",
        wrong=_RIGHT.replace("DnsName: bills", "DnsName: orders"),
        right=_RIGHT,
        look=nothing,
        look_across=_twice,
    ),
)
