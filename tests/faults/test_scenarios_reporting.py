"""Scenarios 56 to 70: what is said of a deployment that failed is what happened, and all that happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.cloudformation.records import Step
from tests.faults.fake.fate import Fate
from tests.faults.fake.world import World
from tests.faults.scenario import (
    DEPLOY,
    STACK,
    WEB,
    changed,
    holds,
    never_silent,
    without_retained_revisions,
    written,
)

SERVICE = "AWS::ECS::Service"
NESTED = "AWS::CloudFormation::Stack"
CANCELLED = "Resource update cancelled"
UNKNOWN = "cause unknown"
BEGUN = Step(at=0.0, status="UPDATE_IN_PROGRESS", reason="User Initiated")
UPDATED = (
    Step(at=20.0, status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    Step(at=22.0, status="UPDATE_COMPLETE"),
)


def _rolled_back(at: float, reason: str | None) -> tuple[Step, ...]:
    """How an operation goes on after its failures."""
    return (
        Step(at=at, status="UPDATE_ROLLBACK_IN_PROGRESS", reason=reason),
        Step(at=at + 5, status="UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        Step(at=at + 6, status="UPDATE_ROLLBACK_COMPLETE"),
    )


def _failed(names: Sequence[str]) -> str:
    return f"The following resource(s) failed to update: [{', '.join(names)}]. "


def _outcome(ran: Ran, stack: str = STACK) -> Any:
    """How a stack ended, as --json has it."""
    return next(
        outcome
        for event in reversed(ran.events)
        for outcome in event.get("outcomes", ())
        if outcome["stack"] == stack
    )


def _told_at(ran: Ran, what: str) -> int:
    """The number of the line in which a cause was first told by its id, or an event of a resource by its status."""
    return next(
        number
        for number, event in enumerate(ran.events)
        if event.get("status") == what or any(c["id"] == what for c in event.get("causes", ()))
    )


def _final(ran: Ran) -> str:
    """What was said once it had ended, in one line: without the `|` before each line of what others wrote."""
    said = ran.stderr.partition(f"{STACK}: FAILED, and ")[2]
    return " ".join(re.sub(rf"(?m)^(?:{STACK}  )?(?: *\| )?", " ", said).split())


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


@pytest.mark.parametrize("stuck", [False, True], ids=["rolled back", "stuck"])
def test_56_the_cause_is_that_of_the_update_and_not_of_its_rollback(
    deployed: World, newer: Path, stuck: bool
) -> None:
    said = "Invalid request provided: the first failure (Service: Ecs, Status Code: 400, Request ID: 1)"
    deployed.resource("Service", phase="update", seconds=5, fails=said)
    if stuck:
        deployed.resource("Service", phase="rollback", seconds=5, fails="a second failure")
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    kinds = [operation.type for operation in deployed.cloudformation.stack(STACK).operations[-2:]]
    assert kinds == ["UPDATE_STACK", "ROLLBACK"]
    outcome = _outcome(ran)
    assert "the first failure" in outcome["failures"][0]["reason"]
    assert "the first failure" in " ".join(outcome["causes"][0]["evidence"])
    assert ("a second failure" in str(outcome["failures"][1:])) is stuck
    status = "UPDATE_ROLLBACK_FAILED" if stuck else "UPDATE_ROLLBACK_COMPLETE"
    holds(deployed, ran, exit_code=5 if stuck else 4, budget=45, status=status)


@pytest.mark.parametrize("first", [True, False], ids=["before them", "after them"])
def test_57_the_one_real_failure_among_ten_that_were_cancelled(
    deployed: World, newer: Path, first: bool
) -> None:
    names = [f"Other{number}" for number in range(10)]
    real = "Resource limit exceeded: the real one"
    deployed.course(
        STACK,
        BEGUN,
        Step(at=8.0 if first else 8.5, status="UPDATE_FAILED", logical="Rule", reason=real),
        *(
            Step(at=8.1, status="UPDATE_FAILED", logical=name, reason=CANCELLED, type=SERVICE)
            for name in names
        ),
        *_rolled_back(9.0, _failed(["Rule", *names])),
    )
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    outcome = _outcome(ran)
    assert [failure["logical_id"] for failure in outcome["failures"]] == ["Rule"]
    assert outcome["causes"][0]["resource"] == "Rule"
    assert ran.words.count(CANCELLED) == 1  # ten times the same is read by nobody
    assert real in _final(ran)
    assert "cancelled" not in _final(ran)
    holds(deployed, ran, exit_code=4, budget=40, status="UPDATE_ROLLBACK_COMPLETE")


def test_58_a_reason_that_only_the_stack_itself_gives_is_shown(
    deployed: World, newer: Path
) -> None:
    said = f"Export {STACK}:Url cannot be updated as it is in use by prod-orders and prod-shop"
    deployed.course(STACK, BEGUN, *_rolled_back(9.0, said))
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    (cause,) = _outcome(ran)["causes"]
    assert cause["id"] == "export-in-use"
    assert f"the export {STACK}:Url is in use by prod-orders and prod-shop" in cause["what"]
    assert said in " ".join(cause["evidence"])
    assert cause["what"] in _final(ran)
    holds(deployed, ran, exit_code=4, budget=40, status="UPDATE_ROLLBACK_COMPLETE")


def test_59_what_failed_inside_of_a_nested_stack_is_named(deployed: World, newer: Path) -> None:
    inner = deployed.stack("prod-web-Inner-1", "UPDATE_COMPLETE", more={"parent": STACK})
    real = "The security group 'sg-1' does not exist"
    outer = (
        f"Embedded stack {inner.id} was not successfully updated: {_failed(['Database'])}".strip()
    )
    nested = {"logical": "Inner", "type": NESTED, "physical": inner.id}
    deployed.course(
        STACK,
        BEGUN,
        Step(at=3.0, status="UPDATE_IN_PROGRESS", **nested),
        Step(
            at=7.0,
            status="UPDATE_FAILED",
            logical="Database",
            reason=real,
            type="AWS::RDS::DBInstance",
            stack=inner.name,
        ),
        Step(at=8.0, status="UPDATE_FAILED", reason=outer, **nested),
        *_rolled_back(9.0, _failed(["Inner"])),
    )
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    first = _outcome(ran)["failures"][0]
    assert (first["logical_id"], first["reason"]) == ("Database", real)
    assert first["stack"] == inner.name
    assert real in _final(ran)
    assert "Database" in _final(ran)
    holds(deployed, ran, exit_code=4, budget=45, status="UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("now", ["fails", "fails in ECS", "goes well"])
def test_60_failures_of_older_operations_are_never_quoted(
    deployed: World, newer: Path, now: str
) -> None:
    deployed.aged(STACK, 300)
    (service,) = deployed.ecs.services.values()
    deployed.ecs.sicken(service.name, fates.OUT_OF_MEMORY.but(log=("an old log",)), running=1)
    deployed.ecs.scale(service.name, 2)
    deployed.clock.sleep(600)
    if now == "fails":
        deployed.resource("Service", phase="update", seconds=5, fails="the failure of today")
    if now == "fails in ECS":
        deployed.fate(STACK, fates.EXIT_1)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    assert not re.search("an old|OutOfMemory|out-of-memory", ran.stdout + ran.stderr)
    assert ("the failure of today" in ran.words) is (now == "fails")
    assert ("exited with code 1" in ran.words) is (now == "fails in ECS")
    # Of the old ones at most the page is read on which ours begin.
    assert ran.count("DescribeStackEvents") < 20
    holds(deployed, ran, exit_code=0 if now == "goes well" else 4, budget=61)


def test_61_a_failure_without_a_reason_is_named_and_its_cause_unknown(
    deployed: World, newer: Path
) -> None:
    deployed.course(
        STACK,
        BEGUN,
        Step(at=7.0, status="UPDATE_FAILED", logical="Service", reason=None),
        *_rolled_back(9.0, None),
    )
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    outcome = _outcome(ran)
    assert [f["logical_id"] for f in outcome["failures"]] == ["Service"]
    assert outcome["causes"][0]["id"] == ""
    assert UNKNOWN in _final(ran)
    assert f"Service ({SERVICE})" in _final(ran)
    assert "None" not in ran.stderr
    holds(deployed, ran, exit_code=4, budget=40, status="UPDATE_ROLLBACK_COMPLETE")


def test_62_of_hundreds_of_events_between_two_reads_none_is_lost_and_none_told_twice(
    deployed: World, newer: Path
) -> None:
    names = [f"Queue{number:03}" for number in range(170)]
    events = [
        Step(at=9.0 + n / 1000, status=status, logical=name, type="AWS::SQS::Queue", physical=name)
        for n, name in enumerate(names)
        for status in ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
    ]
    deployed.course(STACK, BEGUN, *events, *UPDATED)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    told = [
        (event["logical_id"], event["status"])
        for event in ran.events
        if event["event"] == "resource" and event["logical_id"].startswith("Queue")
    ]
    assert told == [(step.logical, step.status) for step in events]
    plain = re.findall(r"(Queue\d+) +(\w+)", ran.stderr)
    assert plain == told
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_63_what_could_not_be_removed_afterwards_is_a_warning_of_a_success(
    deployed: World, project: Path
) -> None:
    said = "Resource is in use by something"
    deployed.resource("Task", phase="cleanup", fails=said)
    newer = without_retained_revisions(project)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    outcome = _outcome(ran)
    assert (outcome["outcome"], outcome["causes"]) == ("updated", [])
    assert f"left behind: Task (AWS::ECS::TaskDefinition): {said}" in " ".join(outcome["notes"])
    assert "note left behind: Task" in " ".join(ran.words.replace(STACK, "").split())
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


SECRET = (
    WEB.replace("import Container", "import Secret, Container").replace(
        "    count=2,\n",
        "    count=2,\n"
        '    uses=(Secret(variable="DB", secret="arn:aws:secretsmanager:eu-west-1:333333333333:secret:db-123abc"),),\n',
    )
).replace("nginx:1.27", "nginx:1.28")
# fate: the cause's id, and words of what is said of it.
CAUSES: dict[Fate, tuple[str, str]] = {
    fates.EXIT_1: ("container-exited", "exited with code 1"),
    fates.EXIT_0: ("container-finished", "ended with code 0"),
    fates.EXIT_127: ("container-exited", "exited with code 127 (the command is not found)"),
    fates.SIGTERM: ("container-exited", "exited with code 143 (asked to stop, SIGTERM)"),
    fates.OUT_OF_MEMORY: ("out-of-memory", "took more memory than it may"),
    # A 137 alone is a SIGKILL: nobody said that it was for memory.
    fates.KILLED: ("container-exited", "exited with code 137 (killed, SIGKILL; AWS does not say"),
    fates.IMAGE_NOT_FOUND: ("image-not-found", "nginx:1.28 is not in its registry"),
    fates.WRONG_PLATFORM: ("image-architecture", "nginx:1.28 has nothing for linux/amd64"),
    fates.WRONG_PLATFORM_OLD: ("image-architecture", "nginx:1.28 has nothing for linux/amd64"),
    # Only its log tells, and what a container logs is shown and never believed.
    fates.EXEC_FORMAT: ("container-exited", "exited with code 1"),
    fates.PULL_BLOCKED: ("pull-blocked", "cannot be reached from the task's subnets"),
    fates.REGISTRY_BLOCKED: ("pull-blocked", "cannot be reached from the task's subnets"),
    fates.PULL_DENIED: ("execution-role-denied", "lacks ecr:GetAuthorizationToken"),
    fates.SECRET_MISSING: ("secret-missing", "db-123abc of the variable DB is not there"),
    fates.SECRET_DENIED: ("secret-denied", "lacks secretsmanager:GetSecretValue"),
    fates.SECRET_KEY_DENIED: ("secret-denied", "lacks kms:Decrypt"),
    fates.SECRET_MALFORMED: ("secret-malformed", "has no key password"),
    fates.SECRET_NO_JSON: ("secret-malformed", "is no JSON object"),
    fates.SECRET_BLOCKED: ("secrets-blocked", "Secrets Manager"),
    fates.PARAMETER_MISSING: ("secret-missing", "is not there"),
    fates.ROLE_NOT_ASSUMED: ("role-not-assumed", "ECS may not act as the role prod-web-"),
    fates.LOG_GROUP_MISSING: ("log-group-missing", "its log group is not there"),
    fates.LOG_GROUP_MISSING_EC2: ("log-group-missing", "its log group is not there"),
    fates.NO_ADDRESSES: ("no-free-addresses", "subnet-0a1b2c3d4e5f60713 has no free address"),
    fates.NO_CAPACITY: ("fargate-capacity", "Fargate has no capacity"),
    fates.NO_QUOTA: ("quota", "vCPUs that may run at once"),
    fates.NO_INSTANCE: ("instances-do-not-fit", "no instance has room for a task"),
    fates.CONTAINER_HEALTH: ("container-health-check", "failed its own health check"),
    fates.ALB_CODE: ("health-check-path", "GET / answered 404"),
    fates.ALB_TIMEOUT: ("health-check-timeout", "GET / was not answered in time"),
    fates.ALB_PORT: ("health-check-port", "nothing answers GET / on the port"),
}
# Those that have a scenario of their own.
ELSEWHERE = (fates.HEALTHY, fates.SLOW, fates.NEVER, fates.NO_PROGRESS, fates.STRANGE)
ELSEWHERE += (fates.OLD_REVISION, fates.HOSTILE_LOG)


@pytest.mark.parametrize("fate", CAUSES, ids=lambda fate: fate.name)
def test_64_each_failure_has_its_cause_with_its_evidence_and_its_line(
    deployed: World, project: Path, fate: Fate
) -> None:
    cause_id, words = CAUSES[fate]
    written(project, web=SECRET)
    deployed.fate(STACK, fate)
    ran = run(deployed, *DEPLOY, "--json", project=project)
    (cause,) = _outcome(ran)["causes"]
    assert (cause["id"], cause["evidence"] != [], cause["fix"] != "") == (cause_id, True, True)
    assert words in cause["what"]
    assert cause["place"]["file"] == "services/web.py"
    assert cause["place"]["line"] > 4
    assert words in _final(ran)
    # It was told as soon as it was known: before CloudFormation began to roll back.
    assert _told_at(ran, cause_id) < _told_at(ran, "UPDATE_ROLLBACK_IN_PROGRESS")
    if fate.log:
        assert fate.log[-1] in ran.stderr
    holds(deployed, ran, exit_code=4, budget=90, status="UPDATE_ROLLBACK_COMPLETE")


def test_every_recorded_failure_is_in_the_table() -> None:
    assert {*CAUSES, *ELSEWHERE} == set(fates.ALL)


@pytest.mark.parametrize(
    ("logical", "reason"),
    [
        ("", ""),
        ("Service", "The flux capacitor of this service is misaligned (Code: 88)"),
    ],
    ids=["of ECS", "of CloudFormation"],
)
def test_a_failure_that_nobody_knows_is_said_to_be_unknown_with_its_evidence(
    deployed: World, newer: Path, logical: str, reason: str
) -> None:
    deployed.fate(STACK, fates.STRANGE)
    if logical:
        deployed.resource(logical, phase="update", seconds=5, fails=reason)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    (cause,) = _outcome(ran)["causes"]
    assert (cause["id"], cause["what"]) == ("", UNKNOWN)
    assert (reason or fates.STRANGE.reason) in " ".join(cause["evidence"])
    assert UNKNOWN in _final(ran)
    assert (reason or fates.STRANGE.reason) in _final(ran).replace("| ", "")
    holds(deployed, ran, exit_code=4, budget=65, status="UPDATE_ROLLBACK_COMPLETE")


def test_a_deployment_that_cannot_make_progress_is_told_while_it_stands(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.NO_PROGRESS)
    ran = run(deployed, *DEPLOY, "--json", "--timeout", "5m", project=newer)
    (cause,) = _outcome(ran)["causes"]
    assert cause["id"] == "deployment-stuck"
    assert "lets ECS neither start nor stop a task" in ran.words
    holds(deployed, ran, exit_code=6, budget=85, status="UPDATE_IN_PROGRESS")


def test_65_evidence_outlives_the_service_that_a_rollback_deletes(
    furnished: World, project: Path
) -> None:
    furnished.fate(STACK, fates.EXIT_1)
    ran = run(furnished, *DEPLOY, "--json", project=project)
    assert not [s for s in furnished.ecs.services.values() if s.status == "ACTIVE"]
    (cause,) = _outcome(ran)["causes"]
    assert cause["id"] == "container-exited"
    assert fates.TRACEBACK[-1] in cause["evidence"]
    assert "exited with code 1" in _final(ran)
    assert fates.TRACEBACK[-1] in ran.stderr
    holds(furnished, ran, exit_code=4, budget=90, status="ROLLBACK_COMPLETE")


def test_66_a_green_stack_whose_service_went_back_to_the_old_revision_is_no_success(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.OLD_REVISION)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    outcome = _outcome(ran)
    assert outcome["outcome"] == "unhealthy"
    assert "runs prod-web:1, not prod-web:2" in outcome["reason"]
    assert [cause["id"] for cause in outcome["causes"]] == ["container-exited"]
    assert "1.28 runs" not in ran.last
    holds(deployed, ran, exit_code=4, budget=95, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("force", [False, True], ids=["by the digest", "by a change set"])
def test_67_no_changes_of_a_service_that_does_not_run_is_no_plain_green(
    deployed: World, project: Path, force: bool
) -> None:
    (service,) = deployed.ecs.services.values()
    deployed.ecs.sicken(service.name, fates.EXIT_1)
    ran = run(deployed, *DEPLOY, *(["--force"] if force else []), "--json", project=project)
    outcome = _outcome(ran)
    assert outcome["outcome"] == "unhealthy"
    assert "0 of 2 tasks" in outcome["reason"]
    assert [cause["id"] for cause in outcome["causes"]] == ["container-exited"]
    assert "NOT HEALTHY" in ran.words
    assert not ran.calls.of("ExecuteChangeSet").all
    holds(deployed, ran, exit_code=4, budget=45, status="CREATE_COMPLETE")
    told = run(deployed, "diagnose", "web", "--env", "prod", project=project)
    assert "exited with code 1" in told.stdout
    assert fates.TRACEBACK[-1] in told.stdout


@pytest.mark.parametrize(
    ("denied", "known"),
    [
        (("ecs:*",), False),
        (("ecs:ListTasks", "ecs:DescribeTasks"), False),
        (("logs:*",), True),
        (("elasticloadbalancing:*",), True),
        (("ecs:ListServiceDeployments", "ecs:DescribeServiceDeployments"), True),
        (("ecs:*", "logs:*", "elasticloadbalancing:*"), False),
    ],
    ids=["ECS", "its tasks", "logs", "load balancer", "its deployments", "all"],
)
@pytest.mark.parametrize("fate", [fates.EXIT_1, fates.HEALTHY], ids=["fails", "goes well"])
def test_68_what_may_not_be_read_takes_the_detail_and_never_the_outcome(
    deployed: World, newer: Path, denied: tuple[str, ...], known: bool, fate: Fate
) -> None:
    deployed.fate(STACK, fate)
    deployed.wire.deny(*denied)
    ran = run(deployed, *DEPLOY, "--json", project=newer)
    outcome = _outcome(ran)
    if fate is fates.EXIT_1:
        assert (outcome["causes"][0]["id"] == "container-exited") is known
        holds(deployed, ran, exit_code=4, budget=65, status="UPDATE_ROLLBACK_COMPLETE")
    else:
        if "ecs:*" in denied:
            assert (outcome["verified"], ran.words.count("ecs:DescribeServices") > 0) == (
                False,
                True,
            )
        holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


def test_69_three_hours_without_an_event_are_told_every_half_minute_until_the_deadline(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.NEVER.but(after=30_000.0))
    began = deployed.clock.utc()
    ran = run(deployed, *DEPLOY, "--timeout", "180m", project=newer)
    times = [
        datetime.strptime(f"{found[0]}+0000", "%Y-%m-%dT%H:%M:%SZ%z")
        for line in ran.lines
        if (found := re.match(r"\S+Z(?= )", line))
    ]
    gaps = [(b - a).total_seconds() for a, b in zip([began, *times], times, strict=False)]
    assert max(gaps) <= 31
    never_silent(ran)
    assert len(gaps) > 360
    assert "goes on; under way: Service; " in ran.words
    assert 10_800 <= ran.seconds < 10_800 + 15
    assert "after 180 min" in ran.words
    assert ran.calls.of("DescribeStackEvents", "DescribeServices").rate() <= 0.2
    assert not ran.calls.of("CancelUpdateStack", "StopServiceDeployment").all
    holds(deployed, ran, exit_code=6, budget=2230, status="UPDATE_IN_PROGRESS")


OBEYED = re.compile(
    r"^\s*::(?!group::|endgroup::|error |warning |notice |stop-commands::|[0-9a-f-]{8,}::)"
)


@pytest.mark.parametrize("where", ["plain", "github", "json"])
def test_70_what_a_container_logs_commands_neither_the_terminal_nor_the_ci(
    deployed: World, newer: Path, where: str
) -> None:
    deployed.fate(STACK, fates.HOSTILE_LOG)
    told = [*DEPLOY, *(["--json"] if where == "json" else [])]
    job = {"GITHUB_ACTIONS": "true"} if where == "github" else {}
    ran = run(deployed, *told, project=newer, environment=job)
    everything = ran.stdout + ran.stderr
    assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", everything)
    stopped = ""
    for line in ran.lines:
        opened = re.fullmatch(r"::stop-commands::(\S+)", line)
        if opened:
            stopped = opened[1]
        elif line == f"::{stopped}::":
            stopped = ""
        elif not stopped:
            assert not re.match(r"\s*::(add-mask|error file=services/web.py,line=1::not)", line)
        assert not re.match(r"\s*##vso", line)
    assert stopped == ""
    assert max(map(len, ran.lines)) < 10_200
    assert len(everything) < 150_000
    assert "add-mask::everything" in everything
    assert "not from us" in everything
    holds(deployed, ran, exit_code=4, budget=65, status="UPDATE_ROLLBACK_COMPLETE")
