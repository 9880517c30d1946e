"""Plans, progress, outcomes and status: words that fit eighty columns, and records that keep their keys."""

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bbfd.deploy.after.status import Schedule, Status
from bbfd.deploy.outcome import Ended, Failure, Outcome, Running
from bbfd.deploy.progress import (
    Doing,
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.deploy.proposal import Clearing, Clears, Proposal, Removal
from bbfd.deploy.records import (
    Change,
    Event,
    PropertyChange,
    Replacement,
    Resource,
    Rollout,
    ServiceState,
    StackState,
    TargetGroupState,
)
from bbfd.deploy.states import Step
from bbfd.deploy.unknown import Unknown
from bbfd.report.changes import (
    counted,
    kind_of,
    proposal_lines,
    proposal_record,
    removal_lines,
)
from bbfd.report.console import console
from bbfd.report.line import Line, Tone, text
from bbfd.report.outcome import outcome_lines, outcome_record
from bbfd.report.plain import Plain
from bbfd.report.progress import progress_lines
from bbfd.report.property import property_lines
from bbfd.report.record import progress_record
from bbfd.report.status import status_lines, status_record

NOON = datetime(2026, 11, 21, 12, 0, 7, tzinfo=timezone.utc)
TARGETS = Change(
    action="modify",
    logical_id="Targets",
    type="AWS::ElasticLoadBalancingV2::TargetGroup",
    replacement=Replacement.ALWAYS,
    properties=(
        PropertyChange(
            path="/Properties/Port", before="80", after="8080", recreates=Replacement.ALWAYS
        ),
    ),
)
TASK = Change(
    action="modify",
    logical_id="Task",
    type="AWS::ECS::TaskDefinition",
    replacement=Replacement.ALWAYS,
    properties=(
        PropertyChange(
            path="ContainerDefinitions/app/Image",
            before="111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1.8.2",
            after="111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1.9.0",
            cause="Image",
        ),
    ),
)
SERVICE = Change(action="modify", logical_id="Service", type="AWS::ECS::Service")
PROPOSAL = Proposal(
    stack="prod-web",
    stack_id="arn",
    step=Step.UPDATE,
    why="it was updated",
    changes=(
        Change(action="add", logical_id="Policy", type="AWS::IAM::Policy"),
        SERVICE,
        TASK,
        TARGETS,
        Change(action="remove", logical_id="Old", type="AWS::Logs::LogGroup"),
    ),
    values={"Image": "web:2", "Vpc": "vpc-1"},
    before={"Image": "web:1", "Vpc": "vpc-1"},
    notes=(
        "the last update was rolled back: Service (AWS::ECS::Service): it did not become stable",
    ),
)
STATE = ServiceState(
    arn="arn:service",
    name="prod-web-Service-1",
    cluster="c",
    status="ACTIVE",
    desired=5,
    running=4,
    pending=1,
    rollouts=(
        Rollout(
            id="new",
            primary=True,
            task_definition="arn:task/web:2",
            desired=5,
            running=1,
            pending=2,
            failed=3,
        ),
        Rollout(id="old", primary=False, task_definition="arn:task/web:1", desired=5, running=4),
    ),
)
FAILED = Outcome(
    ended=Ended.ROLLED_BACK,
    stack="prod-web",
    reason="Service (AWS::ECS::Service): ECS Deployment Circuit Breaker was triggered and tasks failed to start",
    fix="correct it in services/web.py, then `bbfd deploy web --env prod`",
    failures=(
        Failure(
            logical_id="Service", type="AWS::ECS::Service", status="UPDATE_FAILED", reason="breaker"
        ),
        Failure(
            logical_id="Other", type="AWS::IAM::Role", status="UPDATE_FAILED", reason="cancelled"
        ),
    ),
    running=(Running(service=STATE, images={"app": "web:1"}),),
    seconds=181.6,
)


def words(lines: Iterable[Line]) -> str:
    shown = text(lines)
    assert max(map(len, shown.splitlines()), default=0) <= 80
    return shown


def test_a_plan_says_what_happens_to_each_resource_in_words_and_marks() -> None:
    shown = words(proposal_lines(PROPOSAL))
    for line in (
        "prod-web will be updated",
        "  + create   Policy   AWS::IAM::Policy",
        "  ~ change   Service  AWS::ECS::Service",
        "  ± revise   Task     AWS::ECS::TaskDefinition",
        "  ! REPLACE  Targets  AWS::ElasticLoadBalancingV2::TargetGroup",
        "      Port  80 → 8080",
        "  - remove   Old      AWS::Logs::LogGroup",
        "      Image  web:1 → web:2",
    ):
        assert line in shown.splitlines()
    assert "Vpc" not in shown
    assert "note: the last update was rolled back" in shown


def test_a_value_too_long_for_a_line_stands_under_the_one_before() -> None:
    moved = replace(TASK.properties[0], after="222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1")
    task = replace(TASK, properties=(moved,))
    shown = words(proposal_lines(replace(PROPOSAL, changes=(task,)))).splitlines()
    at = shown.index("      image of app  (by Image)")
    assert shown[at + 1].strip() == "- 111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1.8.2"
    assert shown[at + 2].strip() == "+ 222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1"


@pytest.mark.parametrize(
    ("path", "before", "after", "line"),
    [
        ("app/Image", "a.b/web:1.8.2", "a.b/web:1.9.0", "image of app: web:1.8.2 → 1.9.0"),
        (
            "app/Image",
            "localhost:5000/web:1",
            "x/web:1",
            "image of app: localhost:5000/web:1 → x/web:1",
        ),
        ("0/Image", "web:1", "web:2", "image of container 1: web:1 → 2"),
        (
            "app/Environment/LOG_LEVEL/Value",
            "info",
            "debug",
            "variable LOG_LEVEL of app: info → debug",
        ),
        (
            "app/Environment/NEW",
            None,
            '{"Name":"NEW","Value":"1"}',
            "variable NEW of app: (none) → 1",
        ),
        ("app/Secrets/KEY/ValueFrom", "arn:1", "arn:2", "secret KEY of app: arn:1 → arn:2"),
        ("app/Environment/3/Value", "a", "b", "Environment.3.Value of app: a → b"),
        ("app/Cpu", "1", "2", "Cpu of app: 1 → 2"),
        ("app", None, "{}", "container app: (none) → {}"),
    ],
)
def test_what_changes_in_a_container_is_called_by_its_name(
    path: str, before: str | None, after: str | None, line: str
) -> None:
    one = PropertyChange(path=f"ContainerDefinitions/{path}", before=before, after=after)
    assert [told.text.strip() for told in property_lines(one)] == [line]


def test_the_facts_of_a_deploy_are_a_version_in_the_first_line_and_no_parameters() -> None:
    facts = {"Digest": "1", "Commit": "a", "DeployedBy": "me", "Version": "1.8.2"}
    others = {"Digest": "2", "Commit": "b", "DeployedBy": "you", "Version": "1.9.0"}
    shown = words(proposal_lines(replace(PROPOSAL, before=facts, values=others)))
    assert shown.startswith("prod-web will be updated: version 1.8.2 → 1.9.0\n")
    assert "parameters" not in shown
    assert "DeployedBy" not in shown
    same = words(proposal_lines(replace(PROPOSAL, before=facts, values=facts)))
    assert same.startswith("prod-web will be updated\n")
    first = words(proposal_lines(replace(PROPOSAL, before={}, values=others, step=Step.CREATE)))
    assert first.startswith("prod-web will be created: version 1.9.0\n")


def test_what_a_replacement_means_stands_beneath_it() -> None:
    told = replace(PROPOSAL, meanings={"Targets": "until they are healthy, 503"})
    lines = words(proposal_lines(told)).splitlines()
    at = lines.index("  ! REPLACE  Targets  AWS::ElasticLoadBalancingV2::TargetGroup")
    assert lines[at + 1] == "      until they are healthy, 503"  # and it is told once


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("import", "+ import"),
        ("dynamic", "? depends"),
        ("syncwithactual", "~ sync"),
        ("newer", "? unclear"),
    ],
)
def test_every_action_is_shown(action: str, shown: str) -> None:
    one = replace(SERVICE, action=action)
    assert shown in words(proposal_lines(replace(PROPOSAL, changes=(one,))))


