"""Task definitions, property by property: ours are the same, but for differences that are argued here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.said import facts, stack


def tcp(port: int, host: int | None = None) -> dict[str, Any]:
    return {"containerPort": port, "hostPort": port if host is None else host, "protocol": "tcp"}


def pairs(**values: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def read(**parameters: str) -> list[dict[str, str]]:
    return [{"name": name, "valueFrom": value} for name, value in parameters.items()]


# What the originals say, without what AWS adds to it when it describes one, and with names of our own.
ORIGINALS: Mapping[str, Mapping[str, Any]] = {
    "pages": {
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "volumes": [
            {"name": "php-code", "dockerVolumeConfiguration": {"scope": "task", "driver": "local"}}
        ],
        "containerDefinitions": [
            {
                "name": "nginx-web-container",
                "mountPoints": [{"containerPath": "/var/www/html/", "sourceVolume": "php-code"}],
                "portMappings": [tcp(80, 0)],
                "essential": True,
                "cpu": 256,
                "memory": 256,
                "links": ["php-app-container:app-container"],
            },
            {
                "name": "php-app-container",
                "cpu": 0,
                "memory": 256,
                "memoryReservation": 256,
                "mountPoints": [{"containerPath": "/var/www/html/", "sourceVolume": "php-code"}],
                "portMappings": [tcp(9000, 0)],
            },
        ],
    },
    "rails": {
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "containerDefinitions": [
            {
                "name": "rails",
                "cpu": 0,
                "portMappings": [
                    {**tcp(3100), "name": "rails-3100-tcp", "appProtocol": "http"},
                ],
                "essential": True,
                "environment": pairs(
                    S3_BUCKET="pictures",
                    AWS_REGION="eu-west-1",
                    BACKEND_DOMAIN="api.example.org",
                    FRONTEND_DOMAIN="web.example.org",
                ),
                "secrets": read(
                    DB_HOST="/ecs-param/db-host",
                    DB_PASSWORD="/ecs-param/db-password",
                    DB_USERNAME="/ecs-param/db-username",
                    SECRET_KEY_BASE="/ecs-param/secret-key-base",
                    SES_PASSWORD="/ecs-param/ses-password",
                ),
            }
        ],
    },
    "agent": {
        "cpu": "128",
        "memory": "64",
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "volumes": [
            {"name": "proc", "host": {"sourcePath": "/proc"}},
            {"name": "dev", "host": {"sourcePath": "/dev"}},
            {"name": "al2_cgroup", "host": {"sourcePath": "/sys/fs/cgroup"}},
            {"name": "al1_cgroup", "host": {"sourcePath": "/cgroup"}},
        ],
        "containerDefinitions": [
            {
                "name": "cloudwatch-agent",
                "mountPoints": [
                    {"readOnly": True, "containerPath": path, "sourceVolume": volume}
                    for path, volume in (
                        ("/rootfs/proc", "proc"),
                        ("/rootfs/dev", "dev"),
                        ("/sys/fs/cgroup", "al2_cgroup"),
                        ("/cgroup", "al1_cgroup"),
                        ("/rootfs/sys/fs/cgroup", "al2_cgroup"),
                        ("/rootfs/cgroup", "al1_cgroup"),
                    )
                ],
                "environment": pairs(USE_DEFAULT_CONFIG="True"),
            }
        ],
    },
    "watched": {
        "cpu": "256",
        "memory": "256",
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [
            {"name": "demo-app", "links": ["cloudwatch-agent"]},
            {"name": "cloudwatch-agent", "secrets": read(CW_CONFIG_CONTENT="agent-settings")},
        ],
    },
    "traced": {
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
            {
                "name": "service-a",
                "cpu": 0,
                "environment": pairs(AWS_XRAY_DAEMON_ADDRESS="", API_CNAME="b.example.org"),
                "portMappings": [tcp(8080)],
                "essential": True,
            },
            {
                "name": "xray-sidecar",
                "cpu": 0,
                "portMappings": [{"containerPort": 2000, "hostPort": 2000, "protocol": "udp"}],
                "essential": True,
            },
        ],
    },
    "clock": {
        "volumes": [{"name": "my-vol"}],
        "containerDefinitions": [
            {
                "name": "simple-app",
                "cpu": 10,
                "memory": 500,
                "portMappings": [{"containerPort": 80, "hostPort": 80}],
                "mountPoints": [{"sourceVolume": "my-vol", "containerPath": "/var/www/my-vol"}],
                "entryPoint": ["/usr/sbin/apache2", "-D", "FOREGROUND"],
                "essential": True,
            },
            {
                "name": "busybox",
                "cpu": 10,
                "memory": 500,
                "volumesFrom": [{"sourceContainer": "simple-app"}],
                "entryPoint": ["sh", "-c"],
                "command": ["while true; do /bin/date > /var/www/my-vol/date; sleep 1; done"],
                "essential": False,
            },
        ],
    },
    "builder": {
        "cpu": "2048",
        "memory": "12288",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "builder", "essential": True}],
    },
    "queries": {
        "cpu": "4096",
        "memory": "30720",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
            {
                "name": "Presto",
                "cpu": 0,
                "portMappings": [tcp(8080)],
                "essential": True,
                "entryPoint": [""],
                "command": ["/usr/lib/presto/bin/run-presto"],
                "environment": pairs(MODE="COORDINATOR"),
                "startTimeout": 600,
                "stopTimeout": 90,
                "workingDirectory": "/home/presto",
                "privileged": False,
                "healthCheck": {
                    "command": ["CMD-SHELL", "curl http://localhost:8080 || exit 1"],
                    "interval": 180,
                    "timeout": 10,
                    "retries": 3,
                    "startPeriod": 60,
                },
            }
        ],
    },
    "routed": {
        "containerDefinitions": [
            {
                "name": "log_router",
                "essential": True,
                "firelensConfiguration": {"type": "fluentbit"},
                "memoryReservation": 50,
            },
            {
                "name": "app",
                "essential": True,
                "logConfiguration": {
                    "logDriver": "awsfirelens",
                    "options": {
                        "Name": "cloudwatch",
                        "region": "eu-west-1",
                        "log_group_name": "firelens-testing-fluent-bit",
                        "auto_create_group": "true",
                        "log_stream_prefix": "from-fluent-bit",
                    },
                },
                "memoryReservation": 100,
            },
        ],
    },
    "fixed": {
        "cpu": "512",
        "memory": "512",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [
            {
                "name": "plan-container",
                "cpu": 0,
                "memory": 512,
                "portMappings": [tcp(8080, 80)],
                "environment": pairs(PROFILE="dev"),
                "essential": True,
            }
        ],
    },
    "sync": {
        "cpu": "1024",
        "memory": "4096",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
            {
                "name": "trainee-sync",
                "portMappings": [{"containerPort": 8203}],
                "environment": pairs(PROFILE="prod"),
                "secrets": read(
                    DB_HOST="/trainee/prod/db/host",
                    DB_USER="/trainee/prod/db/username",
                    REFERENCE_HOST="trainee-prod-lb-url",
                    SENTRY_DSN="sync-sentry-dsn",
                    QUEUE_URL="/trainee/sync/prod/queue-url/placement-fifo",
                ),
            }
        ],
    },
}

# What is different in each, and why that is as well.
EVERYWHERE = {
    "Family": "made of the environment's and the service's names",
    "ExecutionRoleArn": "a role of the task's own, that may do what starting it takes",
    "TaskRoleArn": "a role of the task's own",
    "Image": "a parameter: a new version changes nothing else",
    "LogConfiguration": "the service's log group, made with it and kept for as long as the environment says",
    "Essential": "said, as AWS has it without a word",
    "RuntimePlatform": "said, as AWS has it on Fargate without a word",
    "HostPort": "not said where it is the container's, as AWS has it without a word",
    "ReadOnly": "false is what AWS has without a word",
    "Protocol": "tcp is what AWS has without a word",
}
ARGUED: Mapping[str, Mapping[str, str]] = {
    "pages": {"Memory": "of the task as a whole, so that it is placed by it"},
    "clock": {
        "Memory": "of the task as a whole, so that it is placed by it",
        "NetworkMode": "said, as AWS has it without a word",
        "RequiresCompatibilities": "said: it is checked against what EC2 allows",
    },
    "queries": {
        "StartTimeout": "Fargate allows 120 seconds",
        "EntryPoint": "an empty one is none",
        "Privileged": "false is what AWS has without a word",
    },
    "routed": {
        "LogConfiguration": "the plugin is called cloudwatch_logs today; the group is made elsewhere, not by a task",
        "FirelensConfiguration": "that ECS adds nothing is said",
        "Memory": "of the task as a whole, so that it is placed by it",
        "NetworkMode": "said, as AWS has it without a word",
        "RequiresCompatibilities": "said: it is checked against what EC2 allows",
    },
    "fixed": {"NetworkMode": "said, as AWS has it without a word"},
}


def upper(said: Any) -> Any:
    """As CloudFormation writes it."""
    if isinstance(said, Mapping):
        return {f"{key[:1].upper()}{key[1:]}": upper(value) for key, value in said.items()}
    return [upper(value) for value in said] if isinstance(said, list) else said


def leaves(said: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value by its path; what has a name of its own by that, in no order."""
    if isinstance(said, Mapping) and not (
        said.keys() <= {"Fn::Sub", "Ref", "Fn::GetAtt", "Fn::Join"}
    ):
        for key, value in said.items():
            yield from leaves(value, (*path, key))
    elif isinstance(said, list) and all(isinstance(each, Mapping) for each in said):
        for each in said:
            yield from leaves(each, (*path, _name(each)))
    else:
        yield path, _read(said) if path[-1] == "ValueFrom" else said


