"""Each recorded answer of AWS leads to its cause: through the readers, and the gathering, of a deployment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bbfd.diagnose import Cause, diagnosed
from bbfd.discover.source import place_in
from tests.unit.diagnose.replay import (
    Recorded,
    evidence,
    recorded,
    shape_errors,
    template,
    texts,
    with_logs,
)

IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.9.0"
# What is told of it names these: the container, the image, the code, the secret.
PARTICULARS: dict[str, tuple[str, ...]] = {
    "alarms": ("web-5xx",),
    "cancelled": ("somebody cancelled",),
    "circuit-breaker": ("3 of 3 failures",),
    "command-not-found": ('container "app"', '"python"'),
    "container-exited": ('container "app"', "code 1 on 3 starts: KeyError: 'DATABASE_URL'"),
    "container-exited.126": ('container "app"', "code 126", "may not be executed"),
    "container-exited.127": ('container "app"', "code 127", "not found) on 3 starts: /entry"),
    "container-exited.132": ('container "app"', "code 132", "the signal 4"),
    "container-exited.137": ('container "app"', "code 137", "AWS does not say"),
    "container-exited.139": ('container "app"', "code 139", "SIGSEGV"),
    "container-exited.143": ('container "app"', "code 143", "SIGTERM"),
    "container-exited.2": ('container "app"', "code 2", "wrongly called"),
    "container-exited.255": ('container "app"', "code 255", "exec format error"),
    "container-exited.64": ('container "app"', "code 64 on 3 starts: no such mode"),
    "container-exited.impostor": ('container "app"', "exited with code 1 on 3 starts: "),
    "container-exited.scaled": ('container "app"', "exited with code 1: boom"),
    "container-finished": ('container "app"', "code 0", "3 times"),
    "container-health-check": ('container "app"', "(at least 2 tasks)"),
    "credentials-expired": ("Rule", "expired"),
    "custom-name": ("Targets", "web-targets"),
    "deployment-stuck": ("at least 100 and at most 100 percent of 2",),
    "disk-full": ('container "app"', IMAGE),
    "early-validation": ("Task", "NetworkMode", "PROPERTY_VALIDATION"),
    "execution-role-denied": ("prod-web-ExecutionRole-AbC", "logs:CreateLogStream"),
    "explicit-deny": ("TaskRole", "iam:CreateRole", "permissions boundary"),
    "export-in-use": ("WebUrl", "prod-orders"),
    "failed-to-stabilise": ("Service",),
    "failed-to-stabilise.timeout": ("Service",),
    "fargate-capacity": ("Fargate",),
    "health-check-code": ("GET /health", "503"),
    "health-check-failed": ("GET /health", "AWS does not say how"),
    "health-check-path": ("GET /health", "404"),
    "health-check-port": ("GET /health", "port"),
    "health-check-timeout": ("GET /health", "in time"),
    "health-check-timeout.event": ("GET /health", "in time"),
    "hook-refused": ("AWS::ControlTower::Hook", "Repository"),
    "hook-refused.resource": ("AWS::ControlTower::Hook", "Targets"),
    "host-port-taken": ('container "app"', "port"),
    "image-architecture": ('container "app"', IMAGE, "linux/amd64"),
    "image-architecture.docker": ('container "app"', IMAGE),
    "image-not-found": ('container "app"', IMAGE, "(3 tasks)"),
    "image-not-found.private": ('container "app"', IMAGE, "(at least 2 tasks)"),
    "instance-agent": ("agent",),
    "instance-attributes": ("attribute",),
    "instance-lost": ("instance",),
    "instances-do-not-fit": ("insufficient memory",),
    "instances-do-not-fit.interface": ("no ENI left",),
    "instances-do-not-fit.port": ("using a port",),
    "listener-priority": ("priority 26",),
    "listener-priority.handler": ("priority 26",),
    "listener-priority.rolling": ("priority 26",),
    "log-group-missing": ('container "app"', "log group"),
    "logs-blocked": ('container "app"', "CloudWatch Logs"),
    "name-taken": ("Logs (AWS::Logs::LogGroup)",),
    "name-taken.early": ("Logs",),
    "nested-stack": ("the nested stack Data",),
    "network-interface-timeout": ("network interface", "(3 tasks)"),
    "no-free-addresses": ("subnet-0a1b2c3d4e5f60713", "free now: subnet-0a1b2c3d4e5f60713 0"),
    "no-instances": ("no EC2 instance",),
    "not-found": ("Service",),
    "out-of-memory": ('container "app"', "512 MiB", "(at least 2 tasks)"),
    "pause-over": ("POST_TEST_TRAFFIC_SHIFT", "until 2026-11-20 14:11:50 UTC"),
    "permission-missing": ("TaskRole", "iam:PutRolePolicy", "user/deployer"),
    "permission-missing.bare": ("Service", "AWS does not say which"),
    "pull-blocked": ('container "app"', IMAGE),
    "pull-blocked.auth": ('container "app"', IMAGE),
    "pull-denied": ('container "app"', IMAGE, "ecr:BatchGetImage"),
    "pull-limit": ('container "app"', IMAGE),
    "quota": ("vCPUs",),
    "quota.size": ("MEMORY of one task",),
    "request-refused": ("TaskSecurityGroup", "AWS::EC2::SecurityGroup"),
    "resource-in-use": ("Targets",),
    "resource-quota": ("TaskSecurityGroup", "AWS::EC2::SecurityGroup"),
    "role-changed": ("trust relationship",),
    "role-not-assumed": ("prod-web-TaskRole-AbC",),
    "secret-deleted": ("prod/db-AbCdEf", "DATABASE_URL", "marked for deletion"),
    "secret-denied": ("prod/db-AbCdEf", "DATABASE_URL", "secretsmanager:GetSecretValue"),
    "secret-malformed": ("password",),
    "secret-missing": ("/prod/web/smtp-password", "SMTP_PASSWORD"),
    "secret-missing.manager": ("secret", "(3 tasks)"),
    "secrets-blocked": ('container "app"', "Secrets Manager"),
    "service-linked-role": ("Cluster",),
    "spot-interrupted": ("Fargate Spot",),
    "stack-policy": ("Targets", "Update:Replace"),
    "target-group-gone": ("target group",),
    "target-group-unused": ("Service", "target group"),
    "task-stopped-by-hand": ("by hand",),
    "throttled": ("Scaling",),
    "unknown": ("cause unknown",),
}
# A definition with every field that a cause may come from, each on a line of its own.
DEFINITION = b"""service = WebService(
    container=Container(
        image="web",
        port=8080,
        command=("python", "-m", "web"),
        healthy=Healthy(command="curl -f localhost:8080"),
    ),
    http=Http(
        path="/*",
        priority=26,
        health=HealthCheck(
            path="/health",
            timeout=5,
        ),
    ),
    uses=(Secret(variable="SMTP_PASSWORD", secret="smtp"),),
    deployment=Rolling(minimum_healthy=100, maximum=100),
    runs_on=Fargate(memory=512),
)
"""
every = pytest.mark.parametrize("one", recorded(), ids=lambda one: one.name)


def _by_name(name: str) -> Recorded:
    return next(one for one in recorded() if one.name == name)


def _told(one: Recorded) -> Cause:
    (cause,) = diagnosed(evidence(one))
    return cause


def test_every_recorded_answer_is_in_the_table() -> None:
    assert {one.name for one in recorded()} == set(PARTICULARS)


@every
def test_it_is_what_aws_can_answer_and_says_where_it_was_seen(one: Recorded) -> None:
    assert one.source
    assert one.answers
    assert {name: shape_errors(name, answer) for name, answer in one.answers.items()} == (
        dict.fromkeys(one.answers, "")
    )


@every
def test_its_cause_is_the_one_that_it_is_named_after(one: Recorded) -> None:
    named = one.name.partition(".")[0]
    assert _told(one).id == one.cause == ("" if named == "unknown" else named)


@every
def test_the_particulars_are_named(one: Recorded) -> None:
    what = _told(one).what
    assert [word for word in PARTICULARS[one.name] if word not in what] == []
    assert len(what.splitlines()) == 1
    assert "None" not in what
    assert not what.endswith(".")


@every
def test_the_evidence_is_in_the_words_of_aws(one: Recorded) -> None:
    first = _told(one).evidence[0]
    words = first.partition("): ")[2] or first
    assert any(
        words in text or (len(text) > 12 and text in words)
        for name, answer in one.answers.items()
        if name != "get_log_events"
        for text in texts(answer)
    )


@every
def test_there_is_something_to_do_about_it(one: Recorded) -> None:
    assert _told(one).fix


@every
def test_it_points_at_something_that_is_in_the_template(one: Recorded) -> None:
    cause = _told(one)
    resources = template()["Resources"]
    assert cause.resource in ("", *resources)
    here: Any = resources.get(cause.resource, {}).get("Properties", {})
    for step in filter(None, cause.path.split("/")):
        here = here[int(step)] if isinstance(here, list) else here[step]


@every
def test_the_field_that_it_names_has_a_line_in_the_definition(one: Recorded) -> None:
    field = _told(one).field
    line = place_in(DEFINITION, "services/web.py", "service", field).line
    assert line is not None
    begins = f"{field.rpartition('.')[2]}=" if field else "service ="
    assert DEFINITION.decode().splitlines()[line - 1].strip().startswith(begins)


@every
def test_what_a_container_logs_never_decides(one: Recorded) -> None:
    found = evidence(one)
    spoken = tuple(dict.fromkeys(text for other in recorded() for text in texts(other.answers)))
    lines = tuple(text for text in spoken if " " in text)
    for logged in ((), lines[:12], lines[12:24], *((line,) for line in lines)):
        assert _decided(diagnosed(with_logs(found, logged))) == _decided(diagnosed(found))


def _decided(causes: tuple[Cause, ...]) -> list[tuple[str, ...]]:
    return [(c.id, c.title, c.fix, c.doc, c.resource, c.path, c.field) for c in causes]


@pytest.mark.parametrize(
    "one", [o for o in recorded() if o.failed_to_start], ids=lambda one: one.name
)
def test_why_a_task_could_not_start_lies_deeper_than_that_another_one_exited(one: Recorded) -> None:
    (exited,) = evidence(_by_name("container-exited")).services
    found = evidence(one)
    (service,) = found.services
    both = replace(service, tasks=(*exited.tasks, *service.tasks))
    assert [cause.id for cause in diagnosed(replace(found, services=(both,)))] == [one.cause]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("container-exited", "sidecars.0"),
        ("container-finished", "sidecars.0"),
        ("image-not-found", "sidecars.0.image"),
        ("pull-limit", "sidecars.0.image"),
        ("container-health-check", "sidecars.0.healthy"),
        ("image-architecture", "runs_on"),
        ("out-of-memory", "runs_on"),
    ],
)
def test_what_is_about_a_sidecar_points_at_the_sidecar(name: str, field: str) -> None:
    found = evidence(_by_name(name))
    body = template()
    containers = body["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    containers.insert(0, {"Name": "first", "Image": "web"})
    (cause,) = diagnosed(replace(found, body=body))
    assert (cause.id, cause.resource, cause.field) == (name, "Task", field)


def test_a_log_that_speaks_as_aws_does_is_shown_and_not_believed() -> None:
    cause = _told(_by_name("container-exited.impostor"))
    assert cause.id == "container-exited"
    assert cause.evidence[0] == "Essential container in task exited"
    assert any("CannotPullContainerError" in line for line in cause.evidence[1:])


def test_what_nobody_knows_is_told_as_it_is() -> None:
    cause = _told(_by_name("unknown"))
    assert (cause.known, cause.what, cause.doc) == (False, "cause unknown", "")
    said = " ".join(cause.evidence)
    assert "TaskHostWarmupError: the host said no (1729)" in said
    assert "Service (AWS::ECS::Service): Error occurred during operation" in said


def _said_of(lines: tuple[str, ...]) -> str:
    (cause,) = diagnosed(with_logs(evidence(_by_name("container-exited")), lines))
    return cause.what.removeprefix('container "app" exited with code 1 on 3 starts')


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), ""),
        (("first", "boom", "  ", ""), ": boom"),
        (("  much\tof\rnothing  ",), ": much of nothing"),
        (("run `rm -rf /` now",), ": run 'rm -rf /' now"),
        (("word " * 30,), f": {'word ' * 19}..."),
        # Cut within a word, half of a password would stand without what shows that it is one.
        ((f"see {'x' * 70} postgres://web:{'p' * 60}@db/web",), f": see {'x' * 70} ..."),
        (("y" * 300,), ""),
        (("-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"), ""),
    ],
)
def test_the_last_line_of_the_log_is_quoted_in_short(lines: tuple[str, ...], said: str) -> None:
    assert _said_of(lines) == said


# As AWS's documentation has them: nobody's. https://docs.aws.amazon.com/accounts/latest/reference/
_NOBODYS = {"111122223333", "444455556666", "123456789012"}


def test_no_recorded_answer_names_an_account_of_somebody() -> None:
    said = " ".join(text for one in recorded() for text in texts(one.answers))
    assert set(re.findall(r"(?<![0-9a-f-])\d{12}(?![0-9a-f-])", said)) <= _NOBODYS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("container-exited", "on at least 2 starts"),
        ("container-finished", ", at least 2 times"),
        ("image-not-found", "(at least 2 tasks)"),
    ],
)
def test_failures_that_ecs_counts_and_nobody_looked_at_are_not_denied(name: str, said: str) -> None:
    found = evidence(_by_name(name))
    (service,) = found.services
    two = replace(service, tasks=service.tasks[:2])
    (cause,) = diagnosed(replace(found, services=(two,)))
    assert service.failed == 3
    assert said in cause.what


@pytest.mark.parametrize(
    ("platform", "named"),
    [
        ({"CpuArchitecture": "ARM64"}, "not made for ARM64: `runs_on=Fargate(architecture=...)`"),
        ({"CpuArchitecture": {"Ref": "Kind"}}, "another processor than the task's"),
        (None, "another processor than the task's"),
    ],
)
@pytest.mark.parametrize("name", ["container-exited", "container-exited.255"])
def test_a_code_of_an_image_for_another_processor_names_the_one_that_is_asked_for(
    name: str, platform: Any, named: str
) -> None:
    found, body = evidence(_by_name(name)), template()
    body["Resources"]["Task"]["Properties"]["RuntimePlatform"] = platform
    (cause,) = diagnosed(replace(found, body=body))
    assert cause.id == "container-exited"
    assert "`exec format error`" in cause.fix
    assert named in cause.fix


def test_a_code_of_its_own_says_nothing_of_processors() -> None:
    assert "exec format" not in _told(_by_name("container-exited.64")).fix
