"""The commands around a deployment, as they are typed, on the fake AWS."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, changed, holds

AT = ("web", "--env", "prod")


def _detached(world: World, project: Path, fate: fates.Fate = fates.NEVER) -> None:
    """A deploy of a new version that was left to AWS after a minute."""
    world.fate("prod-web", fate)
    left = run(world, *DEPLOY, "--timeout", "60s", project=changed(project))
    assert left.exit_code == 6, left.stderr
    assert "bbfd watch web --env prod" in left.words


def _words(ran: Ran) -> str:
    return " ".join(f"{ran.stdout} {ran.stderr}".split())


def test_a_deploy_that_was_left_is_watched_to_its_end(deployed: World, project: Path) -> None:
    _detached(deployed, project, fates.OUT_OF_MEMORY)
    ran = run(deployed, "watch", *AT, project=project)
    holds(deployed, ran, exit_code=4, budget=80, status="UPDATE_ROLLBACK_COMPLETE")
    assert "begun by bbfd: version 1.28" in ran.words
    assert "memory" in ran.words
    again = run(deployed, "watch", *AT, project=project)
    holds(deployed, again, exit_code=4, budget=25, status="UPDATE_ROLLBACK_COMPLETE")
    assert "nothing runs" in again.words
    assert "memory" in again.words


def test_what_somebody_else_runs_is_followed_and_called_theirs(
    deployed: World, project: Path
) -> None:
    deployed.update("prod-web", seconds=90.0)
    ran = run(deployed, "watch", *AT, project=project)
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")
    assert "somebody else's: others" in ran.words


def test_a_stack_that_is_well_is_told_in_a_few_calls(deployed: World, project: Path) -> None:
    ran = run(deployed, "watch", *AT, project=project)
    holds(deployed, ran, exit_code=0, budget=10, status="CREATE_COMPLETE")


def test_a_stuck_deploy_is_cancelled(deployed: World, project: Path) -> None:
    _detached(deployed, project)
    ran = run(deployed, "cancel", *AT, "--yes", project=project)
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_ROLLBACK_COMPLETE")
    assert ran.count("CancelUpdateStack") == 1
    late = run(deployed, "cancel", *AT, "--yes", project=project)
    holds(deployed, late, exit_code=0, budget=8)
    assert "nothing runs that could be cancelled" in late.words


def test_a_stuck_deploy_ends_when_its_service_is_stopped(deployed: World, project: Path) -> None:
    _detached(deployed, project)
    ran = run(deployed, "cancel", *AT, "--yes", "--stop-service", project=project)
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_ROLLBACK_COMPLETE")
    assert (ran.count("StopServiceDeployment"), ran.count("CancelUpdateStack")) == (1, 0)


def test_nothing_is_cancelled_without_a_terminal_and_without_a_yes(
    deployed: World, project: Path
) -> None:
    _detached(deployed, project)
    for more, typed in (((), None), ((), ["n"]), ((), [""])):
        ran = run(deployed, "cancel", *AT, *more, project=project, input=typed)
        holds(deployed, ran, exit_code=3, budget=12)
        assert ran.count("CancelUpdateStack") == 0


def test_a_rollback_that_failed_is_recovered_the_second_time(
    deployed: World, project: Path
) -> None:
    deployed.fate("prod-web", fates.EXIT_1)
    deployed.resource("Service", phase="rollback", fails="it did not stabilize", times=2)
    stuck = run(deployed, *DEPLOY, project=changed(project))
    assert stuck.exit_code == 5, stuck.stderr
    assert "recover web --env prod`" in stuck.words
    first = run(deployed, "recover", *AT, "--yes", project=project)
    holds(deployed, first, exit_code=5, budget=60, status="UPDATE_ROLLBACK_FAILED")
    assert "--skip Service" in first.words
    strange = run(deployed, "recover", *AT, "--yes", "--skip", "Nothing", project=project)
    holds(deployed, strange, exit_code=3, budget=10, status="UPDATE_ROLLBACK_FAILED")
    second = run(deployed, "recover", *AT, "--yes", project=project)
    holds(deployed, second, exit_code=0, budget=60, status="UPDATE_ROLLBACK_COMPLETE")
    assert "LEFT AS IT IS" not in second.words
    third = run(deployed, "recover", *AT, "--yes", project=project)
    holds(deployed, third, exit_code=0, budget=8)


@pytest.mark.parametrize("fate", [fates.EXIT_1, fates.IMAGE_NOT_FOUND], ids=lambda one: one.name)
def test_why_a_deploy_failed_is_found_afterwards(
    deployed: World, project: Path, fate: fates.Fate
) -> None:
    deployed.fate("prod-web", fate)
    failed = run(deployed, *DEPLOY, project=changed(project))
    assert failed.exit_code == 4
    ran = run(deployed, "diagnose", *AT, project=project)
    assert ran.exit_code == 0
    assert "cause" in ran.stdout
    assert "gave the rollout up" not in ran.stdout
    assert "failed Service" in ran.stdout
    record = json.loads(run(deployed, "diagnose", *AT, "--json", project=project).stdout)
    assert (record["well"], bool(record["causes"][0]["id"])) == (False, True)
    assert record["operations"][0]["version"] == "1.28"


def test_what_may_not_be_read_is_named_by_a_diagnosis(deployed: World, project: Path) -> None:
    deployed.fate("prod-web", fates.EXIT_1)
    run(deployed, *DEPLOY, project=changed(project))
    deployed.wire.deny("cloudformation:DescribeStackEvents", "ecs:ListTasks")
    ran = run(deployed, "diagnose", *AT, project=project)
    assert ran.exit_code == 0, ran.stderr
    assert "unread" in ran.stdout
    watched = run(deployed, "watch", *AT, project=project)
    holds(deployed, watched, exit_code=4, budget=30)
    listed = run(deployed, "history", *AT, project=project)
    told = " ".join(listed.stdout.split())  # what is kept is told all the same
    assert (listed.exit_code, "events could not be read" in told) == (0, True)


def test_what_happened_is_listed_with_whose_it_was(deployed: World, project: Path) -> None:
    deployed.fate("prod-web", fates.EXIT_1)
    run(deployed, *DEPLOY, project=changed(project))
    deployed.update("prod-web", seconds=5.0)
    deployed.clock.sleep(60.0)
    found = json.loads(run(deployed, "history", *AT, "--json", project=project).stdout)
    told = [(one["kind"], one["status"], one["version"]) for one in found["operations"]]
    assert told == [
        ("update", "UPDATE_COMPLETE", ""),
        ("update", "UPDATE_ROLLBACK_COMPLETE", "1.28"),
        ("create", "CREATE_COMPLETE", "1.27"),
    ]
    assert [one["ours"] for one in found["operations"]] == [False, True, True]
    words = _words(run(deployed, "history", *AT, project=project))
    assert "not by bbfd (others)" in words


def test_what_services_stand_on_is_looked_at_alike(deployed: World, project: Path) -> None:
    for verb, options in (
        ("watch", ()),
        ("cancel", ("--yes",)),
        ("recover", ("--yes",)),
        ("diagnose", ()),
        ("history", ()),
    ):
        ran = run(deployed, "env", verb, "prod", *options, project=project)
        assert ran.exit_code == 0, ran.stderr
        assert "bbfd-registry-main" in _words(ran)
    found = json.loads(run(deployed, "env", "history", "prod", "--json", project=project).stdout)
    assert isinstance(found, (list, dict))


@pytest.mark.parametrize("verb", ["watch", "cancel", "recover", "diagnose", "history"])
def test_a_service_whose_file_is_broken_or_gone_is_looked_at_all_the_same(
    deployed: World, project: Path, verb: str
) -> None:
    (project / "services/web.py").write_text("1 / 0")
    assert run(deployed, verb, *AT, project=project).exit_code == 0
    (project / "services/web.py").unlink()
    assert run(deployed, verb, *AT, project=project).exit_code == 0
    nowhere = run(deployed, verb, "wbe", "--env", "prod", project=project)
    assert nowhere.exit_code == 2


@pytest.mark.parametrize("more", [(), ("--json",)], ids=["words", "json"])
def test_the_status_of_a_stack_that_is_not_there_could_be_looked_at_all_the_same(
    furnished: World, project: Path, more: tuple[str, ...]
) -> None:
    """docs/exit-codes/0.md: whatever was found; who wants to know whether all is well asks `watch`."""
    ran = run(furnished, "status", *AT, *more, project=project)
    assert ran.exit_code == 0
    assert "does not exist" in ran.stdout or json.loads(ran.stdout)["exists"] is False
    assert run(furnished, "watch", *AT, project=project).exit_code == 3
