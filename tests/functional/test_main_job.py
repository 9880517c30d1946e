"""The main job, for three examples: deployed from nothing, again, with another image, failing, deleted."""

from __future__ import annotations

import dataclasses
import re

import pytest

from bbfd.model.stack import DEPLOYED
from tests.functional.projects import Project

IMAGES = {
    "hello": "public.ecr.aws/nginx/nginx",
    "blog": "public.ecr.aws/docker/library/ghost",
    "kafka-connect": "confluentinc/cp-kafka-connect",
}
every_service = pytest.mark.parametrize("service", IMAGES)
WHY = "Resource handler returned message: the image cannot be pulled"
# What only an environment with EC2 capacity, private subnets, a certificate or a namespace makes.
NOT_IN_LOCAL = {
    "addresses",
    "alarms",
    "capacity providers",
    "certificates",
    "event rules",
    "file systems",
    "groups of instances",
    "instance profiles",
    "launch templates",
    "namespaces",
    "nat gateways",
    "queues",
    "tables",
    "topics",
}


@every_service
def test_from_nothing_all_that_a_service_stands_on_comes_up_with_it(
    project: Project, service: str
) -> None:
    done = project.done("deploy", service, "--env", "local", "--yes")
    assert "bbfd-registry-main will be created" in done.words
    assert "bbfd-environment-local will be created" in done.words
    with project.aws() as aws:
        stacks = {"bbfd-registry-main", "bbfd-environment-local", f"local-{service}"}
        assert aws.stacks() == dict.fromkeys(stacks, "CREATE_COMPLETE")
        assert aws.change_sets() == []
        runs = aws.runs(f"local-{service}")
    assert runs.image.startswith(IMAGES[service])
    assert (runs.revision, runs.target_type) == (1, "ip")
    assert runs.tasks[0] == runs.tasks[1] > 0
    assert runs.image in done.words


@every_service
def test_again_there_is_nothing_to_do(deployed: Project, service: str) -> None:
    with deployed.aws() as aws:
        before = aws.runs(f"local-{service}")
    done = deployed.done("deploy", service, "--env", "local")
    assert re.search(
        rf"local-{service}: (\w+; )?nothing to do: (it is|they are) as defined", done.words
    )
    assert "will be" not in done.words
    with deployed.aws() as aws:
        assert aws.stacks()[f"local-{service}"] == "CREATE_COMPLETE"
        assert aws.runs(f"local-{service}") == before
        assert aws.change_sets() == []


@every_service
def test_with_another_tag_the_image_is_all_that_differs(deployed: Project, service: str) -> None:
    call = ("diff", service, "--env", "local", "--tag", "9.9.9", "--json")
    *beneath, ours = deployed.done(*call).record
    assert [stack["empty"] for stack in beneath] == [True, True]
    before, after = ours["parameters_before"], ours["parameters"]
    differing = {name for name in after if after[name] != before[name]}
    assert differing - DEPLOYED.keys() == {"Image"}
    service_changed, task_changed = sorted(ours["changes"], key=lambda c: str(c["logical_id"]))
    assert [p["path"] for p in service_changed["properties"]] == ["TaskDefinition"]
    (image,) = task_changed["properties"]
    assert image["path"].endswith("/Image")
    assert (image["before"], image["after"]) == (before["Image"], after["Image"])
    with deployed.aws() as aws:
        assert aws.change_sets() == []


@every_service
def test_with_another_tag_the_service_moves_to_the_new_revision(
    deployed: Project, service: str
) -> None:
    with deployed.aws() as aws:
        before = aws.runs(f"local-{service}")
    deployed.done("deploy", service, "--env", "local", "--tag", "9.9.9", "--yes")
    with deployed.aws() as aws:
        after = aws.runs(f"local-{service}")
    image = f"{IMAGES[service]}:9.9.9"
    assert after == dataclasses.replace(before, image=image, revision=before.revision + 1)


@every_service
def test_an_update_that_fails_ends_with_what_ran_before(deployed: Project, service: str) -> None:
    stack = f"local-{service}"
    with deployed.aws() as aws:
        before = aws.runs(stack)
    deployed.order({f"update:AWS::ECS::Service@{stack}": WHY})
    call = ("deploy", service, "--env", "local", "--tag", "9.9.9", "--yes")
    failed = deployed.bbfd(*call)
    assert failed.code == 4
    assert "the image cannot be pulled" in failed.words
    with deployed.aws() as aws:
        assert aws.stacks()[stack] == "UPDATE_ROLLBACK_COMPLETE"
        assert aws.runs(stack) == before
        assert aws.change_sets() == []
    deployed.order({})
    again = deployed.done(*call)
    assert f"{stack}: updated" in again.words
    with deployed.aws() as aws:
        assert aws.runs(stack).image == f"{IMAGES[service]}:9.9.9"


