"""Service Connect and Cloud Map: what a service is found by, and what a task needs for it."""

from __future__ import annotations

from troposphere import GetAtt, Ref, Sub, ecs

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.ports import is_port, no_port
from bbfd.build.scope import Scope
from bbfd.model.connect import CloudMap, Connect, Tls
from bbfd.model.container import Container
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import LongRunning, Workload

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


@value
class Named:
    """A port that Service Connect names. spoken: what is spoken there, in ECS's words."""

    number: int
    name: str
    spoken: str | None


@value
class Found:
    """A service in Cloud Map. port: of its container, where the records tell one."""

    container: str
    port: int | None


def offered(workload: Workload) -> Connect | None:
    """What others of the environment call it by."""
    connect = workload.connect if isinstance(workload, LongRunning) else False
    return None if isinstance(connect, bool) else connect


def in_cloud_map(workload: Workload) -> bool:
    """Whether it is found by a DNS name."""
    return isinstance(workload, LongRunning) and workload.discovery is not None


def is_called(workload: Workload) -> bool:
    """Whether others of the environment call it."""
    return in_cloud_map(workload) or offered(workload) is not None


def calls_others(workload: Workload) -> bool:
    """Whether it calls others of the environment."""
    joined = isinstance(workload, LongRunning) and workload.connect is not False
    return workload.calls or joined


def called_port(scope: Scope[Workload]) -> int:
    """The container's port that others call. Raises Unbuildable where it has none."""
    connect, own = offered(scope.workload), scope.workload.container.port
    said = connect.port if connect else None
    port, field = (own, "container.port") if said is None else (said, "connect.port")
    if port is None:
        raise Unbuildable(_NOWHERE)
    if not is_port(port):
        raise Unbuildable(no_port(port, field))
    return port


_NOWHERE = Refusal(
    what="others call the service, and there is no port to call",
    fix="say which one the container listens on: Container(..., port=8080)",
    field="container",
)


def joined(scope: Scope[LongRunning]) -> Joined | None:
    """How it takes part in Service Connect, if it does."""
    if scope.workload.connect is False:
        return None
    offers = offered(scope.workload)
    port = 0 if offers is None else called_port(scope)
    port_name = _name(scope.workload.container, port)
    return Joined(offers=offers, port=port, port_name=port_name, name=scope.name)


def connect_port(scope: Scope[Workload], container: Container) -> Named | None:
    """The port of this container that Service Connect asks for by name, if it is one."""
    offers = offered(scope.workload)
    if offers is None or container is not scope.workload.container:
        return None
    number = container.port if offers.port is None else offers.port
    if number is None or not is_port(number):
        return None
    spoken = None if offers.protocol == "tcp" else offers.protocol
    return Named(number=number, name=_name(container, number), spoken=spoken)


def _name(container: Container, number: int) -> str:
    """As the container calls its port, where it does."""
    said = (port.name for port in container.ports if port.number == number and port.name)
    return next(said, "connect")


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
    name = offers.name or joined.name
    timeout = given(
        IdleTimeoutSeconds=offers.idle_timeout, PerRequestTimeoutSeconds=offers.request_timeout
    )
    alias = ecs.ServiceConnectClientAlias(
        DnsName=offers.alias or name, Port=offers.called_at or joined.port
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


def _tls(wanted: Tls) -> ecs.ServiceConnectTlsConfiguration:
    return ecs.ServiceConnectTlsConfiguration(
        IssuerCertificateAuthority=ecs.ServiceConnectTlsCertificateAuthority(
            AwsPcaAuthorityArn=wanted.authority
        ),
        RoleArn=GetAtt(ids.TLS_ROLE, "Arn"),
        **given(KmsKey=wanted.encryption_key),
    )


def record_of(scope: Scope[LongRunning], wanted: CloudMap) -> str:
    """What its records tell: an address, where a task has one of its own."""
    return wanted.record or ("SRV" if scope.attachment is None else "A")


def found(scope: Scope[LongRunning]) -> Found | None:
    """How it is in Cloud Map, if it is."""
    wanted = scope.workload.discovery
    if wanted is None:
        return None
    port = called_port(scope) if record_of(scope, wanted) == "SRV" else None
    return Found(container=scope.workload.container.name, port=port)


def registries(found: Found | None) -> list[ecs.ServiceRegistry]:
    """Its ServiceRegistries."""
    if found is None:
        return []
    named = {} if found.port is None else {"ContainerName": found.container}
    return [
        ecs.ServiceRegistry(
            RegistryArn=GetAtt(ids.DISCOVERY, "Arn"), **named, **given(ContainerPort=found.port)
        )
    ]
