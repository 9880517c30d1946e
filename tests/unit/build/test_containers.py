"""What a definition says of a container, read back from the template; what AWS would refuse, told before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.discover.shape import mistakes
from bbfd.errors import Place
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate
from bbfd.launch.host import Host
from bbfd.model.container import Container, Healthy, Repository, Restart
from bbfd.model.definition import Definition
from bbfd.model.linux import Device, Linux, Tmpfs, Ulimit
from bbfd.model.outlet import AwsLogs
from bbfd.model.port import Port
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, WORKER, properties, stack

INSTANCES = EC2(memory=2048)
PLAIN = Container(image="app:1.2")
BESIDE = Container(image="db:1", name="db", port=5432, healthy=Healthy(command="ok"))


def worker(**fields: Any) -> Workload:
    beside, runs_on = fields.pop("beside", ()), fields.pop("runs_on", Fargate())
    container = replace(PLAIN, **fields)
    return replace(WORKER, container=container, sidecars=beside, runs_on=runs_on)


def task_of(workload: Workload) -> Any:
    return properties(stack(workload), "Task")


def made(**fields: Any) -> Any:
    """The definition of the main container."""
    return task_of(worker(**fields))["ContainerDefinitions"][0]


def refused(workload: Workload) -> list[tuple[str, str]]:
    built = built_of(workload)
    assert all(refusal.fix for refusal in built.refusals)
    return [(refusal.field, refusal.what) for refusal in built.refusals]


def built_of(workload: Workload) -> Stack:
    return service_stack(
        Definition("web", workload, "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )


def broken(workload: Workload) -> set[str]:
    """The rules that the template breaks."""
    read = document(stack(workload).body, lambda *_: Place("w.py"))
    return {finding.rule for finding in check(read, all_rules())}


SAID = [
    ({"after": {"db": "healthy"}}, "DependsOn", [{"ContainerName": "db", "Condition": "HEALTHY"}]),
    ({"restart": Restart()}, "RestartPolicy", {"Enabled": True, "RestartAttemptPeriod": 300}),
    (
        {"restart": Restart(ignored=(0, 3), period=60)},
        "RestartPolicy",
        {"Enabled": True, "IgnoredExitCodes": [0, 3], "RestartAttemptPeriod": 60},
    ),
    ({"start_timeout": 90}, "StartTimeout", 90),
    ({"stop_timeout": 0}, "StopTimeout", 0),
    (
        {"volumes_from": ("db:ro", "db")},
        "VolumesFrom",
        [{"SourceContainer": "db", "ReadOnly": True}, {"SourceContainer": "db"}],
    ),
    ({"labels": {"team": "shop"}}, "DockerLabels", {"team": "shop"}),
    ({"interactive": True}, "Interactive", True),
    ({"pseudo_terminal": True}, "PseudoTerminal", True),
    ({"version_consistency": False}, "VersionConsistency", "disabled"),
    (
        {"ulimits": (Ulimit(name="nofile", soft=1024, hard=4096),)},
        "Ulimits",
        [{"Name": "nofile", "SoftLimit": 1024, "HardLimit": 4096}],
    ),
    (
        {"ulimits": (Ulimit(name="nofile", soft=65536),)},
        "Ulimits",
        [{"Name": "nofile", "SoftLimit": 65536, "HardLimit": 65536}],
    ),
    (
        {"system_controls": {"net.core.somaxconn": "1024"}},
        "SystemControls",
        [{"Namespace": "net.core.somaxconn", "Value": "1024"}],
    ),
    ({"linux": Linux(init=True)}, "LinuxParameters", {"InitProcessEnabled": True}),
    (
        {"linux": Linux(add=("SYS_PTRACE",), drop=("NET_RAW",))},
        "LinuxParameters",
        {"Capabilities": {"Add": ["SYS_PTRACE"], "Drop": ["NET_RAW"]}},
    ),
    (
        {"linux": Linux(tmpfs=(Tmpfs(path="/run", size=64, options=("noexec",)),))},
        "LinuxParameters",
        {"Tmpfs": [{"ContainerPath": "/run", "Size": 64, "MountOptions": ["noexec"]}]},
    ),
]
SAID_ON_INSTANCES = [
    ({"privileged": True}, "Privileged", True),
    ({"gpu": 2}, "ResourceRequirements", [{"Type": "GPU", "Value": "2"}]),
    ({"security_options": ("label:type:web",)}, "DockerSecurityOptions", ["label:type:web"]),
    ({"hostname": "app"}, "Hostname", "app"),
    ({"hosts": {"db": "10.0.0.9"}}, "ExtraHosts", [{"Hostname": "db", "IpAddress": "10.0.0.9"}]),
    ({"dns_servers": ("10.0.0.2",)}, "DnsServers", ["10.0.0.2"]),
    ({"dns_search": ("example.com",)}, "DnsSearchDomains", ["example.com"]),
    ({"links": ("db",)}, "Links", ["db"]),
    (
        {"linux": Linux(shared_memory=128, swap=0, swappiness=10)},
        "LinuxParameters",
        {"SharedMemorySize": 128, "MaxSwap": 0, "Swappiness": 10},
    ),
    (
        {"linux": Linux(devices=(Device(host="/dev/fuse", permissions=("read", "write")),))},
        "LinuxParameters",
        {"Devices": [{"HostPath": "/dev/fuse", "Permissions": ["read", "write"]}]},
    ),
    (
        {"linux": Linux(devices=(Device(host="/dev/sda", path="/dev/x"),))},
        "LinuxParameters",
        {"Devices": [{"HostPath": "/dev/sda", "ContainerPath": "/dev/x"}]},
    ),
]


@pytest.mark.parametrize(("fields", "name", "wanted"), SAID)
def test_what_is_said_of_a_container_is_in_its_definition(
    fields: dict[str, Any], name: str, wanted: Any
) -> None:
    workload = worker(**fields, beside=(BESIDE,))
    assert task_of(workload)["ContainerDefinitions"][0][name] == wanted
    assert name not in made()


@pytest.mark.parametrize(("fields", "name", "wanted"), SAID_ON_INSTANCES)
def test_what_there_is_on_instances_is_in_its_definition(
    fields: dict[str, Any], name: str, wanted: Any
) -> None:
    workload = worker(**fields, beside=(BESIDE,), runs_on=INSTANCES)
    assert task_of(workload)["ContainerDefinitions"][0][name] == wanted
    assert name not in made(runs_on=INSTANCES)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"after": {"nobody": "start"}}, "DEPENDS-ON-UNKNOWN"),
        ({"after": {"app": "start"}}, "DEPENDS-ON-SELF"),
        ({"after": {"db": "success"}}, "DEPENDS-ON-COMPLETE-ESSENTIAL"),
        ({"after": {"db": "sometime"}}, "DEPENDS-ON-CONDITION"),
        ({"restart": Restart(period=59)}, "RESTART-POLICY-PERIOD"),
        ({"restart": Restart(ignored=tuple(range(51)))}, "RESTART-POLICY-EXIT-CODES"),
        ({"start_timeout": 121}, "FARGATE-START-TIMEOUT"),
        ({"stop_timeout": 121}, "FARGATE-STOP-TIMEOUT"),
        ({"ulimits": (Ulimit(name="nofile", soft=9, hard=8),)}, "ULIMIT-ORDER"),
        ({"ulimits": (Ulimit(name="nproc", soft=9),)}, "FARGATE-ULIMIT-NAME"),
        ({"system_controls": {"kernel.panic": "1"}}, "SYSCTL-NAMESPACE"),
        ({"linux": Linux(add=("SYS_ADMIN",))}, "FARGATE-CAP-ADD"),
        ({"linux": Linux(shared_memory=64)}, "FARGATE-SHARED-MEMORY"),
        ({"linux": Linux(swap=64)}, "FARGATE-MAX-SWAP"),
        ({"linux": Linux(swappiness=6)}, "FARGATE-SWAPPINESS"),
        ({"linux": Linux(devices=(Device(host="/dev/fuse"),))}, "FARGATE-DEVICES"),
        ({"privileged": True}, "FARGATE-PRIVILEGED"),
        ({"security_options": ("label:type:web",)}, "FARGATE-DOCKER-SECURITY-OPTIONS"),
        ({"gpu": 1}, "FARGATE-GPU"),
        ({"hostname": "app"}, "AWSVPC-HOSTNAME"),
        ({"hosts": {"db": "10.0.0.9"}}, "AWSVPC-EXTRA-HOSTS"),
        ({"dns_servers": ("10.0.0.2",)}, "AWSVPC-DNS-SERVERS"),
        ({"dns_search": ("example.com",)}, "AWSVPC-DNS-SEARCH"),
        ({"links": ("db",)}, "AWSVPC-LINKS"),
        ({"volumes_from": ("nobody",)}, "VOLUMES-FROM-UNKNOWN"),
        ({"logs": AwsLogs(mode="sometimes")}, "AWSLOGS-MODE"),
        ({"logs": AwsLogs(mode="blocking", buffer=4)}, "AWSLOGS-BUFFER-BLOCKING"),
        ({"logs": AwsLogs(multiline="^x", datetime="%Y")}, "AWSLOGS-MULTILINE-EXCLUSIVE"),
        ({"ports": (Port(number=80, name="Web"),)}, "PORT-NAME-FORMAT"),
        ({"ports": (Port(number=80, protocol="TCP"),)}, "PORT-PROTOCOL"),
        ({"ports": (Port(number=90, last=80),)}, "PORT-RANGE-REVERSED"),
        ({"ports": (Port(number=5432),)}, "AWSVPC-PORT-CONFLICT"),
        ({"ports": (Port(number=80, host=81),)}, "AWSVPC-HOST-PORT-MISMATCH"),
        (
            {"ports": (Port(number=80, last=90), Port(number=85, last=95))},
            "PORT-RANGE-OVERLAP",
        ),
        (
            {"ports": (Port(number=80, name="a"), Port(number=81, name="a"))},
            "PORT-NAME-DUPLICATE",
        ),
    ],
)
def test_what_aws_would_refuse_breaks_a_rule(fields: dict[str, Any], rule: str) -> None:
    assert rule in broken(worker(**fields, beside=(BESIDE,)))
    assert rule not in broken(worker(beside=(BESIDE,)))


def test_what_a_container_waits_for_may_wait_itself_but_not_for_it() -> None:
    circle = worker(after={"db": "start"}, beside=(replace(BESIDE, after={"app": "start"}),))
    assert "DEPENDS-ON-CYCLE" in broken(circle)
    well = worker(after={"db": "healthy"}, beside=(BESIDE,))
    assert broken(well) == broken(worker(beside=(BESIDE,)))
    ill = worker(after={"db": "healthy"}, beside=(replace(BESIDE, healthy=None),))
    assert "DEPENDS-ON-HEALTHY" in broken(ill)


def test_a_port_that_more_is_said_of_is_not_said_twice() -> None:
    plain = made(port=80, ports=(Port(number=8125, protocol="udp"),))["PortMappings"]
    assert plain == [{"ContainerPort": 80}, {"ContainerPort": 8125, "Protocol": "udp"}]
    more = made(port=80, ports=(Port(number=80, name="web", application="http2"),))["PortMappings"]
    assert more == [{"ContainerPort": 80, "Name": "web", "AppProtocol": "http2", "Protocol": "tcp"}]
    both = made(port=53, ports=(Port(number=53, protocol="udp"),))["PortMappings"]
    assert both == [{"ContainerPort": 53}, {"ContainerPort": 53, "Protocol": "udp"}]


def test_a_range_of_ports_is_one_mapping() -> None:
    ports = (Port(number=8000, last=8010, protocol="udp"),)
    wanted = [{"ContainerPortRange": "8000-8010", "Protocol": "udp"}]
    assert made(ports=ports)["PortMappings"] == wanted
    assert made(ports=ports, runs_on=INSTANCES)["PortMappings"] == wanted


def test_on_instances_a_port_is_picked_unless_it_must_be_a_certain_one() -> None:
    ports = (Port(number=8126), Port(number=8125, protocol="udp", host=8125))
    mappings = made(ports=ports, runs_on=EC2(network_mode=Bridge()))["PortMappings"]
    assert [each["HostPort"] for each in mappings] == [0, 8125]


@pytest.mark.parametrize(
    ("port", "field", "what"),
    [
        (Port(number=0), "number", "0 is not a port"),
        (Port(number=80, last=70000), "last", "70000 is not a port"),
        (Port(number=80, host=-1), "host", "-1 is not a port"),
        (Port(number=80, protocol="udp", application="grpc"), "application", "spoken on TCP"),
        (Port(number=80, last=90, name="web"), "name", "no name"),
        (Port(number=80, last=90, application="http"), "application", "no application"),
        (Port(number=80, last=90, host=80), "host", "no host"),
    ],
)
def test_a_port_that_cannot_be_is_refused(port: Port, field: str, what: str) -> None:
    ((where, told),) = refused(worker(ports=(Port(number=9090), port)))
    assert where == f"container.ports.1.{field}"
    assert what in told


def test_a_port_that_is_said_twice_is_refused() -> None:
    ((where, told),) = refused(worker(ports=(Port(number=80), Port(number=80))))
    assert (where, told) == ("container.ports.1", "port 80 twice")
    assert refused(worker(ports=(Port(number=80), Port(number=80, protocol="udp")))) == []


def test_a_port_of_a_sidecar_is_refused_there() -> None:
    ((where, _),) = refused(worker(beside=(replace(BESIDE, ports=(Port(number=0),)),)))
    assert where == "sidecars.0.ports.0.number"


def test_who_shares_the_network_of_the_host_has_no_ranges() -> None:
    ranged = worker(ports=(Port(number=80, last=90),), runs_on=EC2(network_mode=Host()))
    ((where, told),) = refused(ranged)
    assert where == "container.ports.0"
    assert "share their host's network" in told


def test_the_log_is_as_the_account_has_it_unless_more_is_said() -> None:
    log = made()["LogConfiguration"]
    assert log["LogDriver"] == "awslogs"
    plain = {
        "awslogs-group": {"Ref": "Logs"},
        "awslogs-region": {"Ref": "AWS::Region"},
        "awslogs-stream-prefix": "app",
    }
    assert log["Options"] == plain
    more = made(logs=AwsLogs(mode="non-blocking", buffer=25, multiline="^ERROR"))
    assert more["LogConfiguration"]["Options"] == plain | {
        "mode": "non-blocking",
        "max-buffer-size": "25m",
        "awslogs-multiline-pattern": "^ERROR",
    }
    dated = made(logs=AwsLogs(datetime="%Y-%m-%d"))["LogConfiguration"]["Options"]
    assert dated["awslogs-datetime-format"] == "%Y-%m-%d"


def test_a_container_may_have_no_log() -> None:
    assert "LogConfiguration" not in made(logs=None)


@pytest.mark.parametrize(
    ("fields", "name", "wanted"),
    [
        ({"fault_injection": True}, "EnableFaultInjection", True),
        ({"pid_mode": "task"}, "PidMode", "task"),
        ({"ipc_mode": "host"}, "IpcMode", "host"),
    ],
)
def test_what_a_task_is_as_a_whole_is_said_of_it(
    fields: dict[str, Any], name: str, wanted: Any
) -> None:
    workload = worker(runs_on=INSTANCES)
    assert task_of(replace(workload, **fields))[name] == wanted
    assert name not in task_of(workload)


@pytest.mark.parametrize(
    ("fields", "runs_on", "rule"),
    [
        ({"fault_injection": True}, INSTANCES, "FAULT-INJECTION-NETWORK"),
        ({"pid_mode": "host"}, Fargate(), "FARGATE-PID-MODE-HOST"),
        ({"ipc_mode": "task"}, Fargate(), "FARGATE-IPC-MODE"),
    ],
)
def test_what_a_task_cannot_be_there_breaks_a_rule(
    fields: dict[str, Any], runs_on: Any, rule: str
) -> None:
    assert rule in broken(replace(worker(runs_on=runs_on), **fields))


def test_what_is_wrong_with_a_container_points_at_its_field() -> None:
    built = stack(worker(beside=(BESIDE, Container(image=Repository(tag="1"), name="x"))))
    assert built.field_of("Task", "ContainerDefinitions", 0, "Ulimits", 0) == "container.ulimits"
    linux = ("LinuxParameters", "Capabilities", "Add", 0)
    assert built.field_of("Task", "ContainerDefinitions", 2, *linux) == "sidecars.1.linux.add"
    assert built.field_of("Task", "ContainerDefinitions", 1, "Unheard") == "sidecars.0"
    assert built.field_of("Task", "Cpu") == "runs_on.cpu"
    assert built.field_of("Task") == "container"
    assert built.field_of("Nothing", "Cpu") == ""


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"variables": {"A": 1}}, "variables.A"),
        ({"after": {"db": "HEALTHY"}}, "after.db"),
        ({"ports": (80,)}, "ports.0"),
        ({"ports": (Port(number="80"),)}, "ports.0.number"),
        ({"linux": Linux(add=("SYS",))}, "linux.add.0"),
        ({"ulimits": (Ulimit(name="files", soft=1),)}, "ulimits.0.name"),
        ({"logs": "none"}, "logs"),
        ({"restart": Restart(ignored=(1, "2"))}, "restart.ignored.1"),
    ],
)
def test_what_a_field_does_not_take_is_told_where_the_definition_is_read(
    fields: dict[str, Any], path: str
) -> None:
    assert [each.path for each in mistakes(replace(PLAIN, **fields))] == [path]
