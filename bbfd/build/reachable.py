"""What finding a service takes besides the service: its name in Cloud Map, and a role for its certificates."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Output, Ref, Sub
from troposphere.iam import Role
from troposphere.servicediscovery import DnsConfig, DnsRecord, HealthCheckCustomConfig, Service

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
from bbfd.build.connect import called_port, offered, record_of
from bbfd.build.policies import assumed_by
from bbfd.build.scope import Scope
from bbfd.model.connect import CloudMap, Connect
from bbfd.model.deployment import Shifting, TestHeader
from bbfd.model.environment import HttpNamespace
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed, LongRunning

_TLS_POLICY = (
    "arn:${AWS::Partition}:iam::aws:policy/service-role/"
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity"
)


def found(scope: Scope[LongRunning]) -> Iterator[Made]:
    """What is made for it, and what cannot be."""
    connect, discovery = offered(scope.workload), scope.workload.discovery
    if scope.workload.connect is not False:
        yield from _unconnectable(scope)
    if connect is not None:
        yield from _called(scope, connect)
    if discovery is not None:
        yield from _discovery(scope, discovery)


def _called(scope: Scope[LongRunning], connect: Connect) -> Iterator[Made]:
    """By Service Connect."""
    discovery = scope.workload.discovery
    yield Origin(ids.SERVICE, "connect", "ServiceConnectConfiguration")
    yield from beyond(connect, "connect", _BOUNDS)
    yield from _unlogged(connect)
    if discovery is not None and connect.name == (discovery.name or scope.name):
        yield _twice(connect.name)
    if connect.tls is not None:
        yield _tls_role()
        yield Origin(ids.TLS_ROLE, "connect.tls")
    if not isinstance(scope.workload, Exposed):
        yield from _shifted(scope)


def _unlogged(connect: Connect) -> Iterator[Refusal]:
    if connect.queries and connect.access_log is None:
        yield _NO_ACCESS_LOG
    if connect.access_log is not None and not connect.log:
        yield _NO_LOG


_BOUNDS = {
    "called_at": range(1, 65536),
    "proxy_port": range(1, 65536),
    "idle_timeout": range(2147483648),
    "request_timeout": range(2147483648),
}
_NO_ACCESS_LOG = Refusal(
    what="queries are written with requests, and no request is written",
    fix='say how: access_log="TEXT" or "JSON"; or remove queries=',
    field="connect.queries",
)
_NO_LOG = Refusal(
    what="requests are written to the proxy's log, and it has none",
    fix="remove log=False, or access_log=",
    field="connect.access_log",
)


def _shifted(scope: Scope[LongRunning]) -> Iterator[Made]:
    """What shifting its traffic takes where it comes through Service Connect alone, and what cannot be."""
    deployment = scope.workload.deployment
    if not isinstance(deployment, Shifting):
        return
    from bbfd.build.deployment import wanted
    from bbfd.build.parts.shifting import asked_on_the_way
    from bbfd.build.unshifted import unasked

    yield from asked_on_the_way(scope)
    here = wanted(scope)
    if isinstance(here, Shifting):
        yield from unasked(here)
    test = deployment.test
    if test is not None and not (isinstance(test, TestHeader) and len(test.values) == 1):
        yield Refusal(
            what="Service Connect tells requests for new tasks by one value of a header",
            fix='write test=TestHeader(name="x-test", values=("yes",)), or remove test=',
            field="deployment.test",
        )


def _twice(name: str) -> Refusal:
    return Refusal(
        what=f"Service Connect and the DNS name would both be the service {name} in Cloud Map",
        fix="remove name= from Connect(...) and write alias=, or give CloudMap another name=",
        field="connect.name",
    )


def _unconnectable(scope: Scope[LongRunning]) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html."""
    mode, platform = scope.launch.network_mode, scope.launch.platform
    if mode.name not in ("awsvpc", "bridge"):
        yield Refusal(
            what=f"Service Connect has no proxy in the network mode {mode.name}",
            fix="write Awsvpc() or Bridge()",
            field=f"{scope.launch_field}.network_mode",
        )
    if platform is not None and platform.system.startswith("WINDOWS"):
        yield Refusal(
            what="Service Connect has no proxy for Windows",
            fix="remove connect=; discovery=CloudMap() finds its tasks by name",
            field="connect",
        )


def _tls_role() -> Role:
    """What ECS asks the certificate authority as: AWS's own policy for it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_connect_tls_role.html
    """
    return Role(
        ids.TLS_ROLE,
        AssumeRolePolicyDocument=assumed_by("ecs.amazonaws.com"),
        ManagedPolicyArns=[Sub(_TLS_POLICY)],
    )


def _discovery(scope: Scope[LongRunning], wanted: CloudMap) -> Iterator[Made]:
    record, name = record_of(scope, wanted), wanted.name or scope.name
    if isinstance(scope.environment.discovery, HttpNamespace):
        yield _NO_RECORDS
    if record == "A" and scope.attachment is None:
        yield Refusal(
            what="a task that shares its instance's address is found by an SRV record, not by an A record",
            fix='write record="SRV", or runs_on=EC2(network_mode=Awsvpc())',
            field="discovery.record",
        )
    called_port(scope)
    yield Service(
        ids.DISCOVERY,
        Name=name,
        NamespaceId=Ref(ids.NAMESPACE),
        DnsConfig=DnsConfig(
            DnsRecords=[DnsRecord(Type=record, TTL=wanted.ttl)], RoutingPolicy="MULTIVALUE"
        ),
        HealthCheckCustomConfig=HealthCheckCustomConfig(
            FailureThreshold=1
        ),  # ECS tells who is well
    )
    yield Origin(ids.DISCOVERY, "discovery")
    yield from beyond(wanted, "discovery", {"ttl": range(2147483648)})
    if isinstance(scope.environment.discovery, str):
        yield Output("Address", Value=f"{name}.{scope.environment.discovery}")


_NO_RECORDS = Refusal(
    what="the environment's namespace has no DNS names",
    fix='give it one that has: discovery="prod.internal"; or let others call it with connect=Connect()',
    field="discovery",
)
