"""Service Connect and what else names a port of the task: VPC Lattice, gateway connectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._bounds import number
from bbfd.rules._examples import CONNECTED
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, at_most, each_in, of, rows, shaped
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import Raw, Task, mappings, tasks
from bbfd.rules._written import names_of, where_written
from bbfd.template.values import UNKNOWN, Reference

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_CONNECT = f"{_GUIDE}/service-connect.html"
_OF_SERVICE = f"{_API}/API_ServiceConnectService.html"
_KEY = "ServiceConnectConfiguration"
_PROXY = 64  # MiB


def _connected(service: Subject) -> Subject | None:
    inner = service.below(_KEY)
    on = inner is not None and inner.value("Enabled") is not UNKNOWN and inner.has("Enabled")
    return inner if on else None


def _task(service: Subject) -> Task | None:
    task = service.value("TaskDefinition")
    named = task.to if isinstance(task, Reference) and not task.stack else None
    return next((each for each in tasks(service.document) if each.id == named), None)


def _ports(service: Subject) -> list[Raw] | None:
    """The port mappings of the task; None if there may be others."""
    task = _task(service)
    if task is None or not task.all_containers_known or not task.containers:
        return None
    found: list[Raw] = []
    for container in task.containers:
        given = service.document.value(container.body.get("PortMappings"))
        entries = list(mappings(service.document, container.path, container.body, "PortMappings"))
        if given is not None and (not isinstance(given, list) or len(entries) != len(given)):
            return None
        found += [body for _, body in entries]
    return found


def _is_named(service: Subject, wanted: Any) -> tuple[bool | None, bool]:
    """Whether a port of the task has the name, None if not known; and whether any has a name."""
    ports = _ports(service)
    if ports is None or wanted is None:
        return None, True
    same = [service.document.same(port.get("Name"), wanted) for port in ports if "Name" in port]
    return (True if True in same else None if None in same else False), bool(same)


def _entries(service: Subject) -> Iterator[Subject]:
    inner = _connected(service)
    if inner is not None:
        yield from inner.each("Services")


@where_written(_KEY)
def _no_namespace(service: Subject) -> Iterator[Found]:
    inner = _connected(service)
    if inner is None or not inner.lacks("Namespace"):
        return
    cluster = service.value("Cluster")
    body = (
        service.document.resources("AWS::ECS::Cluster").get(cluster.to)
        if isinstance(cluster, Reference)
        else None
    )
    if body is not None and service.document.value(body.get("ServiceConnectDefaults")) is None:
        yield inner.wrong("neither the service nor its cluster has one", "Namespace")


@where_written(_KEY, "Services")
def _misnamed(service: Subject) -> Iterator[Found]:
    for entry in _entries(service):
        known, any_named = _is_named(service, entry.body.get("PortName"))
        if known is False and any_named:
            name = entry.value("PortName")
            said = f"portName({name}) does not refer to any named PortMapping in the container definitions"
            yield entry.wrong(f"no port of the task is called {name}", "PortName", aws=said)


@where_written(_KEY, "Services")
def _unnamed(service: Subject) -> Iterator[Found]:
    for entry in _entries(service):
        known, any_named = _is_named(service, entry.body.get("PortName"))
        if known is False and not any_named:
            level = Level.WARNING if entry.value("PortName") is UNKNOWN else None
            yield entry.wrong("no port of the task has a name", "PortName", level=level)


def _by_name(key: str) -> Any:
    @where_written(key)
    def check(service: Subject) -> Iterator[Found]:
        for entry in service.each(key):
            if _is_named(service, entry.body.get("PortName"))[0] is False:
                name = entry.value("PortName")
                yield entry.wrong(f"no port of the task is called {name}", "PortName")

    return check


def _for_services(check: Any) -> Any:
    @where_written(_KEY, *names_of(check))
    def checks(service: Subject) -> Iterator[Found]:
        for entry in _entries(service):
            yield from check(entry)

    return checks


@where_written(_KEY)
def _twice(service: Subject) -> Iterator[Found]:
    seen = set()
    for entry in _entries(service):
        key = "DiscoveryName" if "DiscoveryName" in entry.body else "PortName"
        name = entry.value(key)
        if isinstance(name, str) and name in seen:
            yield entry.wrong(f"{name} is there twice", key)
        seen.add(name if isinstance(name, str) else None)


@where_written(_KEY, "Timeout")
def _timed(service: Subject) -> Iterator[Found]:
    for entry in _entries(service):
        if not entry.has("Timeout", "PerRequestTimeoutSeconds"):
            continue
        for port in _ports(service) or ():
            same = service.document.same(port.get("Name"), entry.body.get("PortName"))
            if same and "Name" in port and service.document.value(port.get("AppProtocol")) is None:
                detail = "the port has no AppProtocol, so it is tcp"
                yield entry.wrong(detail, "Timeout", "PerRequestTimeoutSeconds")


@where_written(_KEY)
def _room(service: Subject) -> Iterator[Found]:
    """Whether what the containers reserve leaves the proxy its share of the task's memory."""
    task = _task(service) if _connected(service) else None
    whole = number(service.document.value(task.body.get("Memory"))) if task else None
    if task is None or whole is None or not task.all_containers_known:
        return
    taken = [number(service.document.value(each.body.get("Memory"))) for each in task.containers]
    left = whole - sum(each or 0 for each in taken)
    if 0 <= left < _PROXY:
        detail = (
            f"the containers have {whole - left} of {whole} MiB, and Service Connect adds a proxy"
        )
        yield Found((*task.path, "Memory"), detail)


