"""Service Connect and Cloud Map, as a service of ECS says them."""

from __future__ import annotations

from troposphere import GetAtt, Ref, Sub, ecs

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.model.connect import Connect, Tls
from bbfd.model.deployment import TestHeader
from bbfd.model.value import value

_NAMESPACE = (
    "arn:${AWS::Partition}:servicediscovery:${AWS::Region}:${AWS::AccountId}:namespace/"
    f"${{{ids.NAMESPACE}}}"
)


@value
class Joined:
    """A service that calls through Service Connect. offers: what others call it by; port: of its container."""

    offers: Connect | None
    port: int
    port_name: str
    name: str
    test: TestHeader | None


@value
class Found:
    """A service in Cloud Map. port: of its container, where the records tell one."""

    container: str
    port: int | None


def connected(joined: Joined) -> ecs.ServiceConnectConfiguration:
    """Its ServiceConnectConfiguration."""
    offers = joined.offers
    log = offers is None or offers.log
    access = offers.access_log if offers else None
    return ecs.ServiceConnectConfiguration(
        Enabled=True,
        Namespace=Sub(_NAMESPACE),
        **given(
            Services=[_service(joined, offers)] if offers else None,
            LogConfiguration=_LOG if log else None,
            AccessLogConfiguration=_access(access, queries=bool(offers and offers.queries)),
        ),
    )


_LOG = ecs.LogConfiguration(
    LogDriver="awslogs",
    Options={
        "awslogs-group": Ref(ids.LOGS),
        "awslogs-region": Ref("AWS::Region"),
        "awslogs-stream-prefix": "service-connect",
    },
)


def _access(form: str | None, *, queries: bool) -> ecs.ServiceConnectAccessLogConfiguration | None:
    if form is None:
        return None
    return ecs.ServiceConnectAccessLogConfiguration(
        Format=form, **given(IncludeQueryParameters="ENABLED" if queries else None)
    )


def _service(joined: Joined, offers: Connect) -> ecs.ServiceConnectService:
    # Each is a service in Cloud Map: one of the same name with DNS records would stand in its way.
    name = offers.name or f"{joined.name}-connect"
    timeout = given(
        IdleTimeoutSeconds=offers.idle_timeout, PerRequestTimeoutSeconds=offers.request_timeout
    )
    alias = ecs.ServiceConnectClientAlias(
        DnsName=offers.alias or offers.name or joined.name,
        Port=offers.called_at or joined.port,
        **given(TestTrafficRules=joined.test and _first(joined.test)),
    )
    return ecs.ServiceConnectService(
        PortName=joined.port_name,
        DiscoveryName=name,
        ClientAliases=[alias],
        **given(
            IngressPortOverride=offers.proxy_port,
            Timeout=ecs.TimeoutConfiguration(**timeout) if timeout else None,
            Tls=offers.tls and _tls(offers.tls),
        ),
    )


def _first(test: TestHeader) -> ecs.ServiceConnectTestTrafficRules:
    """The requests that go to the new tasks before all others do.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTestTrafficHeaderRules.html
    """
    value = ecs.ServiceConnectTestTrafficHeaderMatchRules(Exact=test.values[0])
    header = ecs.ServiceConnectTestTrafficHeaderRules(Name=test.name, Value=value)
    return ecs.ServiceConnectTestTrafficRules(Header=header)


def _tls(wanted: Tls) -> ecs.ServiceConnectTlsConfiguration:
    return ecs.ServiceConnectTlsConfiguration(
        IssuerCertificateAuthority=ecs.ServiceConnectTlsCertificateAuthority(
            AwsPcaAuthorityArn=wanted.authority
        ),
        RoleArn=GetAtt(ids.TLS_ROLE, "Arn"),
        **given(KmsKey=wanted.encryption_key),
    )


def registries(found: Found) -> list[ecs.ServiceRegistry]:
    """Its ServiceRegistries."""
    named = {} if found.port is None else {"ContainerName": found.container}
    return [
        ecs.ServiceRegistry(
            RegistryArn=GetAtt(ids.DISCOVERY, "Arn"), **named, **given(ContainerPort=found.port)
        )
    ]