def test_a_replacement_is_loud_and_a_new_revision_is_not() -> None:
    tones = {
        line.text.split()[1]: line.tone
        for line in proposal_lines(PROPOSAL)
        if line.text[2:3] in "!±"
    }
    assert tones == {"REPLACE": Tone.LOUD, "revise": Tone.WARN}
    assert kind_of(TARGETS) == "replace"
    assert kind_of(TASK) == "revise"


def test_a_plan_is_counted_by_what_happens() -> None:
    assert counted(PROPOSAL) == "1 to create, 1 to change, 1 to revise, 1 to REPLACE, 1 to remove"


def test_an_action_that_is_newer_than_we_are_is_shown_as_unclear() -> None:
    assert kind_of(Change(action="sync_with_actual", logical_id="X", type="T")) == "other"


def test_an_empty_plan_says_so() -> None:
    empty = Proposal(stack="prod-web", stack_id="", step=Step.UPDATE, why="", empty=True)
    assert words(proposal_lines(empty)) == "prod-web: nothing to change\n"


def test_what_is_kept_by_a_deletion_is_told_with_its_name() -> None:
    removal = Removal(
        stack="prod-web",
        stack_id="",
        removed=(SERVICE,),
        kept=(
            Change(
                action="remove",
                logical_id="Logs",
                type="AWS::Logs::LogGroup",
                physical_id="prod-Logs-1",
            ),
        ),
    )
    shown = words(removal_lines(removal))
    assert "= keep    Logs" in shown
    assert "prod-Logs-1" in shown
    assert "1 removed, 1 kept" in shown


