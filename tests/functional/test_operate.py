"""Services that run: looked at, stopped, started, scaled and restarted, on the embedded AWS."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.functional.projects import Project, examples

STACK, WHERE = "local-mailer", ("mailer", "--env", "local")
ALL = ("--all", "--env", "local")


@pytest.fixture(scope="module")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = examples(tmp_path_factory.mktemp("operated"))
    project.done("deploy", "mailer", "report", "hello", "--env", "local", "--yes")
    return project


@pytest.fixture
def running(_running: Project, tmp_path: Path) -> Project:
    """`mailer` scales between 1 and 4, `hello` has a count, `report` starts at times."""
    project = examples(tmp_path)
    shutil.copytree(_running.state, project.state)
    return project


def _target(project: Project) -> Mapping[str, Any]:
    with project.aws() as aws:
        client = aws["application-autoscaling"]
        (found,) = client.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return dict(found)


def _count(project: Project, stack: str = STACK) -> tuple[int, int]:
    with project.aws() as aws:
        service = aws.service(stack)
    return service["desiredCount"], service["runningCount"]


def _schedule(project: Project) -> Mapping[str, Any]:
    with project.aws() as aws:
        name = aws.resource("local-report", "AWS::Scheduler::Schedule")
        found = aws["scheduler"].get_schedule(Name=name)
    return {
        key: found[key] for key in found if key not in ("ResponseMetadata", "LastModificationDate")
    }


def _record(project: Project, *names: str) -> Any:
    done = project.bbfd("status", *names, "--env", "local", "--json")
    return json.loads(done.out)


def test_a_stop_a_deploy_and_a_start_keep_the_count_of_a_service_that_scales(
    running: Project,
) -> None:
    running.done("scale", "mailer", "3", "--env", "local")
    before = _target(running)
    stopped = running.done("stop", *WHERE)
    assert _count(running) == (0, 0)
    assert all(_target(running)["SuspendedState"].values())
    assert "`bbfd start mailer --env local` brings back what was" in stopped.words

    deployed = running.done("deploy", *WHERE, "--tag", "7", "--yes")
    assert _count(running) == (0, 0)
    assert "has a count of 0, and keeps it: `bbfd start mailer --env local`" in deployed.words

    running.done("start", *WHERE)
    assert _count(running) == (3, 3)
    after = _target(running)
    assert (after["MinCapacity"], after["MaxCapacity"]) == (
        before["MinCapacity"],
        before["MaxCapacity"],
    )
    assert not any(after["SuspendedState"].values())
    assert running.done("deploy", *WHERE, "--tag", "7", "--yes").words.count("nothing to do") >= 1


def test_what_a_stop_wrote_down_is_no_change_for_a_deploy(running: Project) -> None:
    running.done("stop", *ALL)
    three = ("mailer", "report", "hello", "--env", "local")
    assert running.bbfd("diff", *three, "--exit-code").code == 0
    running.done("deploy", *three, "--yes")
    assert _count(running) == (0, 0)


def test_a_deploy_of_a_stopped_service_with_a_count_says_that_it_starts_it(
    running: Project,
) -> None:
    running.done("stop", "hello", "--env", "local")
    shown = running.bbfd("diff", "hello", "--env", "local")
    assert "STARTS" not in shown.out + shown.err
    file = running.root / "services" / "hello.py"
    file.write_text(
        file.read_text().replace(
            "service = WebService(", "service = WebService(\n    grace_period=77,", 1
        )
    )
    shown = running.bbfd("diff", "hello", "--env", "local")
    assert "this deploy STARTS it" in " ".join((shown.out + shown.err).split()).replace(
        " local-hello ", " "
    )


def test_all_are_stopped_and_started_and_a_schedule_with_them(running: Project) -> None:
    before = _schedule(running)
    assert before["State"] == "ENABLED"
    running.done("stop", *ALL)
    assert (_count(running), _count(running, "local-hello")) == ((0, 0), (0, 0))
    assert _schedule(running) == {**before, "State": "DISABLED"}
    status = {one["stack"]: one for one in _record(running, "mailer", "report", "hello")}
    assert status["local-mailer"]["services"][0]["stopped"]
    assert status["local-mailer"]["healthy"]
    assert status["local-report"]["schedules"][0]["state"] == "DISABLED"
    started = running.done("start", *ALL)
    assert "not deployed: blog, kafka-connect" in started.words
    assert _schedule(running) == before
    assert _count(running) == (1, 1)


def test_a_stop_is_asked_about_where_the_environment_is_protected(running: Project) -> None:
    file = running.root / "environments" / "local.py"
    file.write_text(
        file.read_text().replace(
            "environment = Environment(", "environment = Environment(\n    protected=True,", 1
        )
    )
    refused = running.bbfd("stop", *WHERE)
    assert refused.code == 3
    assert "no terminal to ask at" in refused.words
    assert _count(running) == (1, 1)
    running.done("stop", *WHERE, "--yes")
    assert _count(running) == (0, 0)


def test_scaling_keeps_to_its_bounds_and_a_restart_to_what_runs(running: Project) -> None:
    refused = running.bbfd("scale", "mailer", "9", "--env", "local")
    assert refused.code == 3
    assert "scales between 1 and 4" in refused.words
    with running.aws() as aws:
        before = aws.service(STACK)["deployments"][0]["id"]
    running.done("restart", *WHERE)
    with running.aws() as aws:
        deployments = aws.service(STACK)["deployments"]
    assert deployments[0]["id"] != before
    assert deployments[0]["rolloutState"] == "COMPLETED"
    assert running.bbfd("scale", "report", "2", "--env", "local").code == 3
    assert (
        "each of its runs begins anew" in running.done("restart", "report", "--env", "local").words
    )


def test_several_are_scaled_and_what_has_no_count_is_left(running: Project) -> None:
    running.done("scale", "mailer", "hello", "2", "--env", "local")
    assert _count(running) == _count(running, "local-hello") == (2, 2)
    every = running.done("scale", *ALL, "3")
    assert _count(running) == _count(running, "local-hello") == (3, 3)
    assert "it has no ECS service, and so no count" in every.words
    beyond = running.bbfd("scale", *ALL, "5")
    assert beyond.code == 3
    assert _count(running) == (3, 3)
    assert _count(running, "local-hello") == (5, 5)


def test_all_that_is_deployed_has_its_history_and_its_diagnosis(running: Project) -> None:
    for command in ("history", "diagnose"):
        done = running.done(command, *ALL, "--json")
        found = {one["stack"] for one in done.record}
        assert found == {"local-hello", "local-mailer", "local-report"}
        assert "not deployed: " in done.words
        two = running.done(command, "hello", "mailer", "--env", "local").out
        assert two.index("local-hello") < two.index("local-mailer")


def test_every_step_is_told_as_objects(running: Project) -> None:
    events = running.done("stop", *WHERE, "--json").events
    assert [e["event"] for e in events][-2:] == ["outcome", "run"]
    assert events[-2]["outcome"] == "stopped"
    assert events[-1]["exit_code"] == 0


def test_a_name_that_nobody_has_is_2_and_what_is_not_deployed_is_refused(running: Project) -> None:
    assert running.bbfd("stop", "mailr", "--env", "local").code == 2
    refused = running.bbfd("stop", "blog", "--env", "local")
    assert refused.code == 3
    assert "there is no stack local-blog" in refused.words


def test_status_tells_what_runs_what_moves_it_and_how_it_came_to_be(running: Project) -> None:
    (one,) = (_record(running, "mailer"),)
    assert one["healthy"]
    assert [task["status"] for task in one["tasks"]] == ["RUNNING"]
    assert one["services"][0]["as_defined"]
    assert [(s["minimum"], s["maximum"], s["policies"]) for s in one["scaling"]] == [
        (1, 4, ["CpuScaling"])
    ]
    assert (one["last"][0]["kind"], one["last"][-1]["status"]) == ("create", "CREATE_COMPLETE")
    shown = running.done("status", *WHERE).out
    for said in ("last deployment", "1 to 4  by CpuScaling", "revision 1", "FARGATE"):
        assert said in shown


def test_status_ends_with_4_where_something_is_not_healthy(running: Project) -> None:
    with running.aws() as aws:
        cluster = aws.service(STACK)["clusterArn"]
        definition = aws["ecs"].register_task_definition(
            family="other", containerDefinitions=[{"name": "app", "image": "x", "memory": 64}]
        )["taskDefinition"]["taskDefinitionArn"]
        service = aws.service(STACK)["serviceName"]
        aws["ecs"].update_service(cluster=cluster, service=service, taskDefinition=definition)
    done = running.bbfd("status", *WHERE)
    assert done.code == 4
    assert "runs other:1, not local-mailer:1" in " ".join(done.out.split())


def test_a_watched_status_tells_what_changes_until_ctrl_c_and_ends_as_it_is(
    running: Project,
) -> None:
    with running.begun("status", *WHERE, "--watch") as watch:
        watch.printed("1 of 1 running")
        running.done("scale", "mailer", "2", "--env", "local")
        watch.printed("+", "2 of 2 running")
        watch.interrupt()
        assert watch.ended().code == 0