def _update_fails(project: Project, *call: str) -> None:
    """Once there is a new target group, the ECS service cannot be moved to it; all is as before then."""
    with project.aws() as aws:
        before, had = aws.runs("local-hello"), aws.inventory()
    project.order({"update:AWS::ECS::Service@local-hello": WHY})
    shown = project.done("diff", *call)
    assert "! REPLACE Targets" in " ".join(shown.out.split())
    failed = project.bbfd("deploy", *call, "--yes")
    assert failed.code == 4
    assert "the image cannot be pulled" in failed.words
    with project.aws() as aws:
        assert aws.stacks()["local-hello"] == "UPDATE_ROLLBACK_COMPLETE"
        assert aws.runs("local-hello") == before
        left = aws.inventory()
    assert left == had


def test_an_update_that_also_moves_the_port_and_fails_ends_with_what_ran_before(
    deployed: Project,
) -> None:
    deployed.change("services/hello.py", "port=80", "port=8080")
    _update_fails(deployed, "hello", "--env", "local", "--tag", "9.9.9")


def test_a_move_from_fargate_to_instances_that_fails_ends_with_what_ran_before(
    project: Project,
) -> None:
    local = "environments/local.py"
    project.change(local, "Environment, Local", "Capacity, Environment, Local")
    project.change(local, "    aws=Local(),", "    aws=Local(),\n    capacity=Capacity(),")
    project.done("deploy", "hello", "--env", "local", "--yes")
    project.change("services/hello.py", "import Container, Fargate", "import EC2, Container")
    project.change("services/hello.py", "runs_on=Fargate(", "runs_on=EC2(")
    _update_fails(project, "hello", "--env", "local", "--tag", "9.9.9")


@every_service
def test_a_first_attempt_that_dies_leaves_nothing_and_is_made_anew(
    project: Project, service: str
) -> None:
    stack = f"local-{service}"
    project.done("env", "deploy", "local", "--yes")
    with project.aws() as aws:
        before = aws.inventory()
    project.order({f"create:AWS::ECS::Service@{stack}": WHY})
    failed = project.bbfd("deploy", service, "--env", "local", "--yes")
    assert failed.code == 4
    assert "the image cannot be pulled" in failed.words
    with project.aws() as aws:
        assert aws.stacks()[stack] == "ROLLBACK_COMPLETE"
        assert aws.inventory() == {**before, "stacks": sorted([*before["stacks"], stack])}
    project.order({})
    again = project.done("deploy", service, "--env", "local", "--yes")
    assert "a stack in this state can only be deleted" in again.words
    assert "it died of" in again.words
    with project.aws() as aws:
        assert aws.stacks()[stack] == "CREATE_COMPLETE"
        assert aws.runs(stack).image.startswith(IMAGES[service])


@every_service
def test_nothing_of_a_deleted_service_is_left(project: Project, service: str) -> None:
    project.done("env", "deploy", "local", "--yes")
    with project.aws() as aws:
        before = aws.inventory()
    project.done("deploy", service, "--env", "local", "--yes")
    project.done("deploy", service, "--env", "local", "--tag", "9.9.9", "--yes")
    with project.aws() as aws:
        assert aws.inventory() != before
    project.done("delete", service, "--env", "local", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == before


def test_nothing_of_a_deleted_environment_is_left(project: Project) -> None:
    with project.aws() as aws:
        before = aws.inventory()
    project.done("deploy", "--all", "--env", "local", "--yes")
    with project.aws() as aws:
        made = {kind for kind, found in aws.inventory().items() if found != before[kind]}
    assert before.keys() - made == NOT_IN_LOCAL
    refused = project.bbfd("env", "delete", "local", "--yes")
    assert refused.code == 3
    assert "services are still deployed to local: blog, hello" in refused.words
    project.done("delete", "--all", "--env", "local", "--yes")
    project.done("env", "delete", "local", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == before
    done = project.done("delete", "hello", "--env", "local", "--yes")
    assert "local-hello" in done.words
