"""What manifests of Copilot say, and what our definitions of the same come to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.said import facts, stack

CPU, MEMORY = "ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"
REQUESTS = "ALBRequestCountPerTarget"
SPOT = {"FARGATE_SPOT": (0, 1)}

# service -> environment -> what the manifest says: (fact of tests/said/facts.py, its arguments) -> value
SAID: dict[str, dict[str, dict[tuple[Any, ...], Any]]] = {
    "store": {
        "dev": {
            (facts.size,): (512, 1024),
            (facts.ports,): ["8080"],
            (facts.carried,): SPOT,
            (facts.variables,): {"MODE": "dev", "PORT": "8080"},
            (facts.secrets,): {"SECRET_KEY": "shop/dev/secrets/SECRET_KEY"},
        },
        "test": {(facts.carried,): SPOT},
        "uat": {
            (facts.bounds,): (2, 4),
            (facts.aims,): {
                CPU: (70, 30, 60),
                MEMORY: (80, 30, 60),
                REQUESTS: (30, 30, 60),
                "custom": (2, 30, 60),
            },
        },
        "prod": {
            (facts.carried,): {"FARGATE": (0, 1)},
            (facts.variables,): {"MODE": "production", "PORT": "8080"},
            (facts.secrets,): {"SECRET_KEY": "shop/prod/secrets/SECRET_KEY"},
            (facts.aims,): {CPU: (70, 30, 60), MEMORY: (80, 30, 60), REQUESTS: (30, 30, 60)},
        },
    },
    "graph": {
        "prod": {
            (facts.size,): (256, 512),
            (facts.ports,): ["3000"],
            (facts.secrets,): {"VIDEO_KEY": "VIDEO_KEY", "BUCKET_KEY_ID": "ACCESS_KEY_ID"},
            (facts.variables,): {"API_URL": "https://api.example.com/graphql"},
        }
    },
    "loader": {"prod": {(facts.size,): (256, 512), (facts.ports, "tracing"): ["2000/udp"]}},
    "measurer": {
        "prod": {
            (facts.size,): (256, 512),
            (facts.bounds,): (1, 50),
            (facts.carried,): {"FARGATE": (25, 0), "FARGATE_SPOT": (0, 1)},
        }
    },
    "api": {
        "test": {(facts.size,): (256, 2048), (facts.bounds,): (1, 2)},
        "prod": {
            (facts.size,): (1024, 4096),
            (facts.bounds,): (1, 3),
            (facts.carried,): {"FARGATE": (1, 0), "FARGATE_SPOT": (0, 1)},
            (facts.asked,): ("/health", "200", 30, 15, 2, 3),
            (facts.conditions,): {
                "host-header": ["api.prod.example.org"],
                "path-pattern": ["/*"],
            },
            (facts.aims,): {CPU: (80, 60, 60), MEMORY: (80, 60, 60), REQUESTS: (1000, 60, 60)},
            (facts.variables,): {"DEBUG": "False", "USE_BUCKET": "True"},
        },
    },
    "celery": {
        "dev": {
            (facts.size,): (1024, 8192),
            (facts.health,): {
                "command": "celery -A app status",
                "interval": 10,
                "timeout": 30,
                "retries": 2,
            },
        },
        "test": {(facts.size,): (256, 2048), (facts.bounds,): (1, 2), (facts.carried,): SPOT},
        "prod": {(facts.size,): (1024, 8192), (facts.bounds,): (1, 3)},
    },
    "curator": {
        "prod": {
            (facts.conditions,): {
                "host-header": ["curator.prod.example.org"],
                "path-pattern": ["/api", "/api/*"],
            },
            (facts.secrets,): {"DATABASE_URI": "curator/prod/secrets/DATABASE_URI"},
        }
    },
    "documents": {
        "prod": {
            (facts.size,): (256, 1024),
            (facts.ports,): ["27017"],
            (facts.mounts,): {"/data/db": "files", "/docker-entrypoint-initdb.d": "begin"},
            (facts.secrets,): {
                "MONGO_INITDB_ROOT_USERNAME": "web/prod/mongo_user",
                "MONGO_INITDB_ROOT_PASSWORD": "web/prod/mongo_password",
            },
        }
    },
    "maps": {
        "prod": {
            (facts.size,): (1024, 2048),
            (facts.ports, "api"): ["8001"],
            (facts.mounts,): {"/shared": "shared"},
            (facts.mounts, "api"): {"/shared": "shared"},
            (facts.asked,): ("/health", "200", 10, 5, 2, 2),
        }
    },
    "publisher": {"prod": {(facts.size,): (256, 512), (facts.ports,): ["3000"]}},
    "reader": {"prod": {(facts.size,): (256, 512)}},
    "exporter": {
        "test": {(facts.size,): (1024, 2048), (facts.carried,): SPOT},
        "prod": {(facts.size,): (2048, 16384), (facts.carried,): {"FARGATE": (0, 1)}},
    },
    "front": {
        "prod": {
            (facts.bounds,): (2, 10),
            (facts.aims,): {CPU: (50, 60, 120)},
            (facts.asked,): ("/", "200,301,302", 15, 5, 3, 2),
            (facts.ports,): ["8080"],
            (facts.ports, "nginx"): ["443"],
            (facts.ports, "filter"): ["8000"],
            (facts.ports, "settings"): ["2772"],
            (facts.variables, "nginx"): {"SERVER": "localhost:8000"},
        }
    },
    "patches": {
        "dev": {(facts.variables,): {"LOG_LEVEL": "debug", "NODE_ENV": "staging"}},
        "prod": {
            (facts.variables,): {"LOG_LEVEL": "info", "NODE_ENV": "production"},
            (facts.asked,): ("/patches", "200", 15, 10, 3, 2),
            (facts.conditions,): {
                "host-header": ["patches.prod.example.org"],
                "source-ip": ["192.0.2.10/32"],
            },
        },
    },
}
CASES = [
    (service, place, fact, wanted)
    for service, places in SAID.items()
    for place, said in places.items()
    for fact, wanted in said.items()
]


@pytest.mark.parametrize(("service", "place", "fact", "wanted"), CASES)
def test_the_manifest_is_said(
    service: str, place: str, fact: tuple[Any, ...], wanted: object
) -> None:
    ask, *arguments = fact
    assert ask(stack("copilot", service, place), *arguments) == wanted


def service_of(name: str, place: str = "prod") -> Any:
    return facts.only(stack("copilot", name, place), "AWS::ECS::Service")


def test_counts_are_those_of_the_manifests() -> None:
    assert service_of("store", "dev")["DesiredCount"] == 1
    assert service_of("store", "test")["DesiredCount"] == 2
    assert service_of("loader")["DesiredCount"] == 6


def test_tasks_can_be_entered() -> None:
    assert all(
        service_of(name)["EnableExecuteCommand"] for name in SAID if name not in ("front", "maps")
    )


def test_one_recreates_its_tasks() -> None:
    said = service_of("graph")["DeploymentConfiguration"]
    assert (said["MinimumHealthyPercent"], said["MaximumPercent"]) == (0, 100)


def test_grace_periods_are_those_of_the_manifests() -> None:
    found = {
        name: service_of(name)["HealthCheckGracePeriodSeconds"] for name in ("front", "patches")
    }
    assert found == {"front": 90, "patches": 45}


def test_requests_go_to_the_container_that_is_named() -> None:
    (to,) = service_of("front")["LoadBalancers"]
    assert (to["ContainerName"], to["ContainerPort"]) == ("nginx", 443)
    group = facts.only(stack("copilot", "front"), "AWS::ElasticLoadBalancingV2::TargetGroup")
    assert (group["Protocol"], group["HealthCheckPort"]) == ("HTTPS", "8080")
    assert facts.container(stack("copilot", "front"))["ReadonlyRootFilesystem"] is True


def test_a_sidecar_may_stop() -> None:
    assert facts.container(stack("copilot", "loader"), "tracing")["Essential"] is False


def test_a_worker_scales_by_what_waits_for_each_task() -> None:
    (aim,) = facts.aims(stack("copilot", "measurer")).values()
    assert aim[0] == 60 / 0.25


def test_a_queue_is_filled_by_the_topic_of_another_service() -> None:
    made = stack("copilot", "reader")
    queues = facts.of_type(made, "AWS::SQS::Queue")
    work = queues["Queue"]
    assert (work["MessageRetentionPeriod"], work["VisibilityTimeout"]) == (86400, 30)
    assert work["RedrivePolicy"]["maxReceiveCount"] == 5
    topic = facts.only(made, "AWS::SNS::Subscription")["TopicArn"]
    source = next(each.source for each in made.parameters if each.name == topic["Ref"])
    outputs = stack("copilot", "publisher").body["Outputs"]
    assert getattr(source, "output", None) in outputs


def test_files_lie_in_the_file_systems_that_are_there() -> None:
    volumes = facts.only(stack("copilot", "documents"), "AWS::ECS::TaskDefinition")["Volumes"]
    found = [each["EFSVolumeConfiguration"]["FilesystemId"] for each in volumes]
    assert found == ["fs-0a9464fa", "fs-fa95650a"]


def test_variables_are_read_from_files() -> None:
    def read(name: str) -> list[str]:
        found = facts.container(stack("copilot", "maps"), name)["EnvironmentFiles"]
        return [str(each["Value"]).partition(":::")[2].partition("'")[0] for each in found]

    assert read("app") == ["settings-prod/maps/web.env"]
    assert read("api") == ["settings-prod/maps/api.env"]


def test_a_task_may_take_long_to_stop_and_have_room() -> None:
    task = facts.only(stack("copilot", "exporter"), "AWS::ECS::TaskDefinition")
    assert task["EphemeralStorage"] == {"SizeInGiB": 100}
    assert facts.container(stack("copilot", "exporter"))["StopTimeout"] == 120


def test_what_goes_away_is_given_five_seconds_and_nobody_stays_with_a_task() -> None:
    group = facts.only(stack("copilot", "patches"), "AWS::ElasticLoadBalancingV2::TargetGroup")
    attributes = {each["Key"]: each["Value"] for each in group["TargetGroupAttributes"]}
    assert attributes["deregistration_delay.timeout_seconds"] == "5"
    assert "stickiness.enabled" not in attributes


def test_services_that_others_call_have_a_name() -> None:
    for name in ("store", "documents", "publisher"):
        services = service_of(name)["ServiceConnectConfiguration"]["Services"]
        assert services[0]["ClientAliases"][0]["DnsName"] == name


def test_logs_are_kept_for_as_long_as_the_environment_says() -> None:
    assert facts.only(stack("copilot", "api"), "AWS::Logs::LogGroup")["RetentionInDays"] == 90
