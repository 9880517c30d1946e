"""The names that definitions are written with: a promise."""

import ast
import inspect
import subprocess
import sys

import bbfd

PROMISED = [
    "__version__",
    "Access",
    "ClientCertificates",
    "Daemon",
    "EnvironmentFile",
    "Event",
    "EventTask",
    "FireLens",
    "ObjectCreated",
    "PrivateRegistry",
    "Router",
    "Schedule",
    "Task",
    "ToBucket",
    "ToFirehose",
    "ToKinesis",
    "ToLogs",
    "ToPlugin",
    "Tracing",
    "Unstarted",
    "BackendService",
    "CloudMap",
    "Connect",
    "External",
    "HttpNamespace",
    "ManagedCapacity",
    "ManagedInstances",
    "Tls",
    "AccessLogs",
    "Alarm",
    "Aim",
    "Alarms",
    "AwsLogs",
    "Budget",
    "Build",
    "BuildSecret",
    "Check",
    "HttpCheck",
    "Cooldown",
    "DeadLetters",
    "Device",
    "Endpoints",
    "ExistingFirewall",
    "Fifo",
    "Firewall",
    "FlowLogs",
    "FromEnvironment",
    "FromService",
    "FromStack",
    "Linux",
    "Metric",
    "OfficeHours",
    "Port",
    "Restart",
    "Step",
    "Steps",
    "Subscription",
    "Timed",
    "Tmpfs",
    "TcpListener",
    "TlsListener",
    "Track",
    "Ulimit",
    "variables_of",
    "WorkQueue",
    "Answer",
    "Allow",
    "Bucket",
    "Cache",
    "Database",
    "Elastic",
    "Nodes",
    "Instances",
    "Serverless",
    "ExistingBucket",
    "ExistingQueue",
    "ExistingTable",
    "ExistingTopic",
    "Index",
    "OnDemand",
    "Provisioned",
    "Queue",
    "Reach",
    "Statements",
    "Table",
    "Topic",
    "DockerVolume",
    "Ebs",
    "Efs",
    "FsxWindows",
    "HostVolume",
    "Mounted",
    "S3Files",
    "Owner",
    "Awsvpc",
    "Before",
    "Binpack",
    "BlueGreen",
    "Bridge",
    "Canary",
    "Capacity",
    "Certificate",
    "Cluster",
    "Cognito",
    "Container",
    "DistinctInstance",
    "Domain",
    "EC2",
    "EarlySuccess",
    "Environment",
    "ExistingCapacity",
    "ExistingKey",
    "ExistingNamespace",
    "ExistingCluster",
    "ExistingLoadBalancer",
    "Gateway",
    "ExistingGateway",
    "Fargate",
    "HealthCheck",
    "Healthy",
    "Hook",
    "Host",
    "Http",
    "Linear",
    "InternalLoadBalancer",
    "Key",
    "Listener",
    "LoadBalancer",
    "Local",
    "Match",
    "MemberOf",
    "Network",
    "Oidc",
    "NetworkLoadBalancer",
    "OwnLoadBalancer",
    "Pause",
    "Percent",
    "Random",
    "Reaper",
    "Recreate",
    "Redirect",
    "Registry",
    "Repository",
    "Rewrite",
    "Rolling",
    "Scaling",
    "ScheduledTask",
    "Scratch",
    "Secret",
    "Connector",
    "Lattice",
    "Spot",
    "Spread",
    "Stickiness",
    "TestHeader",
    "Tuning",
    "UdpListener",
    "WebService",
    "Worker",
]


def _seen_by_type_checkers() -> dict[str, str]:
    tree = ast.parse(inspect.getsource(bbfd))
    return {
        name.name: str(node.module).removeprefix("bbfd.")
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def test_the_public_names_are_the_promised_ones() -> None:
    assert sorted(bbfd.__all__) == sorted(PROMISED)


def test_every_public_name_is_what_its_module_defines() -> None:
    for name in bbfd.__all__:
        assert getattr(bbfd, name) is not None
    assert bbfd.WebService.__module__ == "bbfd.kinds.web_service"


def test_type_checkers_see_what_is_loaded_late() -> None:
    assert _seen_by_type_checkers() == bbfd._MODULES
    assert {*bbfd._MODULES, "__version__"} == set(bbfd.__all__)


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import sys, bbfd; print(*(m for m in sys.modules if m.startswith('bbfd.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bbfd._version", "bbfd._where"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(bbfd, "Fargat")