@pytest.mark.parametrize("clears", Clears)
def test_what_a_deletion_clears_first_is_told_with_its_number(clears: Clears) -> None:
    one = Clearing(clears=clears, logical_id="Thing", type="T", name="thing-1", count=1200)
    removal = Removal(stack="s", stack_id="", cleared=(one,), notes=("it failed before",))
    shown = words(removal_lines(removal))
    assert "  first     1,200 " in shown
    assert "of Thing, thing-1: " in shown
    assert "note: it failed before" in shown


def test_what_could_not_be_counted_is_every_one() -> None:
    one = Clearing(
        clears=Clears.CONTENTS, logical_id="B", type="T", name="b", count=None, why="not allowed"
    )
    shown = words(removal_lines(Removal(stack="s", stack_id="", cleared=(one,))))
    assert "first     every object version of B, b" in shown
    assert "not allowed" in shown


@pytest.mark.parametrize("doing", Doing)
def test_every_phase_has_its_words(doing: Doing) -> None:
    assert words(progress_lines(Phase(stack="s", doing=doing))).startswith("s: ")


def test_a_failure_says_why_and_what_to_type() -> None:
    shown = words(outcome_lines(FAILED))
    assert shown.startswith("prod-web: FAILED, and rolled back (182 s)\n")
    assert "fix   correct it in services/web.py, then `bbfd deploy web --env prod`" in shown
    assert "also  Other (AWS::IAM::Role): cancelled" in shown
    assert "4 of 5 tasks of web:1" in shown


@pytest.mark.parametrize("ended", Ended)
def test_every_way_to_end_has_its_words(ended: Ended) -> None:
    assert words(outcome_lines(Outcome(ended=ended, stack="s"))).startswith("s: ")


EVENT = Event(
    id="1",
    logical_id="Service",
    type="AWS::ECS::Service",
    status="UPDATE_FAILED",
    at=NOON,
    reason="no",
)
PROGRESS: list[tuple[Progress, str, str]] = [
    (Phase(stack="s", doing=Doing.EXECUTING), "phase", "s: deploying"),
    (Proposed(stack="s", proposal=PROPOSAL), "proposal", "prod-web will be updated"),
    (ResourceProgress(stack="s", event=EVENT, seconds=67), "resource", "01:07  Service"),
    (
        ServiceProgress(stack="s", service=STATE, seconds=9),
        "service",
        "new 1/5 running, 2 starting, 3 failed, old 4",
    ),
    (
        Heartbeat(stack="s", seconds=60, active=("Service",)),
        "heartbeat",
        "s goes on; under way: Service",
    ),
    (Note(stack="s", text="a role was made"), "note", "s: a role was made"),
    (Finished(stack="s", outcome=FAILED), "outcome", "FAILED"),
]


@pytest.mark.parametrize(
    ("progress", "event", "said"), PROGRESS, ids=[event for _, event, _ in PROGRESS]
)
def test_whatever_happens_has_words_and_a_record(progress: Progress, event: str, said: str) -> None:
    assert said in text(progress_lines(progress))
    record = json.loads(json.dumps(progress_record(progress)))
    assert record["event"] == event
    assert record["stack"]


def test_a_phase_of_every_kind_has_words() -> None:
    for doing in Doing:
        assert words(progress_lines(Phase(stack="s", doing=doing)))


def test_protection_that_goes_is_loud_even_where_nothing_else_changes() -> None:
    going = replace(PROPOSAL, empty=True, guards=False)
    assert "termination protection  OFF" in words(proposal_lines(going))
    assert "termination protection" not in words(proposal_lines(PROPOSAL))


def test_records_keep_their_keys() -> None:
    assert sorted(outcome_record(FAILED)) == [
        "causes", "change_set", "changes", "exit_code", "failures", "fix", "next", "notes",
        "operation", "outcome", "outputs", "reason", "running", "seconds", "stack", "stack_id",
        "status", "verified", "version",
    ]  # fmt: skip
    assert sorted(proposal_record(PROPOSAL)) == [
        "changes", "empty", "meanings", "notes", "objections", "parameters", "parameters_before", "protected",
        "stack", "stack_id", "step", "termination_protection", "version", "why",
    ]  # fmt: skip
    assert sorted(status_record(STATUS)) == [
        "alarms", "exists", "healthy", "ill", "last", "not_known", "outputs", "parameters", "reason", "resources",
        "rules", "runs", "scaling", "schedules", "services", "stack", "stack_id", "status",
        "target_groups", "tasks",
    ]  # fmt: skip


