"""An examination of services on the embedded AWS: before they are deployed, when they are well, and when not."""

from __future__ import annotations

import os
from typing import Any

from tests.functional.projects import Done, Project

HELLO = ("doctor", "hello", "--env", "local")


def _complaints(done: Done, name: str = "local-hello") -> list[dict[str, Any]]:
    (found,) = [one["complaints"] for one in done.record if one["name"] == name]
    return list(found)


def _grades(done: Done) -> set[str]:
    return {one["grade"] for each in done.record for one in each["complaints"]}


def test_before_anything_is_deployed_nothing_stands_in_the_way(project: Project) -> None:
    done = project.done(*HELLO, "--json")
    assert _grades(done) <= {"well", "hint"}
    assert any("no stack local-hello yet" in one["what"] for one in _complaints(done))
    with project.aws() as aws:
        assert aws.stacks() == {}


def test_what_is_deployed_and_well_is_told_to_be(deployed: Project) -> None:
    done = deployed.done("doctor", "hello", "blog", "--env", "local", "--json")
    assert [one["name"] for one in done.record] == [
        "this workstation",
        "local",
        "local-hello",
        "local-blog",
    ]
    assert "suffers" not in _grades(done)
    with deployed.aws() as aws:
        assert aws.change_sets() == []


def test_tasks_that_a_deploy_or_a_restart_took_the_place_of_are_no_trouble(
    deployed: Project,
) -> None:
    where = ("hello", "--env", "local")
    deployed.done("scale", "hello", "3", "--env", "local")
    deployed.done("restart", *where)
    deployed.done("stop", *where)
    deployed.done("start", *where)
    assert not {"suffers", "hint"} & {
        one["grade"] for one in _complaints(deployed.done(*HELLO, "--json"))
    }


def test_all_services_can_be_examined_at_once(deployed: Project) -> None:
    done = deployed.done("doctor", "--all", "--env", "local")
    assert "local-kafka-connect" in done.out.splitlines()


def test_a_stack_that_is_stuck_is_refused_with_its_way_out(project: Project) -> None:
    deploy = ("deploy", "mailer", "--env", "local", "--yes")
    project.done(*deploy)
    policy = "update:AWS::ApplicationAutoScaling::ScalingPolicy@local-mailer"
    back = "rollback:AWS::ECS::Service@local-mailer"
    project.order({policy: "no such metric", back: "nor back"})
    assert project.bbfd(*deploy, "--tag", "2").code == 5
    done = project.bbfd("doctor", "mailer", "--env", "local")
    assert done.code in (3, 4)
    words = " ".join(done.out.split())
    assert "UPDATE_ROLLBACK_FAILED" in words
    assert "bbfd recover mailer --env local" in words


def test_what_somebody_scaled_to_nothing_is_told(deployed: Project) -> None:
    with deployed.aws() as aws:
        arn = aws.service("local-hello")["serviceArn"]
        aws["ecs"].update_service(cluster=arn.split("/")[1], service=arn, desiredCount=0)
    done = deployed.done(*HELLO, "--json")
    assert any("no task at all" in one["what"] for one in _complaints(done))


def test_an_engine_that_is_there_and_does_not_work_is_not_called_well(project: Project) -> None:
    for name, code in (("docker", 1), ("podman", 0)):
        project.write(f"bin/{name}", f"#!/bin/sh\nexit {code}\n").chmod(0o755)
    mine = {**os.environ, "PATH": f"{project.root}/bin:/bin"}
    mine.pop("BBFD_ENGINE", None)
    done = project.process(*HELLO, "--json", environment=mine)
    said = {one["what"]: one["grade"] for one in _complaints(done, "this workstation")}
    assert said.pop("the container engine of `bbfd build` is podman") == "well"
    assert any("docker" in what and grade == "hint" for what, grade in said.items())
    podman = _complaints(
        project.process(*HELLO, "--json", environment={**mine, "BBFD_ENGINE": "docker"}),
        "this workstation",
    )
    assert not [one for one in podman if one["grade"] == "well"]
