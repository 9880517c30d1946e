"""A deletion takes nothing of somebody else's along unsaid, and never ends in what nobody has seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ran, ctrl_c, run
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, PROD, STACK, holds, written

DELETE = ("delete", "web", "--env", "prod", "--yes")
ASKING = DELETE[:-1]
PLAN = ("plan", "web", "--env", "prod")


def _nothing_deleted(ran: Ran) -> bool:
    return ran.calls.mutations().names() == []


def test_a_shell_on_which_somebody_elses_change_set_waits_is_not_deleted(
    furnished: World, project: Path
) -> None:
    foreign = furnished.foreign_change_set(STACK)
    for call, typed in ((DELETE, None), (ASKING, ["y"])):
        ran = run(furnished, *call, project=project, input=typed)
        assert _nothing_deleted(ran)
        assert "somebody else's change set waits on prod-web" in ran.words
        assert "would go with it: somebody-elses" in ran.words
        assert f"`aws cloudformation delete-change-set --change-set-name {foreign}`" in ran.words
        assert "`bbfd delete web --env prod`" in ran.words
        holds(
            furnished,
            ran,
            exit_code=3,
            budget=5,
            status="REVIEW_IN_PROGRESS",
            foreign=[foreign],
        )


def test_a_shell_whose_change_sets_cannot_be_listed_is_not_deleted(
    furnished: World, project: Path
) -> None:
    foreign = furnished.foreign_change_set(STACK)
    furnished.wire.deny("cloudformation:ListChangeSets")
    ran = run(furnished, *DELETE, project=project)
    assert _nothing_deleted(ran)
    assert "cloudformation:ListChangeSets" in ran.words
    state = "REVIEW_IN_PROGRESS"
    holds(furnished, ran, exit_code=3, budget=5, status=state, foreign=[foreign])


def test_a_change_set_that_came_while_it_was_asked_is_not_taken_along(
    furnished: World, project: Path
) -> None:
    furnished.foreign_change_set(STACK, "bbfd-gone")
    shell = furnished.cloudformation.stack(STACK)
    shell.change_sets.clear()
    foreign: list[str] = []

    def late() -> str:
        foreign.append(furnished.foreign_change_set(STACK))
        return "y"

    ran = run(furnished, *ASKING, project=project, input=[late])
    assert _nothing_deleted(ran)
    state = "REVIEW_IN_PROGRESS"
    holds(furnished, ran, exit_code=3, budget=12, status=state, foreign=foreign)


def test_a_stack_that_was_changed_while_it_was_asked_is_not_deleted(
    deployed: World, project: Path
) -> None:
    def late() -> str:
        deployed.update(STACK, seconds=5.0)
        deployed.clock.sleep(60.0)
        return "y"

    ran = run(deployed, *ASKING, project=project, input=[late])
    assert _nothing_deleted(ran)
    assert "somebody else changed prod-web meanwhile" in ran.words
    holds(deployed, ran, exit_code=3, budget=12, status="UPDATE_COMPLETE")


def test_our_own_plan_on_a_shell_goes_with_it_and_that_is_said(
    furnished: World, project: Path
) -> None:
    run(furnished, *PLAN, project=project)
    (name,) = furnished.cloudformation.stack(STACK).change_sets
    ran = run(furnished, *DELETE, project=project)
    assert f"what waits on it for review goes with it: {name}" in ran.words
    holds(furnished, ran, exit_code=0, budget=15, state="DELETE_COMPLETE")


def test_a_change_set_of_others_on_a_stack_that_runs_is_named_before_it_goes(
    deployed: World, project: Path
) -> None:
    deployed.foreign_change_set(STACK)
    ran = run(deployed, *ASKING, project=project, input=["n"])
    assert "deleting the stack removes somebody-elses" in ran.words
    holds(deployed, ran, exit_code=3, budget=10, status="CREATE_COMPLETE")


@pytest.mark.parametrize(
    "effect", [Effect.ANSWER_LOST, Effect.LOST, Effect.TIMED_OUT, Effect.TRUNCATED]
)
def test_a_deletion_without_an_answer_and_without_events_is_unknown(
    deployed: World, project: Path, effect: Effect
) -> None:
    deployed.wire.fault(effect, "DeleteStack")
    deployed.wire.deny("cloudformation:DescribeStackEvents")
    ran = run(deployed, *DELETE, project=project)
    assert "whether it began on prod-web is not known" in ran.words
    assert "`bbfd watch web --env prod`" in ran.words
    holds(deployed, ran, exit_code=6, budget=20, state="its status is not known")


def test_a_deletion_without_an_answer_is_known_by_its_events(
    deployed: World, project: Path
) -> None:
    deployed.wire.fault(Effect.ANSWER_LOST, "DeleteStack", count=1)
    ran = run(deployed, *DELETE, project=project)
    holds(deployed, ran, exit_code=0, budget=40, state="DELETE_COMPLETE")


def test_a_deletion_whose_first_answer_alone_was_lost_is_made_sure_of(
    deployed: World, project: Path
) -> None:
    deployed.wire.fault(Effect.LOST, "DeleteStack", nth=(1,))
    ran = run(deployed, *DELETE, project=project)
    holds(deployed, ran, exit_code=0, budget=40, state="DELETE_COMPLETE")


WAITING = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"]


@pytest.mark.parametrize("status", [*WAITING, "DELETE_IN_PROGRESS"])
def test_a_stack_that_others_hold_is_to_be_watched_before_it_is_deleted(
    deployed: World, project: Path, status: str
) -> None:
    deployed.bring(STACK, status)
    ran = run(deployed, *DELETE, project=project)
    assert _nothing_deleted(ran)
    assert "`bbfd watch web --env prod` shows how it ends" in ran.words
    holds(deployed, ran, exit_code=3, budget=5, status=status)


def test_every_refusal_to_delete_names_the_state(deployed: World, project: Path) -> None:
    stack = deployed.cloudformation.stack(STACK)
    stack.protected = True
    ran = run(deployed, *DELETE, project=project)
    assert "termination protection" in ran.words
    holds(deployed, ran, exit_code=3, budget=5, status="CREATE_COMPLETE")

    stack.protected = False
    nobody = run(deployed, *ASKING, project=project)
    assert "there is no terminal to ask at" in nobody.words
    holds(deployed, nobody, exit_code=3, budget=9, status="CREATE_COMPLETE")

    stopped = run(deployed, *ASKING, project=project, input=[ctrl_c])
    holds(deployed, stopped, exit_code=130, budget=9, status="CREATE_COMPLETE")

    deployed.wire.fault(Effect.DENIED, "DeleteStack")
    denied = run(deployed, *DELETE, project=project)
    holds(deployed, denied, exit_code=3, budget=12, status="CREATE_COMPLETE")

    stack.tags = {"owner": "others"}
    theirs = run(deployed, *DELETE, project=project)
    holds(deployed, theirs, exit_code=3, budget=5, status="CREATE_COMPLETE")


def test_what_is_refused_before_aws_is_asked_says_that_nothing_is_known(
    deployed: World, project: Path
) -> None:
    written(
        project,
        prod=PROD.replace('region="eu-west-1",', 'region="eu-west-1",\n    protected=True,'),
    )
    ran = run(deployed, *DELETE, project=project)
    assert ran.calls.all == []
    holds(deployed, ran, exit_code=3, budget=0, state="its status is not known")


def test_an_environment_in_which_services_live_names_its_state(
    deployed: World, project: Path
) -> None:
    ran = run(deployed, "env", "delete", "prod", "--yes", project=project)
    assert _nothing_deleted(ran)
    where = "bbfd-environment-prod"
    holds(deployed, ran, exit_code=3, budget=6, stack=where, status="CREATE_COMPLETE")


def test_the_way_out_of_termination_protection_is_no_circle(deployed: World, project: Path) -> None:
    deployed.bring(STACK, "ROLLBACK_FAILED", more={"protected": True})
    ran = run(deployed, *DELETE, project=project)
    assert "bbfd deploy web" not in ran.words
    assert "--no-enable-termination-protection --stack-name prod-web`" in ran.words
    assert "then `bbfd delete web --env prod`" in ran.words
    holds(deployed, ran, exit_code=3, budget=5, status="ROLLBACK_FAILED")


def _dead(world: World) -> None:
    world.stack(
        STACK, "ROLLBACK_COMPLETE", tags={"bbfd:service": "web", "bbfd:environment": "prod"}
    )


def test_a_dead_stack_whose_deletion_has_no_answer_and_no_events_is_unknown(
    furnished: World, project: Path
) -> None:
    _dead(furnished)
    furnished.wire.fault(Effect.ANSWER_LOST, "DeleteStack")
    furnished.wire.deny("cloudformation:DescribeStackEvents")
    ran = run(furnished, *DEPLOY, project=project)
    assert ran.count("CreateChangeSet") == 0
    assert "`bbfd watch web --env prod`" in ran.words
    holds(furnished, ran, exit_code=6, budget=40, status="DELETE_IN_PROGRESS")


@pytest.mark.parametrize("theirs", [True, False], ids=["theirs", "ours"])
def test_a_dead_stack_that_others_made_anew_meanwhile_is_planned_for_again(
    furnished: World, project: Path, theirs: bool
) -> None:
    _dead(furnished)
    tags = {"owner": "others"} if theirs else furnished.cloudformation.stack(STACK).tags

    def late() -> str:
        furnished.delete(STACK)
        furnished.stack(STACK, "CREATE_COMPLETE", tags=tags)
        return "y"

    ran = run(furnished, *DEPLOY[:-1], project=project, input=[late, "n"])
    assert ran.count("DeleteStack") == 0
    said = "was not made by bbfd" if theirs else "planning again"
    assert said in ran.words
    holds(furnished, ran, exit_code=3, budget=50, status="CREATE_COMPLETE")


def test_a_recovery_that_never_gets_an_answer_is_unknown(deployed: World, project: Path) -> None:
    deployed.bring(STACK, "UPDATE_ROLLBACK_FAILED", broken={"Service": "it did not"})
    deployed.wire.fault(Effect.LOST, "ContinueUpdateRollback")
    ran = run(deployed, "recover", "web", "--env", "prod", "--yes", project=project)
    assert "`bbfd watch web --env prod`" in ran.words
    holds(deployed, ran, exit_code=6, budget=60, status="UPDATE_ROLLBACK_FAILED")