STATUS = Status(
    name="prod-web",
    stack=StackState(
        id="arn",
        name="prod-web",
        status="UPDATE_COMPLETE",
        outputs={"Url": "https://web.example.com"},
    ),
    resources=(
        Resource(
            logical_id="Targets",
            type="AWS::ElasticLoadBalancingV2::TargetGroup",
            status="CREATE_COMPLETE",
        ),
    ),
    services=(Running(service=STATE, images={"app": "web:2"}),),
    target_groups=(
        TargetGroupState(arn="arn", name="tg", type="ip", port=80, health={"healthy": 2}),
    ),
)


def test_a_status_shows_all_that_a_service_is_made_of() -> None:
    shown = words(status_lines(STATUS))
    for said in (
        "prod-web  UPDATE_COMPLETE",
        "Targets",
        "prod-web-Service-1",
        "web:2",
        "type ip",
        "2 healthy",
        "https://web.example.com",
    ):
        assert said in shown


def test_what_could_not_be_read_is_said_and_the_rest_is_shown() -> None:
    partly = Status(
        name="s",
        stack=STATUS.stack,
        resources=STATUS.resources,
        services=Unknown(why="not allowed"),
    )
    assert "not known: not allowed" in words(status_lines(partly))
    assert status_record(partly)["services"] == {"unknown": "not allowed"}


def test_a_job_and_the_outputs_of_a_stack_are_shown() -> None:
    schedule = Schedule(
        name="s",
        expression="rate(1 day)",
        time_zone="UTC",
        state="DISABLED",
        task_definition="arn:aws:ecs:eu-west-1:1:task-definition/report:3",
        images={"app": "report:1"},
    )
    state = StackState(
        id="arn", name="s", status="CREATE_COMPLETE", outputs={"Repository": "1/web"}
    )
    status = Status(name="s", stack=state, schedules=(schedule,))
    shown = words(status_lines(status))
    for said in ("rate(1 day)  UTC  DISABLED", "report:3", "report:1  (app)", "Repository  1/web"):
        assert said in shown
    assert status_record(status)["schedules"][0]["expression"] == "rate(1 day)"


def test_a_stack_that_is_not_there_is_said_to_be_so() -> None:
    lost = Status(name="s", stack=None, unread="no permission")
    assert text(status_lines(lost, "bbfd deploy s")) == (
        "stack            s  not known\nNOT KNOWN        whether it is well: no permission\n"
    )
    record = status_record(lost)
    assert (record["exists"], record["healthy"]) == (None, None)
    assert record["not_known"] == ["no permission"]
    gone = Status(name="s", stack=None)
    assert "`bbfd deploy s` makes it" in words(status_lines(gone, "bbfd deploy s"))
    assert "does not exist" in words(status_lines(gone))
    assert status_record(gone)["exists"] is False


# --- where lines go


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_lines_are_plain_and_carry_the_utc_time() -> None:
    stream = io.StringIO()
    plain = console(stream, color=True, environment={}, now=lambda: NOON)
    assert isinstance(plain, Plain)
    plain.doing("not shown")
    plain.happened([Line("one", Tone.BAD), Line("  two")])
    plain.say([Line("\x1b[2Jthree")])
    assert stream.getvalue() == "2026-11-21T12:00:07Z one\n  two\nthree\n"


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_a_terminal_that_cannot_and_a_ci_job_get_plain_lines(environment: dict[str, str]) -> None:
    assert not console(Terminal(), color=True, environment=environment).terminal


def test_on_a_terminal_words_stay_the_same_with_and_without_colour() -> None:
    shown = []
    for color in (True, False):
        stream = Terminal()
        screen = console(stream, color=color, environment={"TERM": "xterm"})
        assert screen.terminal
        screen.say([Line("it \x1b[31mfailed [bold]", Tone.LOUD), Line("x" * 200)])
        shown.append(stream.getvalue())
    assert "it failed [bold]" in shown[0]
    assert "x" * 200 in shown[0]
    assert "\x1b[31m" not in shown[1]


def test_a_parameter_that_looks_secret_is_hidden_from_people_and_programs() -> None:
    had, now = {"DbPassword": "hunter1"}, {"DbPassword": "hunter2"}
    told = replace(PROPOSAL, before=had, values=now)
    shown = words(proposal_lines(told)) + json.dumps(proposal_record(told))
    assert "hunter" not in shown
    assert "DbPassword" in words(proposal_lines(told))
