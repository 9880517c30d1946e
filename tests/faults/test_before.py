"""What must succeed before new tasks start: it runs with their definition, and where it fails nothing new starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.command import run, settle
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, holds, written

MIGRATES = WEB.replace("Container, Fargate", "Before, Container, Fargate").replace(
    "    count=2", '    before=(Before(command=("manage", "migrate")),),\n    count=2'
)
NEWER = MIGRATES.replace("nginx:1.27", "nginx:1.28")


@pytest.fixture
def migrated(furnished: World, project: Path) -> World:
    """The service runs, and its first migration went well."""
    done = run(furnished, *DEPLOY, project=written(project, web=MIGRATES))
    assert done.exit_code == 0, done.stderr
    settle(furnished)
    return furnished


def _image(world: World) -> str:
    found = world.ecs.found(STACK)
    assert found is not None
    return str(world.ecs.definitions[found.primary.definition]["ContainerDefinitions"][0]["Image"])


def _runs_with(world: World, number: int) -> str:
    order = world.ecs.ordered[number]
    assert order["overrides"]["containerOverrides"] == [
        {"name": "app", "command": ["manage", "migrate"]}
    ]
    return str(world.ecs.definitions[order["taskDefinition"]]["ContainerDefinitions"][0]["Image"])


def test_a_first_deploy_starts_the_service_once_it_succeeded(
    furnished: World, project: Path
) -> None:
    seen: list[bool] = []

    def exit_of(_: list[str]) -> int:
        seen.append(furnished.ecs.found(STACK) is None)
        return 0

    furnished.ecs.exit_of = exit_of
    ran = run(furnished, *DEPLOY, project=written(project, web=MIGRATES))
    assert seen == [True]
    assert f"{STACK}: created" in ran.words
    assert f"{STACK}: updated" not in ran.words
    assert "running `manage migrate` in app" in ran.words
    holds(furnished, ran, exit_code=0, budget=80, status="UPDATE_COMPLETE")
    network = furnished.ecs.ordered[0]["networkConfiguration"]["awsvpcConfiguration"]
    assert network["securityGroups"][0].startswith("sg-")
    assert network["subnets"] == ["subnet-0a1b2c3d4e5f60713", "subnet-0a1b2c3d4e5f60714"]


def test_a_new_version_is_migrated_to_before_it_starts(migrated: World, project: Path) -> None:
    served: list[str] = []

    def exit_of(_: list[str]) -> int:
        served.append(_image(migrated))
        return 0

    migrated.ecs.exit_of = exit_of
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert _runs_with(migrated, -1).endswith("1.28")
    assert served == ["public.ecr.aws/nginx/nginx:1.27"]
    assert _image(migrated).endswith("1.28")
    holds(migrated, ran, exit_code=0, budget=80, status="UPDATE_COMPLETE")


def test_the_ports_of_new_tasks_are_not_those_of_the_old_ones(
    migrated: World, project: Path
) -> None:
    moved = NEWER.replace("port=80)", "port=8080)")
    for asked, code in ((DEPLOY, 3), (("diff", "web", "--env", "prod"), 0)):
        ran = run(migrated, *asked, project=written(project, web=moved))
        assert ran.exit_code == code, ran.stderr
        said = " ".join(f"{ran.stdout} {ran.stderr}".split())
        assert "the old ones would be asked on ports that they do not have" in said
    assert len(migrated.ecs.ordered) == 1
    without = moved.replace('    before=(Before(command=("manage", "migrate")),),\n', "")
    ran = run(migrated, *DEPLOY, project=written(project, web=without))
    holds(migrated, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


def test_where_it_fails_the_service_stays_as_it_is(migrated: World, project: Path) -> None:
    migrated.ecs.exit_of = lambda _: 3
    found = migrated.ecs.found(STACK)
    assert found is not None
    before = list(found.deployments)
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert "`manage migrate` must succeed first, and it ended with 3" in ran.words
    assert "FAILED before its service was touched" in ran.words
    assert found.deployments == before
    assert _image(migrated).endswith("1.27")
    holds(migrated, ran, exit_code=4, budget=60, status="UPDATE_COMPLETE")


def test_where_it_failed_nobody_is_told_that_the_version_is_there(
    migrated: World, project: Path
) -> None:
    migrated.ecs.exit_of = lambda _: 3
    newer = written(project, web=NEWER)
    assert run(migrated, *DEPLOY, project=newer).exit_code == 4
    for asked in ("status", "history"):
        told = run(migrated, asked, "web", "--env", "prod", project=newer).stdout
        assert "1.27" in told
        assert "1.28" not in told
    ran = run(migrated, "diff", "web", "--env", "prod", project=newer)
    assert "version 1.27 → 1.28" in ran.stdout


def test_the_next_deploy_tries_again(migrated: World, project: Path) -> None:
    migrated.ecs.exit_of = lambda _: 3
    newer = written(project, web=NEWER)
    for tries in (2, 3):
        assert run(migrated, *DEPLOY, project=newer).exit_code == 4
        assert _image(migrated).endswith("1.27")
        assert len(migrated.ecs.ordered) == tries
        settle(migrated)
    migrated.ecs.exit_of = lambda _: 0
    ran = run(migrated, *DEPLOY, project=newer)
    assert _runs_with(migrated, -1).endswith("1.28")
    assert _image(migrated).endswith("1.28")
    holds(migrated, ran, exit_code=0, budget=80, status="UPDATE_COMPLETE")


def test_a_first_deploy_whose_migration_fails_starts_nothing(
    furnished: World, project: Path
) -> None:
    furnished.ecs.exit_of = lambda _: 1
    ran = run(furnished, *DEPLOY, project=written(project, web=MIGRATES))
    assert furnished.ecs.found(STACK) is None
    holds(furnished, ran, exit_code=4, budget=60, status="CREATE_COMPLETE")
    settle(furnished)
    assert run(furnished, *DEPLOY, project=project).exit_code == 4
    assert furnished.ecs.found(STACK) is None
    settle(furnished)
    furnished.ecs.exit_of = lambda _: 0
    ran = run(furnished, *DEPLOY, project=project)
    assert _image(furnished).endswith("1.27")
    holds(furnished, ran, exit_code=0, budget=80, status="UPDATE_COMPLETE")


def test_a_version_that_fails_after_it_goes_back_to_what_ran(
    migrated: World, project: Path
) -> None:
    migrated.fate(STACK, EXIT_1)
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert _image(migrated).endswith("1.27")
    holds(migrated, ran, exit_code=4, budget=110, status="UPDATE_ROLLBACK_COMPLETE")


def test_what_changes_no_task_runs_nothing(migrated: World, project: Path) -> None:
    ran = run(
        migrated, *DEPLOY, project=written(project, web=MIGRATES.replace("count=2", "count=3"))
    )
    assert len(migrated.ecs.ordered) == 1
    holds(migrated, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_nothing_to_do_runs_nothing(migrated: World, project: Path) -> None:
    ran = run(migrated, *DEPLOY, project=project)
    assert "nothing to do" in ran.words
    assert len(migrated.ecs.ordered) == 1


def test_its_last_lines_are_quoted_and_no_commands_to_anybody(
    migrated: World, project: Path
) -> None:
    def exit_of(_: list[str]) -> int:
        (task,) = [t for t in migrated.ecs.once.values() if t.stopped is None]
        options = migrated.ecs.definitions[task.definition]["ContainerDefinitions"][0]
        group = options["LogConfiguration"]["Options"]["awslogs-group"]
        migrated.logs.streams[group, f"app/app/{task.id}"] = (
            "no such\x1b[31m column",
            "::error::x",
        )
        return 1

    migrated.ecs.exit_of = exit_of
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert "app | no such column" in ran.words
    assert "\x1b" not in ran.stderr
    assert not any(line.startswith("::error::x") for line in ran.lines)


def test_a_task_that_cannot_be_started_holds_the_service(migrated: World, project: Path) -> None:
    migrated.wire.deny("ecs:RunTask")
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert "must succeed first, and it could not be started" in ran.words
    holds(migrated, ran, exit_code=4, budget=60, status="UPDATE_COMPLETE")


def test_one_that_never_ends_is_given_up(migrated: World, project: Path) -> None:
    migrated.ecs.lasts = 3600.0
    short = NEWER.replace('"migrate"))', '"migrate"), minutes=2)')
    assert short != NEWER
    ran = run(migrated, *DEPLOY, project=written(project, web=short))
    assert "it did not end within 2 min" in ran.words
    assert _image(migrated).endswith("1.27")
    assert ran.exit_code == 4


def test_a_plan_that_was_kept_is_not_carried_out_in_part(migrated: World, project: Path) -> None:
    newer = written(project, web=NEWER)
    planned = run(migrated, "plan", "web", "--env", "prod", project=newer)
    found = re.search(r"bbfd apply (\S+)", planned.words + planned.stdout)
    assert found is not None, planned.stderr
    ran = run(migrated, "apply", found[1].strip("`"), "--env", "prod", "--yes", project=newer)
    assert "no one plan is all of it" in ran.words
    assert ran.exit_code == 3
    assert _image(migrated).endswith("1.27")


def test_of_several_services_the_one_that_is_held_does_not_hold_the_others(
    furnished: World, project: Path
) -> None:
    furnished.ecs.exit_of = lambda _: 1
    written(project, web=MIGRATES)
    for name in ("one", "two", "three"):
        other = WEB.replace('path="/*"', f'path="/{name}/*"')
        (project / "services" / f"{name}.py").write_text(other, encoding="utf-8")
    ran = run(furnished, "deploy", "--all", "--env", "prod", "--yes", project=project)
    assert ran.exit_code == 4, ran.stderr
    assert furnished.ecs.found(STACK) is None
    assert all(furnished.ecs.found(f"prod-{name}") for name in ("one", "two", "three"))
    assert "must succeed first" in ran.words


def test_ctrl_c_while_it_runs_leaves_the_service_as_it_is(migrated: World, project: Path) -> None:
    def exit_of(_: list[str]) -> int:
        raise KeyboardInterrupt

    migrated.ecs.exit_of = exit_of
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert "stopped while what must come first ran" in ran.words
    assert ran.exit_code == 4
    assert _image(migrated).endswith("1.27")


def test_where_no_answer_comes_it_is_not_said_that_it_was_not_started(
    migrated: World, project: Path
) -> None:
    migrated.wire.fault(Effect.ANSWER_LOST, "RunTask")
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert len(migrated.ecs.ordered) == 2
    words = re.sub(r"\s+(prod-web\s+)?", " ", ran.stderr)
    assert "whether it was started is not known" in words
    assert "wait until its task has ended" in words
    assert ran.exit_code == 4
    assert _image(migrated).endswith("1.27")


@pytest.mark.parametrize("minutes", [2, 30])
def test_where_its_end_may_not_be_read_that_is_said_at_once(
    migrated: World, project: Path, minutes: int
) -> None:
    migrated.wire.deny("ecs:DescribeTasks")
    limited = NEWER.replace('"migrate"))', f'"migrate"), minutes={minutes})')
    ran = run(migrated, *DEPLOY, project=written(project, web=limited))
    assert "how it ends cannot be read" in ran.words
    assert "ecs:DescribeTasks" in ran.words
    assert "did not end within" not in ran.words
    assert ran.seconds < 60
    assert ran.exit_code == 4


def test_where_its_end_was_not_seen_it_is_not_said_that_it_goes_on(
    migrated: World, project: Path
) -> None:
    migrated.wire.fault(Effect.ERROR, "DescribeTasks")
    short = NEWER.replace('"migrate"))', '"migrate"), minutes=2)')
    ran = run(migrated, *DEPLOY, project=written(project, web=short))
    assert "how it ended could not be read within 2 min" in ran.words
    assert ran.exit_code == 4


@pytest.mark.parametrize("code", ["SpotInterruption", "UserInitiated"])
def test_one_that_was_stopped_did_not_succeed_whatever_it_ends_with(
    migrated: World, project: Path, code: str
) -> None:
    """What is told to stop often ends with 0, its work half done."""
    migrated.ecs.stop_code = code
    ran = run(migrated, *DEPLOY, project=written(project, web=NEWER))
    assert f"it was stopped ({code})" in ran.words
    assert ran.exit_code == 4
    assert _image(migrated).endswith("1.27")