def _name(said: Mapping[str, Any]) -> str:
    keys = ("ContainerPath", "ContainerPort", "Name", "SourceContainer")
    return str(next((said[key] for key in keys if key in said), said))


def _read(said: Any) -> str:
    return "/" + facts.parameter(said) if isinstance(said, Mapping) else "/" + str(said).lstrip("/")


def property_of(path: tuple[str, ...]) -> str:
    """Of the task or of a container; of a port or a mount its own, where that is argued for all of them."""
    if path[0] != "ContainerDefinitions":
        return path[0]
    return path[-1] if path[-1] in EVERYWHERE else path[2]


def different(service: str) -> dict[str, set[str]]:
    """Each property that is not the same, with the paths in it."""
    theirs = dict(leaves(upper(ORIGINALS[service])))
    ours = dict(leaves(facts.only(stack("tasks", service), "AWS::ECS::TaskDefinition")))
    found: dict[str, set[str]] = {}
    for path in theirs.keys() | ours.keys():
        if theirs.get(path) != ours.get(path):
            found.setdefault(property_of(path), set()).add("/".join(path))
    return found


@pytest.mark.parametrize("service", ORIGINALS)
def test_what_is_different_is_argued(service: str) -> None:
    unargued = different(service).keys() - EVERYWHERE.keys() - ARGUED.get(service, {}).keys()
    assert {name: different(service)[name] for name in unargued} == {}


@pytest.mark.parametrize("service", ARGUED)
def test_what_is_argued_is_different(service: str) -> None:
    assert ARGUED[service].keys() <= different(service).keys()


def test_every_task_definition_is_looked_at() -> None:
    from tests.said import project

    assert set(project("tasks").service_names) == ORIGINALS.keys()


def test_what_is_routed_goes_where_it_went() -> None:
    theirs = ORIGINALS["routed"]["containerDefinitions"][1]["logConfiguration"]
    ours = facts.container(stack("tasks", "routed"))["LogConfiguration"]
    assert ours["LogDriver"] == theirs["logDriver"]
    for option in ("log_group_name", "log_stream_prefix"):
        assert ours["Options"][option] == theirs["options"][option]
