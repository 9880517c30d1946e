"""A migrated template as definitions: Python that says what the template says, and lists what it cannot."""

from __future__ import annotations

import pytest

import bbfd
from bbfd.migrate import Definition, definitions, migrate
from tests.unit.migrate.templates import WEB, WORKER, container, service, task
from tests.unit.migrate.test_steps import _EVENT, _SCHEDULE


def only(text: str) -> Definition:
    (found,) = definitions(migrate(text, "t.yaml").after, "t.yaml")
    return found


def value(text: str) -> bbfd.WebService:
    """The service that its source defines."""
    names: dict[str, bbfd.WebService] = {}
    exec(only(text).source, names)
    return names["service"]


def test_a_service_behind_a_load_balancer_is_a_web_service():
    made = value(WEB)
    assert isinstance(made, bbfd.WebService)
    assert made.container == bbfd.Container(
        image="123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:7",
        name="web",
        port=8080,
        cpu=100,
        memory=300,
    )
    assert made.runs_on == bbfd.Fargate(cpu=256, memory=512)
    assert (made.count, made.grace_period) == (2, 120)
    assert made.http == bbfd.Http(port=8080, path="/*", health=bbfd.HealthCheck(path="/health"))
    assert only(WEB).name == "web"


def test_a_service_that_nobody_calls_is_a_worker():
    made = value(
        service(
            "DesiredCount: 3",
            "DeploymentConfiguration: {MinimumHealthyPercent: 50, MaximumPercent: 150}",
        )
    )
    assert isinstance(made, bbfd.Worker)
    assert made.count == 3
    assert made.deployment == bbfd.Rolling(minimum_healthy=50, maximum=150)


@pytest.mark.parametrize("text", [_EVENT, _SCHEDULE])
def test_a_schedule_is_a_scheduled_task(text):
    made = value(text)
    assert isinstance(made, bbfd.ScheduledTask)
    assert made.schedule == "rate(1 day)"


def test_what_a_container_says_a_definition_says():
    made = value(
        container(
            "Command: [serve, '--all']",
            "EntryPoint: [sh, -c]",
            "User: '1000'",
            "WorkingDirectory: /app",
            "ReadonlyRootFilesystem: true",
            "StopTimeout: 90",
            "Environment: [{Name: A, Value: b}, {Name: QUOTE, Value: 'it''s \"so\"'}]",
            "HealthCheck: {Command: [CMD-SHELL, 'true'], Interval: 10}",
            "Secrets: [{Name: S, ValueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf:key::'}]",
            "MountPoints: [{SourceVolume: scratch, ContainerPath: /tmp}]",
        ).replace(
            "      ContainerDefinitions:\n",
            "      Volumes: [{Name: scratch}]\n      ContainerDefinitions:\n",
            1,
        )
    )
    assert made.container == bbfd.Container(
        image="nginx:1.27",
        name="worker",
        memory=256,
        command=("serve", "--all"),
        entry_point=("sh", "-c"),
        user="1000",
        working_directory="/app",
        read_only=True,
        stop_timeout=90,
        variables={"A": "b", "QUOTE": 'it\'s "so"'},
        healthy=bbfd.Healthy(command="true", interval=10),
    )
    assert made.uses == (
        bbfd.Secret(
            variable="S",
            secret="arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf",
            key="key",
        ),
        bbfd.Scratch(path="/tmp", name="scratch"),
    )


def test_an_image_without_a_tag_is_its_latest():
    assert value(WORKER.replace("nginx:1.27", "nginx")).container.image == "nginx:latest"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (task("TaskRoleArn: arn:aws:iam::123456789012:role/a"), "TaskRoleArn"),
        (task("Volumes: [{Name: a, EFSVolumeConfiguration: {FilesystemId: fs-1}}]"), "volume a"),
        (container("Environment: [{Name: A, Value: !ImportValue x}]"), "variable A"),
        (container("DependsOn: [{ContainerName: a, Condition: START}]"), "DependsOn"),
        (service("ServiceRegistries: [{RegistryArn: a}]"), "ServiceRegistries"),
        (service("DesiredCount: !ImportValue x"), "how many tasks"),
        (task("Cpu: !ImportValue x", "Memory: 512"), "Cpu of the task"),
        (container("Cpu: !ImportValue x"), "container worker: Cpu"),
    ],
)
def test_what_a_definition_cannot_say_is_listed(text, said):
    made = only(text)
    assert any(said in each for each in made.unsaid)
    assert said in made.source


def test_all_is_said_of_a_small_one():
    assert only(WORKER).unsaid == ()
