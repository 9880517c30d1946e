"""A reviewed plan, used as nobody meant it: twice, late, for another stack, or when there is another stack by now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Ran, ctrl_c, run
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, PROD, STACK, WEB, changed, holds, written

AT = ("--env", "prod")


def _plan(world: World, project: Path) -> str:
    made = run(world, "plan", "web", *AT, "--json", project=project)
    assert made.exit_code == 0, made.stderr
    return str(json.loads(made.stdout)["plan"])


def _apply(world: World, project: Path, plan: str) -> Ran:
    return run(world, "apply", plan, *AT, "--yes", project=project)


def _discard(world: World, project: Path, plan: str) -> Ran:
    return run(world, "plan", "--discard", plan, *AT, project=project)


def _changed_nothing(ran: Ran) -> bool:
    return ran.calls.mutations().names() == []


def _kept(world: World) -> list[str]:
    return [f"change set {name} of {STACK}" for name in _waiting(world)]


def _waiting(world: World) -> list[str]:
    every = world.cloudformation.stack(STACK).change_sets.values()
    return [one.name for one in every if one.executed is None]


def test_a_plan_is_carried_out_once(deployed: World, newer: Path) -> None:
    plan = _plan(deployed, newer)
    first = _apply(deployed, newer, plan)
    holds(deployed, first, exit_code=0, budget=40, status="UPDATE_COMPLETE")
    again = _apply(deployed, newer, plan)
    assert _changed_nothing(again)
    assert "it was carried out" in again.words
    holds(deployed, again, exit_code=3, budget=6, status="UPDATE_COMPLETE")
    gone = _discard(deployed, newer, plan)
    assert _changed_nothing(gone)
    assert "cannot be discarded: it was carried out" in gone.words
    holds(deployed, gone, exit_code=3, budget=6, status="UPDATE_COMPLETE")


def test_a_plan_that_is_being_carried_out_is_neither_applied_again_nor_discarded(
    deployed: World, newer: Path
) -> None:
    plan = _plan(deployed, newer)
    left = run(deployed, "apply", plan, *AT, "--yes", "--timeout", "10s", project=newer)
    assert left.exit_code == 6
    for ran in (_apply(deployed, newer, plan), _discard(deployed, newer, plan)):
        assert _changed_nothing(ran)
        assert ran.seconds < 10
        assert "it is being carried out" in ran.words
        assert "`bbfd watch web --env prod`" in ran.words
        holds(deployed, ran, exit_code=3, budget=6, status="UPDATE_IN_PROGRESS")


@pytest.mark.parametrize("obsolete", [True, False])
def test_a_plan_is_refused_after_somebody_else_deployed(
    deployed: World, newer: Path, obsolete: bool
) -> None:
    deployed.cloudformation.obsolete = obsolete
    plan = _plan(deployed, newer)
    changed(newer, after="nginx:1.29")
    assert run(deployed, *DEPLOY, project=newer).exit_code == 0
    ran = _apply(deployed, newer, plan)
    assert _changed_nothing(ran)
    assert "`bbfd plan" in ran.words
    kept = _kept(deployed)
    # An ARN that AWS knows nothing of names no stack.
    assert deployed.left_behind() == kept
    assert ran.exit_code == 3
    by_name = _apply(deployed, newer, f"web/{plan.split('/')[1]}")
    holds(deployed, by_name, exit_code=3, budget=6, stays=kept, status="UPDATE_COMPLETE")


def test_a_plan_does_not_wait_for_what_makes_it_void(deployed: World, newer: Path) -> None:
    deployed.cloudformation.obsolete = False
    plan = _plan(deployed, newer)
    deployed.bring(STACK, "UPDATE_IN_PROGRESS")
    ran = _apply(deployed, newer, plan)
    assert _changed_nothing(ran)
    assert ran.seconds < 5
    assert "`bbfd watch web --env prod`" in ran.words
    kept = _kept(deployed)
    holds(deployed, ran, exit_code=3, budget=6, stays=kept, status="UPDATE_IN_PROGRESS")


def test_of_two_plans_that_wait_the_first_one_applied_is_the_only_one(
    deployed: World, newer: Path
) -> None:
    first = _plan(deployed, newer)
    changed(newer, after="nginx:1.29")
    second = _plan(deployed, newer)
    name = first.split("/")[1]
    ran = _apply(deployed, newer, second)
    assert f"carrying out this one removes them: {name}" in ran.words
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")
    late = _apply(deployed, newer, first)
    assert _changed_nothing(late)
    assert late.exit_code == 3


def test_two_plans_on_a_shell_are_discarded_one_by_one_and_the_last_takes_the_shell(
    furnished: World, project: Path
) -> None:
    first, second = _plan(furnished, project), _plan(furnished, project)
    ran = _discard(furnished, project, first)
    assert (ran.exit_code, ran.count("DeleteStack")) == (0, 0)
    assert ran.last.endswith("is discarded; prod-web: REVIEW_IN_PROGRESS")
    ran = _discard(furnished, project, second)
    assert (ran.exit_code, ran.count("DeleteStack")) == (0, 1)
    assert ran.last.endswith("is discarded; prod-web: there is no such stack")
    assert furnished.left_behind() == []


@pytest.mark.parametrize("again", ["gone", "a shell", "a stack"])
def test_a_plan_of_a_shell_that_is_gone_is_refused(
    furnished: World, project: Path, again: str
) -> None:
    plan = _plan(furnished, project)
    shell = furnished.cloudformation.stack(STACK)
    kept = dict(shell.change_sets)
    furnished.delete(STACK)
    shell.change_sets.update(kept)  # AWS may tell of it still, by its ARN
    if again == "a shell":
        furnished.foreign_change_set(STACK)
    if again == "a stack":
        furnished.stack(STACK, "CREATE_COMPLETE", tags=_TAGS)
    ran = _apply(furnished, project, plan)
    assert _changed_nothing(ran)
    assert "the stack prod-web is not what it was" in ran.words
    assert "`bbfd plan web --env prod` plans anew" in ran.words
    holds(furnished, ran, exit_code=3, budget=6)


_TAGS = {"bbfd:service": "web", "bbfd:environment": "prod"}


def _staging(project: Path) -> None:
    (project / "environments" / "staging.py").write_text(PROD, encoding="utf-8")
    text = WEB.replace('path="/*"', 'path="/api/*"')
    (project / "services" / "api.py").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("what", ["apply", "discard"])
def test_a_plan_is_of_its_own_environment_and_service_alone(
    deployed: World, newer: Path, what: str
) -> None:
    _staging(newer)
    plan = _plan(deployed, newer)
    words = ("apply",) if what == "apply" else ("plan", "--discard")
    name = plan.split("/")[1]
    for wrong, env in ((plan, "staging"), (f"web/{name}", "staging"), (f"api/{name}", "prod")):
        ran = run(deployed, *words, wrong, "--env", env, project=newer)
        assert _changed_nothing(ran)
        assert ran.exit_code == 3, ran.stderr
        assert "fix" in ran.words
    assert _waiting(deployed) == [name]


@pytest.mark.parametrize("what", ["apply", "discard"])
@pytest.mark.parametrize("which", ["name", "arn"])
def test_a_change_set_of_others_is_neither_applied_nor_discarded(
    deployed: World, newer: Path, what: str, which: str
) -> None:
    foreign = deployed.foreign_change_set(STACK)
    plan = foreign if which == "arn" else "web/somebody-elses"
    ran = (_apply if what == "apply" else _discard)(deployed, newer, plan)
    assert _changed_nothing(ran)
    assert "was not made by bbfd" in ran.words
    state = "CREATE_COMPLETE"
    holds(deployed, ran, exit_code=3, budget=4, foreign=[foreign], status=state)


@pytest.mark.parametrize("words", ["web", "bbfd-20261122T090232Z-052734dc-00000000", "web/", "/x"])
def test_what_is_no_plan_is_a_wrong_call(deployed: World, newer: Path, words: str) -> None:
    for ran in (_apply(deployed, newer, words), _discard(deployed, newer, words)):
        assert (ran.exit_code, ran.calls.mutations().names()) == (2, [])
        assert "SERVICE/NAME" in ran.words


def test_a_plan_is_applied_by_its_short_name(deployed: World, newer: Path) -> None:
    name = _plan(deployed, newer).split("/")[1]
    ran = _apply(deployed, newer, f"web/{name}")
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_a_plan_of_a_service_whose_file_is_gone_can_be_discarded(
    furnished: World, project: Path
) -> None:
    plans = [_plan(furnished, project) for _ in range(2)]
    (project / "services" / "web.py").unlink()
    by_arn = _discard(furnished, project, plans[0])
    assert by_arn.exit_code == 0, by_arn.stderr
    by_name = _discard(furnished, project, f"web/{plans[1].split('/')[1]}")
    assert by_name.exit_code == 0, by_name.stderr
    assert furnished.left_behind() == []


@pytest.mark.parametrize("denied", ["ListChangeSets", "DescribeStacks"])
def test_a_plan_that_cannot_be_told_whole_ends_in_words(
    furnished: World, project: Path, denied: str
) -> None:
    plan = _plan(furnished, project)
    furnished.wire.deny(f"cloudformation:{denied}")
    for ran in (
        run(furnished, "plan", "web", *AT, project=project),
        _discard(furnished, project, plan),
    ):
        assert ran.exit_code in (0, 3), ran.stderr
        if ran.exit_code:
            assert denied in ran.words
            assert ran.last.startswith("prod-web: ") or "; prod-web: " in ran.last


def test_a_plan_that_cannot_be_discarded_is_not_said_to_be(deployed: World, newer: Path) -> None:
    plan = _plan(deployed, newer)
    deployed.wire.fault(Effect.DENIED, "DeleteChangeSet")
    ran = _discard(deployed, newer, plan)
    assert "is discarded" not in ran.words
    kept = _kept(deployed)
    holds(deployed, ran, exit_code=3, budget=8, stays=kept, status="CREATE_COMPLETE")


def test_a_plan_that_is_declined_or_stopped_is_kept(deployed: World, newer: Path) -> None:
    plan = _plan(deployed, newer)
    for typed, code in ((["n"], 3), ([ctrl_c], 130)):
        ran = run(deployed, "apply", plan, *AT, project=newer, input=typed)
        kept = _kept(deployed)
        assert len(kept) == 1
        holds(deployed, ran, exit_code=code, budget=12, stays=kept, status="CREATE_COMPLETE")


def test_a_plan_of_a_variable_that_looks_secret_tells_no_value(
    deployed: World, project: Path
) -> None:
    text = WEB.replace("port=80)", 'port=80, variables={"DB_PASSWORD": "hunter2"})')
    written(project, web=text)
    made = run(deployed, "plan", "web", *AT, project=project)
    assert made.exit_code == 0, made.stderr
    (name,) = _waiting(deployed)
    for late in (project, changed(project)):
        ran = run(deployed, "apply", f"web/{name}", *AT, project=late, input=["n"])
        assert "hunter2" not in f"{made.stdout}{made.stderr}{ran.stdout}{ran.stderr}"
