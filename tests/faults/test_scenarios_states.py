"""Scenarios 1 to 19: a deployment is asked for, and the stack is in this or that state."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ran, ctrl_c, run, settle
from tests.faults.fake.fates import EXIT_1, HEALTHY
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, changed, holds

CHANGING = (
    "CreateChangeSet",
    "ExecuteChangeSet",
    "DeleteStack",
    "RollbackStack",
    "ContinueUpdateRollback",
    "CancelUpdateStack",
    "UpdateStack",
    "DeleteChangeSet",
)


def _changed_nothing(ran: Ran) -> bool:
    return not ran.calls.of(*CHANGING).all


def _steps(ran: Ran) -> list[str]:
    """What was done to the stack, in order."""
    return ran.calls.of(*CHANGING).names()


def _id(world: World) -> str:
    found = world.cloudformation.by_name(STACK)
    assert found is not None
    return found.id


def test_01_an_absent_stack_is_created_by_one_change_set(furnished: World, project: Path) -> None:
    ran = run(furnished, *DEPLOY, project=project)
    assert _steps(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    (made,) = ran.calls.of("CreateChangeSet").parameters()
    assert (made["StackName"], made["ChangeSetType"]) == (STACK, "CREATE")
    # What is AWS's default is not sent.
    assert made.get("OnStackFailure", "ROLLBACK") == "ROLLBACK"
    (executed,) = ran.calls.of("ExecuteChangeSet").parameters()
    assert executed["ChangeSetName"] == furnished.truth(STACK).change_set
    assert "prod-web: created" in ran.stderr
    holds(furnished, ran, exit_code=0, budget=36, status="CREATE_COMPLETE")


@pytest.mark.parametrize("stale", ["", "bbfd-20261120T000000Z-0badcafe"])
def test_02_a_shell_of_an_earlier_abort_is_used_again(
    furnished: World, project: Path, stale: str
) -> None:
    furnished.foreign_change_set(STACK, stale or "bbfd-gone")
    shell = furnished.cloudformation.by_name(STACK)
    assert shell is not None
    if not stale:
        shell.change_sets.clear()
    ran = run(furnished, *DEPLOY, project=project)
    assert _steps(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert ran.calls.of("CreateChangeSet").parameters()[0]["ChangeSetType"] == "CREATE"
    assert _id(furnished) == shell.id
    holds(furnished, ran, exit_code=0, budget=37, status="CREATE_COMPLETE")


@pytest.mark.parametrize("how", ["declined", "no terminal", "ctrl-c"])
def test_03_a_foreign_change_set_on_a_shell_survives_what_is_not_agreed_to(
    furnished: World, project: Path, how: str
) -> None:
    foreign = furnished.foreign_change_set(STACK)
    answers = {"declined": ["n"], "no terminal": None, "ctrl-c": [ctrl_c]}[how]
    ran = run(furnished, *DEPLOY[:-1], project=project, input=answers)
    assert "1 other change set(s) wait on this stack, perhaps for approval" in ran.words
    assert ran.count("DeleteChangeSet") == 1
    assert "DeleteStack" not in _steps(ran)
    code = 130 if how == "ctrl-c" else 3
    holds(
        furnished,
        ran,
        exit_code=code,
        budget=14,
        status="REVIEW_IN_PROGRESS",
        foreign=[foreign],
    )


def test_04_a_creation_by_another_is_followed_and_then_updated(
    deployed: World, newer: Path
) -> None:
    began = deployed.clock.now
    deployed.bring(STACK, "CREATE_IN_PROGRESS")
    deployed.finish_at(began + 95, STACK, "CREATE_COMPLETE")
    ran = run(deployed, *DEPLOY, project=newer)
    assert "waiting: another operation holds the stack (it is being created" in ran.words
    assert not ran.calls.of(*CHANGING, until=began + 95).all
    assert _steps(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert ran.calls.of("CreateChangeSet").parameters()[0]["ChangeSetType"] == "UPDATE"
    assert "prod-web: updated" in ran.stderr
    holds(deployed, ran, exit_code=0, budget=52, status="UPDATE_COMPLETE")


def test_05_an_update_by_another_that_outlasts_the_wait_ends_it(
    deployed: World, newer: Path
) -> None:
    deployed.bring(STACK, "UPDATE_IN_PROGRESS")
    ran = run(deployed, *DEPLOY, "--wait-lock", "2m", project=newer)
    assert 120 <= ran.seconds < 125
    assert _changed_nothing(ran)
    assert "another operation has held the stack prod-web for 2 min" in ran.words
    assert "`bbfd watch web --env prod`" in ran.words
    holds(deployed, ran, exit_code=7, budget=32, status="UPDATE_IN_PROGRESS")


def _waits_then_updates(world: World, newer: Path, status: str, then: str) -> None:
    began = world.clock.now
    world.bring(STACK, status)
    world.finish_at(began + 45, STACK, then)
    ran = run(world, *DEPLOY, project=newer)
    assert "waiting: another operation holds the stack" in ran.words
    assert not ran.calls.of(*CHANGING, until=began + 45).all
    assert _steps(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert "prod-web: updated" in ran.stderr
    holds(world, ran, exit_code=0, budget=46, status="UPDATE_COMPLETE")


def test_06_the_cleaning_up_after_an_update_is_waited_for(deployed: World, newer: Path) -> None:
    status, then = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"
    _waits_then_updates(deployed, newer, status, then)


def test_07_the_cleaning_up_after_a_rollback_is_waited_for(deployed: World, newer: Path) -> None:
    status, then = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"
    _waits_then_updates(deployed, newer, status, then)


def test_08_after_a_rolled_back_update_its_cause_is_told_and_the_next_one_deployed(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, EXIT_1, HEALTHY)
    failed = run(deployed, *DEPLOY, project=newer)
    holds(deployed, failed, exit_code=4, budget=70, status="UPDATE_ROLLBACK_COMPLETE")
    settle(deployed)
    ran = run(deployed, *DEPLOY, project=changed(newer, after="nginx:1.29"))
    plan = ran.stderr.partition("prod-web: deploying")[0]
    assert "note: the last update was rolled back: Service (AWS::ECS::Service)" in plan
    assert "'ECS Deployment Circuit Breaker" in plan
    holds(deployed, ran, exit_code=0, budget=36, status="UPDATE_COMPLETE")


def _died(world: World, project: Path) -> Ran:
    """A first attempt of ours fails."""
    world.fate(STACK, EXIT_1, HEALTHY)
    died = run(world, *DEPLOY, project=project)
    settle(world)
    return died


def test_09_a_first_attempt_that_died_is_deleted_and_made_anew(
    furnished: World, project: Path
) -> None:
    died = _died(furnished, project)
    holds(furnished, died, exit_code=4, budget=80, status="ROLLBACK_COMPLETE")
    dead = _id(furnished)
    ran = run(furnished, *DEPLOY, project=project)
    assert _steps(ran) == ["DeleteStack", "CreateChangeSet", "ExecuteChangeSet"]
    assert ran.calls.of("DeleteStack").parameters()[0]["StackName"] == dead
    assert _id(furnished) != dead
    assert "its creation failed and was rolled back" in ran.words
    assert "it died of Service (AWS::ECS::Service)" in ran.words
    holds(furnished, ran, exit_code=0, budget=50, status="CREATE_COMPLETE")


def test_10_a_dead_first_attempt_that_still_holds_something_is_not_deleted(
    furnished: World, project: Path
) -> None:
    _died(furnished, project)
    furnished.bring(STACK, "ROLLBACK_COMPLETE", kept=("Logs",))
    held = furnished.cloudformation.by_name(STACK).resources["Logs"]
    held.status = "DELETE_SKIPPED"
    ran = run(furnished, *DEPLOY, project=project)
    assert _changed_nothing(ran)
    assert f"still holds Logs (AWS::Logs::LogGroup {held.physical})" in ran.words
    holds(furnished, ran, exit_code=3, budget=9, status="ROLLBACK_COMPLETE")


def test_11_a_creation_whose_rollback_failed_is_never_deleted_unasked(
    furnished: World, project: Path
) -> None:
    said = "the log group is locked by somebody"
    furnished.resource("Logs", STACK, phase="rollback", fails=said)
    died = _died(furnished, project)
    holds(furnished, died, exit_code=5, budget=80, status="ROLLBACK_FAILED")
    ran = run(furnished, *DEPLOY, project=project)
    assert _changed_nothing(ran)
    assert said in ran.words
    assert "`bbfd deploy web --env prod --recreate`" in ran.words
    holds(furnished, ran, exit_code=3, budget=7, status="ROLLBACK_FAILED")


def test_12_a_creation_left_as_it_failed_is_made_anew_only_when_asked(
    deployed: World, project: Path
) -> None:
    said = "the service did not stabilise"
    deployed.bring(STACK, "CREATE_FAILED", broken={"Service": said})
    dead = _id(deployed)
    refused = run(deployed, *DEPLOY, project=project)
    assert _changed_nothing(refused)
    assert said in refused.words
    assert "what was made is still there" in refused.words
    assert "it holds Logs, Targets, TaskRole" in refused.words
    assert "`bbfd deploy web --env prod --recreate`" in refused.words
    holds(deployed, refused, exit_code=3, budget=7, status="CREATE_FAILED")

    ran = run(deployed, *DEPLOY, "--recreate", project=project)
    assert _steps(ran) == ["DeleteStack", "CreateChangeSet", "ExecuteChangeSet"]
    assert ran.calls.of("DeleteStack").parameters()[0]["StackName"] == dead
    assert "- remove   Service" in ran.stderr
    assert "is in use" not in ran.words  # the priority of a rule that goes before
    holds(deployed, ran, exit_code=0, budget=60, status="CREATE_COMPLETE")


def test_13_an_update_left_as_it_failed_is_rolled_back_only_when_asked(
    deployed: World, newer: Path
) -> None:
    deployed.bring(STACK, "UPDATE_FAILED", broken={"Service": "the service did not stabilise"})
    refused = run(deployed, *DEPLOY, project=newer)
    assert _changed_nothing(refused)
    assert "it is half old, half new" in refused.words
    assert "`bbfd recover web --env prod`" in refused.words
    holds(deployed, refused, exit_code=3, budget=7, status="UPDATE_FAILED")

    ran = run(deployed, *DEPLOY, "--recover", project=newer)
    assert _steps(ran) == ["RollbackStack", "CreateChangeSet", "ExecuteChangeSet"]
    assert "prod-web: recovered" in ran.stderr
    assert "prod-web: updated" in ran.stderr
    holds(deployed, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("command", [DEPLOY, (*DEPLOY, "--recover"), ("recover", *DEPLOY[1:])])
def test_14_a_failed_express_update_is_explained_and_never_rolled_back(
    deployed: World, newer: Path, command: tuple[str, ...]
) -> None:
    deployed.bring(STACK, "UPDATE_FAILED", more={"mode": "EXPRESS"})
    ran = run(deployed, *command, project=newer)
    assert _changed_nothing(ran)
    assert "its last update in express mode failed" in ran.words
    assert "finish it with the tool that began it, in express mode" in ran.words
    holds(deployed, ran, exit_code=3, budget=9, status="UPDATE_FAILED")


def _rollback_failed(world: World, newer: Path, times: int) -> str:
    """An update fails, and so does its rollback, so many times; why."""
    said = "the role may not be passed any more"
    world.resource("Task", STACK, phase="rollback", fails=said, times=times)
    world.fate(STACK, EXIT_1, HEALTHY)
    failed = run(world, *DEPLOY, project=newer)
    assert said in failed.words
    holds(world, failed, exit_code=5, budget=80, status="UPDATE_ROLLBACK_FAILED")
    settle(world)
    return said


def test_15_a_failed_rollback_is_continued_without_a_skip_and_told_when_it_fails_again(
    deployed: World, newer: Path
) -> None:
    said = _rollback_failed(deployed, newer, times=2)
    refused = run(deployed, *DEPLOY, project=newer)
    assert _changed_nothing(refused)
    assert "`bbfd recover web --env prod`" in refused.words
    holds(deployed, refused, exit_code=3, budget=7, status="UPDATE_ROLLBACK_FAILED")

    again = run(deployed, "recover", *DEPLOY[1:], project=newer)
    assert _steps(again) == ["ContinueUpdateRollback"]
    assert "ResourcesToSkip" not in again.calls.of("ContinueUpdateRollback").parameters()[0]
    assert f"Task (AWS::ECS::TaskDefinition): {said}" in again.words
    assert "`bbfd recover web --env prod --skip Task`" in again.words
    holds(deployed, again, exit_code=5, budget=20, status="UPDATE_ROLLBACK_FAILED")

    ran = run(deployed, "recover", *DEPLOY[1:], project=newer)
    assert _steps(ran) == ["ContinueUpdateRollback"]
    assert "prod-web: recovered" in ran.stderr
    holds(deployed, ran, exit_code=0, budget=20, status="UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("in_use", [False, True])
def test_16_a_deletion_is_waited_for_by_its_arn(deployed: World, newer: Path, in_use: bool) -> None:
    began, deleted = deployed.clock.now, _id(deployed)
    if in_use:  # an export that another stack imports cancels the deletion
        deployed.cloudformation.by_name(STACK).outputs.append(
            {"OutputKey": "Port", "OutputValue": "80", "ExportName": "port"}
        )
        deployed.cloudformation.imports["port"] = ["prod-other"]
        deployed.at(began + 8, deployed.cloudformation.imports.clear)  # before our own update
    deployed.cloudformation.DeleteStack({"StackName": STACK})
    ran = run(deployed, *DEPLOY, project=newer)
    assert "waiting: another operation holds the stack (it is being deleted" in ran.words
    planned = ran.calls.of("CreateChangeSet").all[0].second
    waited = ran.calls.of("DescribeStacks", since=began + 1, until=planned).parameters()
    asked = {p.get("StackName") for p in waited}
    assert deleted in asked
    assert STACK not in asked  # by then the name may mean another stack
    assert _steps(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    kind = ran.calls.of("CreateChangeSet").parameters()[0]["ChangeSetType"]
    assert kind == ("UPDATE" if in_use else "CREATE")
    assert (_id(deployed) == deleted) is in_use
    status = "UPDATE_COMPLETE" if in_use else "CREATE_COMPLETE"
    holds(deployed, ran, exit_code=0, budget=50, status=status)


@pytest.mark.parametrize(
    ("status", "way"),
    [
        ("DELETE_FAILED", "`bbfd delete web --env prod` removes it"),
        ("IMPORT_ROLLBACK_FAILED", "finish the rollback in the CloudFormation console"),
    ],
)
def test_17_what_only_a_person_can_mend_is_refused_with_its_reasons(
    deployed: World, newer: Path, status: str, way: str
) -> None:
    said = "the load balancer still sends requests to it"
    deployed.bring(STACK, status, broken={"Service": said})
    ran = run(deployed, *DEPLOY, project=newer)
    assert _changed_nothing(ran)
    assert f"the stack prod-web is in {status}" in ran.words
    assert f"Service (AWS::ECS::Service): {said}" in ran.words
    assert way in ran.words
    holds(deployed, ran, exit_code=3, budget=7, status=status)


@pytest.mark.parametrize("status", ["HIBERNATING", "UPDATE_PAUSED_COMPLETE", "SPLIT_IN_PROGRESS"])
def test_18_a_status_from_the_future_is_refused(deployed: World, newer: Path, status: str) -> None:
    deployed.bring(STACK, status)
    ran = run(deployed, *DEPLOY, project=newer)
    assert _changed_nothing(ran)
    assert f"its status {status} is newer than this version of bbfd" in ran.words
    assert "update bbfd; look at the stack with `bbfd status web --env prod`" in ran.words
    holds(deployed, ran, exit_code=3, budget=7, status=status)


def test_19_a_stack_of_somebody_else_is_left_alone(deployed: World, newer: Path) -> None:
    mine = deployed.cloudformation.by_name(STACK)
    assert mine is not None
    mine.tags.clear()
    refused = run(deployed, *DEPLOY, project=newer)
    assert _changed_nothing(refused)
    assert "it does not carry our tags" in refused.words
    assert "`bbfd deploy web --env prod --adopt`" in refused.words
    holds(deployed, refused, exit_code=3, budget=6, status="CREATE_COMPLETE")

    mine.parent = f"{mine.id}-parent"
    nested = run(deployed, *DEPLOY, "--adopt", project=newer)
    assert _changed_nothing(nested)
    assert "it is nested in another stack" in nested.words
    holds(deployed, nested, exit_code=3, budget=7, status="CREATE_COMPLETE")

    mine.parent = ""
    adopted = run(deployed, *DEPLOY, "--adopt", project=newer)
    assert _steps(adopted) == ["CreateChangeSet", "ExecuteChangeSet"]
    holds(deployed, adopted, exit_code=0, budget=40, status="UPDATE_COMPLETE")
    assert mine.tags["bbfd:service"] == "web"