_TIMED = CONNECTED + "            Timeout: {PerRequestTimeoutSeconds: 15}\n"
_OWN = (
    CONNECTED.replace("        Namespace: prod\n", "").replace("  Cluster: {Type: String}\n", "")
    + "  Cluster:\n    Type: AWS::ECS::Cluster\n"
)
_FULL = CONNECTED.replace(
    "          Image: nginx:1.29\n", "          Image: nginx:1.29\n          Memory: @\n"
)
_NAMED = CONNECTED[: CONNECTED.index(f"      {_KEY}")]
_LATTICE = _NAMED + (
    "      VpcLatticeConfigurations: [{PortName: @, RoleArn: 'arn:aws:iam::123456789012:role/lattice', "
    "TargetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0123456789abcdef0'}]\n"
)
_GATEWAY = _NAMED + "      GatewayConnectors: [{PortName: @}]\n"
_UNNAMED = "{Name: http, ContainerPort: 80, AppProtocol: http}"
_SECOND = "          - {PortName: http, DiscoveryName: @}\n"
_REFERS = "portName(web) does not refer to any named PortMapping in the container definitions"
_MAY = Level.WARNING

RULES = rows(
    of(KIND),
    Row(
        "SC-NAMESPACE",
        "Service Connect has a namespace",
        _no_namespace,
        "add Namespace, or ServiceConnectDefaults to the cluster",
        _CONNECT,
        _OWN,
        _OWN + "    Properties: {ServiceConnectDefaults: {Namespace: prod}}\n",
        "Namespace is missing",
    ),
    Row(
        "SC-PORT-NAME",
        "Service Connect names a port of the task",
        _misnamed,
        "use the Name of a port mapping",
        _CONNECT,
        CONNECTED.replace("PortName: http", "PortName: web"),
        CONNECTED,
        _REFERS,
    ),
    Row(
        "SC-PORT-UNNAMED",
        "a port that Service Connect names has a name",
        _unnamed,
        "add Name to the port mapping of the container",
        _CONNECT,
        CONNECTED.replace(_UNNAMED, "{ContainerPort: 80}"),
        CONNECTED,
        _REFERS.replace("web", "http"),
    ),
    Row(
        "SC-ALIASES-MAX",
        "a service of Service Connect has one client alias",
        _for_services(at_most(1, "ClientAliases")),
        "keep one",
        _OF_SERVICE,
        CONNECTED.replace(
            "DnsName: web.prod}", "DnsName: web.prod}, {Port: 81, DnsName: old.prod}"
        ),
        CONNECTED,
        "2 clientAliases exceeds the max limit of 1",
    ),
    Row(
        "SC-DNS-NAME",
        "a client alias is a name in small letters",
        _for_services(
            each_in("ClientAliases", shaped("DnsName", like=r"[a-z0-9_.][a-z0-9_.-]{0,126}"))
        ),
        "use at most 127 small letters, digits, -, _ and dots",
        f"{_API}/API_ServiceConnectClientAlias.html",
        CONNECTED.replace("DnsName: web.prod", "DnsName: Web Prod"),
        CONNECTED,
        "The DNS name that you provided is invalid",
    ),
    Row(
        "SC-DISCOVERY-NAME",
        "a discovery name is a name in small letters",
        _for_services(shaped("DiscoveryName", like=r"[a-z0-9_][a-z0-9_-]{0,63}")),
        "use at most 64 small letters, digits, - and _",
        _OF_SERVICE,
        CONNECTED.replace("DiscoveryName: web", "DiscoveryName: Web"),
        CONNECTED,
        level=_MAY,
    ),
    Row(
        "SC-DUPLICATE-DISCOVERY",
        "each service of Service Connect has a name of its own",
        _twice,
        "give one of them another DiscoveryName",
        _OF_SERVICE,
        CONNECTED + _SECOND.replace("@", "web"),
        CONNECTED + _SECOND.replace("@", "admin"),
        level=_MAY,
    ),
    Row(
        "SC-TIMEOUT-TCP",
        "a request can time out where there are requests",
        _timed,
        "set AppProtocol on the port mapping (http, http2 or grpc), or use IdleTimeoutSeconds",
        f"{_API}/API_TimeoutConfiguration.html",
        _TIMED.replace(", AppProtocol: http", ""),
        _TIMED,
        level=_MAY,
    ),
    Row(
        "SC-PROXY-MEMORY",
        "the proxy of Service Connect has memory",
        _room,
        "raise the task's Memory, or lower the containers': the proxy takes 64 MiB and 256 CPU units",
        f"{_GUIDE}/service-connect-concepts-deploy.html",
        _FULL.replace("@", "1024"),
        _FULL.replace("@", "768"),
        "OutOfMemoryError / CPU starvation",
        _MAY,
    ),
    Row(
        "LATTICE-PORT-NAME",
        "VPC Lattice names a port of the task",
        _by_name("VpcLatticeConfigurations"),
        "use the Name of a port mapping",
        f"{_API}/API_VpcLatticeConfiguration.html",
        _LATTICE.replace("@", "web"),
        _LATTICE.replace("@", "http"),
        level=_MAY,
    ),
    Row(
        "GATEWAY-CONNECTOR-PORT-NAME",
        "a gateway connector names a port of the task",
        _by_name("GatewayConnectors"),
        "use the Name of a port mapping",
        f"{_API}/API_GatewayConnector.html",
        _GATEWAY.replace("@", "web"),
        _GATEWAY.replace("@", "http"),
        level=_MAY,
    ),
)
