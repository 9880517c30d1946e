"""What of ours cannot be removed is named with what removes it; what of others goes with a deploy is said before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Ran, ctrl_c, run
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, ENVIRONMENT, STACK, holds
from tests.faults.test_budgets import _many

ASKING = DEPLOY[:-1]
PLAN = ("plan", "web", "--env", "prod")


def _ours(world: World) -> str:
    every = world.cloudformation.stack(STACK).change_sets.values()
    (made,) = [one for one in every if one.executed is None]
    return made.name


def _left(world: World) -> list[str]:
    return [f"change set {_ours(world)} of {STACK}"]


@pytest.mark.parametrize("effect", [Effect.DENIED, Effect.ERROR])
def test_a_change_set_that_cannot_be_removed_is_named_with_what_removes_it(
    deployed: World, newer: Path, effect: Effect
) -> None:
    fault = deployed.wire.fault(effect, "DeleteChangeSet")
    ran = run(deployed, *ASKING, project=newer, input=["n"])
    name = _ours(deployed)
    assert f"the change set {name} of prod-web " in ran.words
    way = f"plan --discard web/{name} --env prod"
    assert f"`bbfd {way}` removes it" in ran.words
    holds(deployed, ran, exit_code=3, budget=30, stays=_left(deployed), status="CREATE_COMPLETE")
    fault.over = True
    done = run(deployed, *way.split(), project=newer)
    assert done.last.endswith("is discarded; prod-web: CREATE_COMPLETE")
    assert (done.exit_code, deployed.left_behind()) == (0, [])


def test_a_shell_that_cannot_be_removed_is_named_with_what_removes_it(
    furnished: World, project: Path
) -> None:
    fault = furnished.wire.fault(Effect.DENIED, "DeleteStack")
    ran = run(furnished, *ASKING, project=project, input=["n"])
    assert "the empty stack prod-web stays" in ran.words
    assert "`bbfd delete web --env prod` removes it" in ran.words
    assert "the change set" not in ran.words
    state = "REVIEW_IN_PROGRESS"
    holds(furnished, ran, exit_code=3, budget=20, stays=[f"shell {STACK}"], status=state)
    fault.over = True
    done = run(furnished, "delete", "web", "--env", "prod", "--yes", project=project)
    holds(furnished, done, exit_code=0, budget=14, state="DELETE_COMPLETE")


def test_a_shell_stays_where_nobody_can_tell_who_else_uses_it(
    furnished: World, project: Path
) -> None:
    furnished.wire.deny("cloudformation:ListChangeSets")
    ran = run(furnished, *ASKING, project=project, input=["n"])
    assert "the empty stack prod-web stays" in ran.words
    assert "cloudformation:ListChangeSets" in ran.words
    state = "REVIEW_IN_PROGRESS"
    holds(furnished, ran, exit_code=3, budget=20, stays=[f"shell {STACK}"], status=state)


def test_what_stays_with_its_shell_goes_with_one_command(furnished: World, project: Path) -> None:
    fault = furnished.wire.fault(Effect.DENIED, "DeleteChangeSet")
    ran = run(furnished, *ASKING, project=project, input=["n"])
    name = _ours(furnished)
    assert f"the change set {name} of prod-web with its empty stack stays" in ran.words
    holds(furnished, ran, exit_code=3, budget=20, stays=_left(furnished))
    fault.over = True
    done = run(furnished, *f"plan --discard web/{name} --env prod".split(), project=project)
    assert done.last.endswith("is discarded; prod-web: there is no such stack")
    assert (done.exit_code, furnished.left_behind()) == (0, [])


def test_what_stays_of_an_environment_is_removed_by_hand(project: Path) -> None:
    world = World()
    world.wire.fault(Effect.DENIED, "DeleteChangeSet")
    ran = run(world, "env", "deploy", "prod", project=project, input=["y", "n"])
    assert f"`aws cloudformation delete-change-set --stack-name {ENVIRONMENT}" in ran.words
    assert f"`aws cloudformation delete-stack --stack-name {ENVIRONMENT}`" in ran.words


@pytest.mark.parametrize("then", ["declined", "carried out"])
def test_change_sets_of_others_on_a_stack_that_runs_are_named_in_the_plan(
    deployed: World, newer: Path, then: str
) -> None:
    foreign = deployed.foreign_change_set(STACK)
    typed = "n" if then == "declined" else "y"
    ran = run(deployed, *ASKING, project=newer, input=[typed])
    assert "1 other change set(s) wait on this stack" in ran.words
    assert "carrying out this one removes them: somebody-elses" in ran.words
    kept = [foreign] if then == "declined" else []
    holds(deployed, ran, exit_code=3 if kept else 0, budget=40, foreign=kept)


def test_a_diff_and_a_reviewed_plan_name_them_too(deployed: World, newer: Path) -> None:
    deployed.foreign_change_set(STACK)
    told = "carrying out this one removes them: somebody-elses"
    diff = run(deployed, "diff", "web", "--env", "prod", project=newer)
    assert told in " ".join(diff.stdout.split())
    made = json.loads(run(deployed, *PLAN, "--json", project=newer).stdout)
    assert any(told in note for note in made["notes"])
    applied = run(deployed, "apply", made["plan"], "--env", "prod", project=newer, input=["n"])
    assert told in applied.words
    assert run(deployed, "diff", "web", "--env", "prod", project=newer).exit_code == 0


def test_a_stack_that_does_not_change_is_not_asked_about_others(
    deployed: World, project: Path
) -> None:
    deployed.foreign_change_set(STACK)
    ran = run(deployed, *DEPLOY, project=project)
    assert ran.count("ListChangeSets") == 0
    holds(deployed, ran, exit_code=0, budget=8, status="CREATE_COMPLETE")


def test_of_many_stacks_none_is_asked_about_others(furnished: World, project: Path) -> None:
    folder = _many(project, 12)
    call = ("deploy", "--all", "--env", "prod", "--yes")
    assert run(furnished, *call, project=folder).exit_code == 0
    ran = run(furnished, *call, project=_many(project, 12, version="1.28"))
    assert (ran.exit_code, ran.count("ListChangeSets")) == (0, 0)


def _changed_nothing(ran: Ran) -> bool:
    return ran.calls.mutations().names() == []


@pytest.mark.parametrize("listed", [True, False])
def test_a_dead_stack_is_not_made_anew_over_somebody_elses_change_set(
    deployed: World, project: Path, listed: bool
) -> None:
    foreign = deployed.foreign_change_set(STACK)
    deployed.bring(STACK, "CREATE_FAILED", broken={"Service": "it did not stabilise"})
    if not listed:
        deployed.wire.deny("cloudformation:ListChangeSets")
    ran = run(deployed, *DEPLOY, "--recreate", project=project)
    assert _changed_nothing(ran)
    said = "somebody-elses" if listed else "cloudformation:ListChangeSets"
    assert said in ran.words
    state = "CREATE_FAILED"
    holds(deployed, ran, exit_code=3, budget=15, status=state, foreign=[foreign])


def test_a_dead_stack_that_lives_again_when_it_was_agreed_to_is_not_deleted(
    deployed: World, project: Path
) -> None:
    deployed.bring(STACK, "CREATE_FAILED", broken={"Service": "it did not stabilise"})

    def late() -> str:
        deployed.bring(STACK, "UPDATE_COMPLETE")
        return "y"

    ran = run(deployed, *ASKING, "--recreate", project=project, input=[late])
    assert ran.count("DeleteStack") == 0
    assert "somebody else changed prod-web after this plan was made" in ran.words
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_the_ways_out_of_a_dead_protected_stack_lead_out(furnished: World, project: Path) -> None:
    """Each command that a refusal names is typed, and none leads back to where one was."""
    furnished.stack(
        STACK,
        "ROLLBACK_COMPLETE",
        tags={"bbfd:service": "web", "bbfd:environment": "prod"},
        more={"protected": True},
    )
    world = furnished
    ran = run(world, *DEPLOY, project=project)
    assert _changed_nothing(ran)
    off = "aws cloudformation update-termination-protection --no-enable-termination-protection"
    assert f"`{off} --stack-name prod-web` takes it off; then deploy again" in ran.words
    world.cloudformation.stack(STACK).protected = False
    done = run(world, *DEPLOY, project=project)
    holds(world, done, exit_code=0, budget=60, status="CREATE_COMPLETE")


def test_a_dead_stack_that_holds_something_and_is_protected_is_told_each_step(
    deployed: World, project: Path
) -> None:
    deployed.bring(STACK, "ROLLBACK_COMPLETE", kept=("Logs",), more={"protected": True})
    held = deployed.cloudformation.stack(STACK).resources["Logs"]
    held.status = "DELETE_SKIPPED"
    ran = run(deployed, *DEPLOY, project=project)
    assert f"`aws logs delete-log-group --log-group-name {held.physical}` removes it" in ran.words
    assert "--no-enable-termination-protection --stack-name prod-web` takes it off" in ran.words
    assert "then `bbfd delete web --env prod`, which leaves them" in ran.words
    assert "delete-stack" not in ran.words
    holds(deployed, ran, exit_code=3, budget=9, status="ROLLBACK_COMPLETE")
    deployed.cloudformation.stack(STACK).protected = False
    gone = run(deployed, "delete", "web", "--env", "prod", "--yes", project=project)
    holds(deployed, gone, exit_code=0, budget=30, state="DELETE_COMPLETE")


def test_a_shell_that_others_took_up_meanwhile_stays_and_that_is_said(
    furnished: World, project: Path
) -> None:
    foreign: list[str] = []

    def late() -> str:
        foreign.append(furnished.foreign_change_set(STACK))
        return "n"

    ran = run(furnished, *ASKING, project=project, input=[late])
    assert "the empty stack prod-web stays: others have change sets on it" in ran.words
    state = "REVIEW_IN_PROGRESS"
    holds(furnished, ran, exit_code=3, budget=20, status=state, foreign=foreign)


@pytest.mark.parametrize("answer", ["n", "ctrl-c"])
@pytest.mark.parametrize("new", [True, False], ids=["new", "there"])
def test_ctrl_c_while_our_change_set_is_removed_says_that_it_may_stay(
    deployed: World, furnished: World, newer: Path, answer: str, new: bool
) -> None:
    for second in (0.25, 0.75, 1.25, 1.75):
        world = (furnished if new else deployed).twin()
        world.wire.latency = 0.5

        def late(world: World = world, second: float = second) -> str:
            world.clock.ctrl_c(at=world.clock.now + second)
            return "n" if answer == "n" else ctrl_c()

        ran = run(world, *ASKING, project=newer, input=[late])
        assert ran.exit_code in (3, 130)
        stays = world.left_behind()
        assert not stays or "may be left; `bbfd plan --discard web/bbfd-" in ran.words
