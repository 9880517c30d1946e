"""The way back over more than a version: shifted traffic, a replaced service, a large template, a plan, a new life."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.command import Ran, run, settle
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, PROD, STACK, WEB, changed, holds, uploaded, written
from tests.faults.test_shifted_weights import BLUE_GREEN, MOVED, NEWER, weights

WHERE = ("web", "--env", "prod")
BACK = ("rollback", *WHERE, "--yes")
CAPABLE = PROD.replace("Access, Environment", "Access, Environment, ExistingCapacity").replace(
    "    aws=Access(),\n", '    aws=Access(),\n    capacity=ExistingCapacity(provider="big"),\n'
)
ON_EC2 = WEB.replace("Fargate", "EC2")


def _deployed(world: World, project: Path, web: str, prod: str = PROD) -> None:
    done = run(world, *DEPLOY, project=written(project, web=web, prod=prod))
    assert done.exit_code == 0, done.stderr
    settle(world)


def _back(world: World, project: Path, *more: str) -> Ran:
    ran = run(world, *BACK, *more, project=project)
    settle(world)
    return ran


def _image(world: World) -> str:
    (service,) = [one for one in world.ecs.services.values() if one.status == "ACTIVE"]
    return str(
        world.ecs.definitions[service.primary.definition]["ContainerDefinitions"][0]["Image"]
    )


def _history(world: World, project: Path) -> list[tuple[int | None, str | None]]:
    shown = run(world, "history", *WHERE, "--json", project=project)
    found = [one["kept"] or {} for one in json.loads(shown.stdout)["operations"]]
    return [(one.get("number"), one.get("outcome")) for one in found]


def test_a_version_goes_back_by_a_shift_and_the_rule_is_left_alone(
    furnished: World, project: Path
) -> None:
    for web in (BLUE_GREEN, NEWER):
        _deployed(furnished, project, web)
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    ran = _back(furnished, project)
    assert "Rule " not in ran.words
    assert weights(furnished) == {"Targets": 100, "OtherTargets": 0}
    holds(furnished, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


def test_a_rule_that_goes_back_keeps_the_weights_that_are_live(
    furnished: World, project: Path
) -> None:
    for web in (NEWER, MOVED, MOVED.replace("1.28", "1.29"), NEWER.replace("1.28", "1.29")):
        _deployed(furnished, project, web)
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    ran = _back(furnished, project, "--to", "3")
    assert "change Rule" in ran.words
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    holds(furnished, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


def test_a_rule_and_a_version_do_not_go_back_at_once_where_a_failure_would_move_requests(
    furnished: World, project: Path
) -> None:
    elsewhere = BLUE_GREEN.replace('path="/*"', 'path="/shop/*"')
    for web in (elsewhere, BLUE_GREEN, NEWER):
        _deployed(furnished, project, web)
    ran = _back(furnished, project, "--to", "1")
    assert "a rollback would send requests to tasks that are gone" in ran.words
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    holds(furnished, ran, exit_code=3, budget=40, status="UPDATE_COMPLETE")


def test_a_way_back_that_fails_leaves_the_weights_where_they_were(
    furnished: World, project: Path
) -> None:
    for web in (BLUE_GREEN, NEWER):
        _deployed(furnished, project, web)
    furnished.fate(STACK, EXIT_1)
    ran = _back(furnished, project)
    assert weights(furnished) == {"Targets": 0, "OtherTargets": 100}
    holds(furnished, ran, exit_code=4, budget=80, status="UPDATE_ROLLBACK_COMPLETE")


def test_a_launch_type_that_goes_back_shows_what_is_replaced_and_no_is_the_answer(
    furnished: World, project: Path
) -> None:
    _deployed(furnished, project, WEB, CAPABLE)
    _deployed(furnished, project, ON_EC2, CAPABLE)
    asked = run(furnished, *BACK[:-1], project=project, input=[""])
    assert "! REPLACE Targets" in asked.words
    assert "requests are answered with 503" in asked.words
    assert "[y/N]" in asked.words
    holds(furnished, asked, exit_code=3, budget=40, status="UPDATE_COMPLETE")
    ran = _back(furnished, project)
    holds(furnished, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert (
        furnished.cloudformation.stack(STACK).resources["Targets"].properties["TargetType"] == "ip"
    )


def test_what_cannot_be_replaced_is_refused_on_the_way_back_as_on_the_way_there(
    furnished: World, project: Path
) -> None:
    own = '    override={"Targets.Name": "ours"},\n)'
    for web in (WEB.replace("\n)", f"\n{own}"), WEB, ON_EC2.replace("\n)", f"\n{own}")):
        _deployed(furnished, project, web, CAPABLE)
    ran = _back(furnished, project, "--to", "1")
    assert "has the name ours of its own, and TargetType makes it anew" in ran.words
    holds(furnished, ran, exit_code=3, budget=40, status="UPDATE_COMPLETE")


def test_a_template_over_the_inline_limit_goes_back_through_the_bucket(
    furnished: World, project: Path
) -> None:
    large = ",".join(f'"N{n:03}": "{"x" * 900}"' for n in range(60))
    wide = WEB.replace("port=80)", f"port=80, variables={{{large}}})")
    _deployed(furnished, project, wide)
    _deployed(furnished, project, WEB)
    ran = _back(furnished, project)
    holds(furnished, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    [put] = uploaded(ran)
    [sent] = ran.calls.of("CreateChangeSet").parameters()
    assert put["Key"] in sent["TemplateURL"]
    assert "N059" in str(furnished.cloudformation.stack(STACK).template)


def test_what_apply_carried_out_stands_in_the_history_and_can_be_gone_back_to(
    deployed: World, project: Path
) -> None:
    folder = changed(project)
    made = run(deployed, "plan", *WHERE, "--json", project=folder)
    plan = json.loads(made.stdout)["plan"]
    ran = run(deployed, "apply", plan, "--env", "prod", "--yes", project=folder)
    assert ran.exit_code == 0, ran.stderr
    settle(deployed)
    assert _history(deployed, folder) == [(2, "updated"), (1, "created")]
    _deployed(deployed, project, WEB.replace("1.27", "1.29"))
    ran = _back(deployed, project)
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert "back to deploy 2" in ran.words
    assert _image(deployed).endswith(":1.28")


def test_a_stack_that_was_deleted_and_made_again_goes_back_to_before_its_deletion(
    deployed: World, project: Path
) -> None:
    folder = changed(project)
    _deployed(deployed, project, WEB.replace("1.27", "1.28"))
    gone = run(deployed, "delete", *WHERE, "--yes", project=folder)
    assert gone.exit_code == 0, gone.stderr
    nothing = _back(deployed, folder)
    assert nothing.exit_code == 3
    assert "nothing to bring back" in nothing.words
    _deployed(deployed, project, WEB.replace("1.27", "1.29"))
    assert _history(deployed, folder) == [(3, "created"), (2, "updated"), (1, "created")]
    ran = _back(deployed, folder, "--to", "1")
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")
    assert "could not be checked" in ran.words
    assert _image(deployed).endswith(":1.27")
