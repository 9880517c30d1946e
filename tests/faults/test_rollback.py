"""Kept deploys and the way back, with trouble of every kind in it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.command import run, settle
from tests.faults.fake import fates
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, changed, holds

BACK = ("rollback", "web", "--env", "prod", "--yes")


def _kept(world: World) -> list[str]:
    return [key for _, key in world.s3.objects if key.startswith(f"history/{STACK}/")]


def _twice(world: World, project: Path) -> Path:
    """Deploy another version of what is there."""
    folder = changed(project)
    assert run(world, *DEPLOY, project=folder).exit_code == 0
    settle(world)
    return folder


def test_back_and_back_again_within_the_budget(deployed: World, project: Path) -> None:
    folder = _twice(deployed, project)
    ran = run(deployed, *BACK, project=folder)
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert "back to deploy 1" in ran.words
    settle(deployed)
    again = run(deployed, *BACK, project=folder)
    holds(deployed, again, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert "back to deploy 2" in again.words
    assert len(_kept(deployed)) == 8


def test_a_rollback_that_fails_is_rolled_back_and_is_no_goal(
    deployed: World, project: Path
) -> None:
    folder = _twice(deployed, project)
    deployed.fate(STACK, fates.EXIT_1)
    ran = run(deployed, *BACK, project=folder)
    holds(deployed, ran, exit_code=4, budget=80, status="UPDATE_ROLLBACK_COMPLETE")
    settle(deployed)
    refused = run(deployed, *BACK, "--to", "3", project=folder)
    holds(deployed, refused, exit_code=3, budget=20)
    assert "deploy 3 did not end well" in refused.words
    deployed.fate(STACK, fates.HEALTHY)
    assert run(deployed, *BACK, project=folder).exit_code == 0


def test_a_definition_that_is_broken_keeps_nobody_from_going_back(
    deployed: World, project: Path
) -> None:
    folder = _twice(deployed, project)
    (folder / "services" / "web.py").write_text("service = nothing\n", encoding="utf-8")
    ran = run(deployed, *BACK, project=folder)
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


def test_another_operation_is_waited_for_and_then_what_is_before_it_is_taken(
    deployed: World, project: Path
) -> None:
    folder = _twice(deployed, project)
    deployed.update(STACK, seconds=90.0)
    ran = run(deployed, *BACK, project=folder)
    assert ran.exit_code == 0, ran.stderr
    assert "1.28 runs" in ran.words  # what was deployed last by us: somebody else came after it


def test_one_that_lasts_longer_than_is_waited_for_is_exit_7(deployed: World, project: Path) -> None:
    folder = _twice(deployed, project)
    deployed.update(STACK, seconds=4000.0)
    ran = run(deployed, *BACK, "--wait-lock", "1m", project=folder)
    assert ran.exit_code == 7, ran.stderr
    assert "CreateChangeSet" not in ran.calls.names()


def test_a_bucket_of_somebody_else_gets_nothing_and_fails_nothing(
    deployed: World, project: Path
) -> None:
    buckets = {bucket for bucket, _ in deployed.s3.objects}
    deployed.s3.owners.update(dict.fromkeys(buckets, "999999999999"))
    before = dict(deployed.s3.objects)
    ran = run(deployed, *DEPLOY, project=changed(project))
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert "no rollback to it will be possible" in ran.words
    assert deployed.s3.objects == before


def test_a_bucket_that_is_gone_refuses_a_rollback_and_no_deploy(
    deployed: World, project: Path
) -> None:
    folder = _twice(deployed, project)
    deployed.s3.absent.update(bucket for bucket, _ in deployed.s3.objects)
    ran = run(deployed, *BACK, project=folder)
    holds(deployed, ran, exit_code=3, budget=20)
    assert "could not be read" in ran.words
    shown = run(deployed, "history", "web", "--env", "prod", project=folder)
    assert shown.exit_code == 0
    assert "could not be read" in " ".join(shown.stdout.split())


def test_how_it_ended_that_cannot_be_kept_is_a_note(deployed: World, project: Path) -> None:
    deployed.wire.fault(Effect.DENIED, "PutObject", nth=(2,))
    ran = run(deployed, *DEPLOY, project=changed(project))
    assert ran.exit_code == 0, ran.stderr
    assert "how it ended could not be kept" in ran.words


def test_who_watches_a_deploy_to_its_end_keeps_it(deployed: World, project: Path) -> None:
    folder = changed(project)
    left = run(deployed, *DEPLOY, "--timeout", "5s", project=folder)
    assert left.exit_code == 6, left.stderr
    assert run(deployed, "watch", "web", "--env", "prod", project=folder).exit_code == 0
    shown = run(deployed, "history", "web", "--env", "prod", "--json", project=folder)
    newest = json.loads(shown.stdout)["operations"][0]["kept"]
    assert (newest["number"], newest["outcome"]) == (2, "updated")


def test_what_was_written_into_the_bucket_by_others_is_no_deploy(
    deployed: World, project: Path
) -> None:
    folder = _twice(deployed, project)
    for place in list(deployed.s3.objects):
        if place[1].startswith(f"history/{STACK}/"):
            deployed.s3.objects[place] = b'{"format":1,"number":"\\u001b[31m"}'
    ran = run(deployed, *BACK, project=folder)
    holds(deployed, ran, exit_code=3, budget=20)
    assert "\x1b" not in ran.stderr
    shown = run(deployed, "history", "web", "--env", "prod", project=folder)
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout


def _thrice(world: World, project: Path) -> Path:
    """Deploy two other versions of what is there."""
    _twice(world, project)
    folder = changed(project, after="nginx:1.29")
    assert run(world, *DEPLOY, project=folder).exit_code == 0
    settle(world)
    return folder


PRUNE = ("prune", "web", "--env", "prod", "--keep", "2", "--yes")


def test_a_prune_names_what_goes_and_touches_nothing_that_runs(
    deployed: World, project: Path
) -> None:
    folder = _thrice(deployed, project)
    ran = run(deployed, *PRUNE, project=folder)
    assert ran.exit_code == 0, ran.stderr
    (service,) = deployed.ecs.services.values()
    assert service.primary.definition not in deployed.ecs.inactive
    assert len(deployed.ecs.inactive) == 1
    assert len(_kept(deployed)) == 4
    assert run(deployed, *BACK, project=folder).exit_code == 0


def test_a_prune_that_cannot_see_what_runs_takes_nothing_away(
    deployed: World, project: Path
) -> None:
    folder = _thrice(deployed, project)
    deployed.wire.fault(Effect.DENIED, "ListTasks")
    ran = run(deployed, *PRUNE, project=folder)
    assert ran.exit_code == 3
    assert deployed.ecs.inactive == set()
    assert len(_kept(deployed)) == 6


def test_a_prune_that_cannot_read_what_is_kept_takes_nothing_away(
    deployed: World, project: Path
) -> None:
    folder = _thrice(deployed, project)
    deployed.wire.fault(Effect.DENIED, "GetObject")
    ran = run(deployed, *PRUNE, project=folder)
    assert ran.exit_code == 3
    assert deployed.ecs.inactive == set()
    assert len(_kept(deployed)) == 6


def test_a_prune_that_breaks_off_says_how_far_it_came_and_goes_on(
    deployed: World, project: Path
) -> None:
    folder = _thrice(deployed, project)
    deployed.wire.fault(Effect.DENIED, "DeleteObjects", nth=(1,))
    ran = run(deployed, *PRUNE, project=folder)
    assert ran.exit_code == 3
    assert "1 of 2 is gone already" in ran.words
    assert run(deployed, *PRUNE, project=folder).exit_code == 0
    assert len(_kept(deployed)) == 4
