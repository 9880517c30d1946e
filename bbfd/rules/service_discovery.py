"""Cloud Map: what a service registers as, and the records that are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import DISCOVERED, ON_EC2
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, at_most, never, of, rows, services_where
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import mappings, needs_awsvpc, shares_network
from bbfd.rules._written import where_written
from bbfd.template.values import Reference

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_MAP = "https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html"
_REGISTERED = "AWS::ServiceDiscovery::Service"
_KEY = "ServiceRegistries"


def _registries(service: Subject) -> Iterator[tuple[Subject, set[str]]]:
    """The registries of this template, with the types of their records, where all of these are known."""
    for entry in service.each(_KEY):
        arn = entry.value("RegistryArn")
        known = service.document.resources(_REGISTERED)
        body = known.get(arn.to) if isinstance(arn, Reference) else None
        records = list(_records(service, body)) if body is not None else []
        if records and all(isinstance(each, str) for each in records):
            yield entry, set(records)


def _records(service: Subject, body: Any) -> Iterator[Any]:
    config = service.document.value(body.get("DnsConfig"))
    if isinstance(config, dict):
        for _, record in mappings(service.document, (), config, "DnsRecords"):
            yield service.document.value(record.get("Type"))


@where_written(_KEY)
def _with_port(service: Subject) -> Iterator[Found]:
    for entry, records in _registries(service):
        # a ContainerName without a port is taken: it says nothing that an address would need
        if "SRV" not in records and entry.has("ContainerPort"):
            yield entry.wrong("ContainerPort is set, and there is no SRV record", "ContainerPort")


@where_written(_KEY)
def _without_port(service: Subject) -> Iterator[Found]:
    for entry, records in _registries(service):
        if "SRV" in records and entry.lacks("Port") and entry.lacks("ContainerPort"):
            yield entry.wrong("there is an SRV record, and no port", "Port")


@where_written(_KEY)
def _addressed(service: Subject) -> Iterator[Found]:
    for entry, records in _registries(service):
        if "SRV" not in records:
            detail = f"the records are {', '.join(sorted(records))}, and the task shares its instance's address"
            yield entry.wrong(detail, "RegistryArn")


def _in(kind: str) -> Any:
    def holds(registered: Subject) -> bool:
        spaces = (registered.value("NamespaceId"), registered.value("DnsConfig", "NamespaceId"))
        known = registered.document.resources(f"AWS::ServiceDiscovery::{kind}")
        return any(isinstance(each, Reference) and each.to in known for each in spaces)

    return holds


_ENTRY = "{RegistryArn: !GetAtt Discovery.Arn@}"
_PLAIN = _ENTRY.replace("@", "")
_TWO = f"{_PLAIN}, {{RegistryArn: 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-0123456789abcdef'}}"
_SRV = DISCOVERED.replace("Type: A,", "Type: SRV,")
_CLOUD_MAP = DISCOVERED[DISCOVERED.index("  Namespace:\n") :]
_CHECKED = DISCOVERED + "      Health@\n"
_ON_EC2 = f"{ON_EC2}      {_KEY}: [@]\n{_CLOUD_MAP}"
_HTTP = DISCOVERED.replace(
    "PrivateDnsNamespace\n    Properties: {Name: prod.local, Vpc: vpc-0a1b2c3d}",
    "HttpNamespace\n    Properties: {Name: prod}",
)
_MAY = Level.WARNING

RULES = (
    *rows(
        of(KIND),
        Row(
            "SD-REGISTRIES-MAX",
            "a service is in one registry",
            at_most(1, _KEY),
            "keep one",
            _DOC,
            DISCOVERED.replace(_PLAIN, _TWO),
            DISCOVERED,
            "service registries can have at most 1 items",
        ),
        Row(
            "SD-SRV-PORT",
            "an SRV record has a port",
            _without_port,
            "add Port (in awsvpc mode), or ContainerName and ContainerPort",
            _DOC,
            _SRV,
            _SRV.replace(_PLAIN, _ENTRY.replace("@", ", Port: 80")),
            level=_MAY,
        ),
    ),
    *rows(
        services_where(needs_awsvpc),
        Row(
            "SD-CONTAINER-PORT-AWSVPC",
            "a record that is an address has no port",
            _with_port,
            "remove ContainerName and ContainerPort, or use SRV records with Port",
            _DOC,
            DISCOVERED.replace(
                _PLAIN, _ENTRY.replace("@", ", ContainerName: web, ContainerPort: 80")
            ),
            DISCOVERED,
            "The values specified for serviceRegistries do not require a value for 'containerPort'",
        ),
    ),
    *rows(
        services_where(shares_network),
        Row(
            "SD-A-RECORD-BRIDGE",
            "a task that shares its instance's address is found by an SRV record",
            _addressed,
            "use records of Type: SRV with ContainerName and ContainerPort, or NetworkMode: awsvpc",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
            _ON_EC2.replace("@", _PLAIN),
            _ON_EC2.replace("@", _PLAIN[:-1] + ", ContainerName: web, ContainerPort: 80}").replace(
                "Type: A,", "Type: SRV,"
            ),
            level=_MAY,
        ),
    ),
    *rows(
        of(_REGISTERED),
        Row(
            "SD-HEALTHCHECK-PRIVATE",
            "in a private namespace the service itself says whether it is healthy",
            never("HealthCheckConfig", "Type", when=_in("PrivateDnsNamespace")),
            "use HealthCheckCustomConfig",
            _MAP,
            _CHECKED.replace("@", "CheckConfig: {Type: HTTP, ResourcePath: /}"),
            _CHECKED.replace("@", "CheckCustomConfig: {FailureThreshold: 1}"),
            "HealthCheckConfig is not supported for private DNS namespaces (wording unverified)",
            _MAY,
        ),
        Row(
            "SD-HTTP-NAMESPACE-DNS",
            "an HTTP namespace has no records",
            never("DnsConfig", "DnsRecords", when=_in("HttpNamespace")),
            "remove DnsConfig, or use a private DNS namespace",
            _MAP,
            _HTTP,
            DISCOVERED,
            level=_MAY,
        ),
    ),
)
