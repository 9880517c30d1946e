"""One deployment that fails and what else a run tells: for goldens, and for the schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from bbfd.deploy.outcome import Ended, Failure, Outcome, Running
from bbfd.deploy.progress import (
    Diagnosed,
    Doing,
    Finished,
    Heartbeat,
    Note,
    Phase,
    Progress,
    Proposed,
    Ran,
    ResourceProgress,
    ServiceProgress,
)
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, Event, PropertyChange, Replacement, Rollout, ServiceState
from bbfd.deploy.states import Step
from bbfd.diagnose import Breaker, Cause, Evidence, Target
from bbfd.errors import Place
from bbfd.report.background import Background

NOON = datetime(2026, 11, 21, 12, 0, 7, tzinfo=timezone.utc)
STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/prod-web/1b2c"
ARN = "arn:aws:ecs:eu-west-1:123456789012:service/prod/prod-web-Service-1"
SECRET = "hunter2-and-more"
CAUSE = Cause(
    id="container-exited",
    title="a container ended, with a code that means failure",
    what="container \"app\" exited with code 1 on 2 starts: KeyError: 'DATABASE_URL'",
    evidence=(
        "Essential container in task exited",
        "Traceback (most recent call last):",
        '  File "/app/web.py", line 3, in <module>',
        f"KeyError: 'DATABASE_URL' ::error::x ##vso[task] DB_PASSWORD={SECRET}",
    ),
    fix="read its last lines: a variable or a secret that is missing is the most common reason",
    doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    resource="TaskDefinition",
    path="ContainerDefinitions/0",
)
UNKNOWN = Cause(
    id="",
    title="cause unknown",
    what="cause unknown",
    evidence=("Service (AWS::ECS::Service): something that nobody has seen before",),
    fix="read what AWS said; `bbfd diagnose` shows all of it",
    resource="Service",
)
BACKGROUND = Background(
    place=lambda stack, _: Place(f"services/{stack.removeprefix('prod-')}.py", 42, 5),
    more=lambda stack: f"bbfd diagnose {stack.removeprefix('prod-')} --env prod",
    secrets=lambda _: frozenset({"DB_PASSWORD"}),
)
CHANGES = (
    Change(
        action="modify",
        logical_id="TaskDefinition",
        type="AWS::ECS::TaskDefinition",
        replacement=Replacement.ALWAYS,
        properties=(
            PropertyChange(
                path="ContainerDefinitions/app/Image",
                before="web:1.8.2",
                after="web:1.9.0",
                recreates=Replacement.ALWAYS,
                cause="Image",
            ),
        ),
    ),
    Change(action="modify", logical_id="Service", type="AWS::ECS::Service"),
)
PROPOSAL = Proposal(
    stack="prod-web",
    stack_id=STACK_ID,
    step=Step.UPDATE,
    why="it was updated",
    changes=CHANGES,
    values={"Image": "web:1.9.0"},
    before={"Image": "web:1.8.2"},
)


def service(new: int = 0, starting: int = 0, failed: int = 0, old: int = 5) -> ServiceState:
    rollouts = (
        Rollout(
            id="ecs-svc/2",
            primary=True,
            task_definition="arn:aws:ecs:eu-west-1:1:task-definition/web:13",
            state="IN_PROGRESS",
            desired=5,
            running=new,
            pending=starting,
            failed=failed,
        ),
        Rollout(
            id="ecs-svc/1",
            primary=False,
            task_definition="arn:aws:ecs:eu-west-1:1:task-definition/web:12",
            desired=5,
            running=old,
        ),
    )
    return ServiceState(
        arn=ARN,
        name="prod-web-Service-1",
        cluster="prod",
        status="ACTIVE",
        desired=5,
        running=new + old,
        pending=starting,
        rollouts=rollouts,
    )


def event(logical_id: str, type: str, status: str, reason: str = "") -> Event:
    physical = ARN if type == "AWS::ECS::Service" else f"arn:{logical_id}"
    return Event(
        id=f"{logical_id}{status}",
        logical_id=logical_id,
        type=type,
        status=status,
        at=NOON,
        physical_id=physical,
        reason=reason,
    )


def moved(seconds: float, logical_id: str, status: str, reason: str = "") -> ResourceProgress:
    type = f"AWS::ECS::{logical_id}"
    return ResourceProgress(
        stack="prod-web", event=event(logical_id, type, status, reason), seconds=seconds
    )


BREAKER = Breaker(deployment="ecs-svc/2", status="MONITORING", failures=2, threshold=3)
TARGETS = (
    Target(group="tg", id="10.0.0.1", state="healthy", port=80),
    Target(group="tg", id="10.0.0.2", state="initial", code="Elb.InitialHealthChecking", port=80),
)
AFTER = replace(service(old=5), rollouts=(replace(service().rollouts[1], primary=True),))
REASON = "Service (AWS::ECS::Service): ECS Deployment Circuit Breaker was triggered"
ROLLED_BACK = Outcome(
    ended=Ended.ROLLED_BACK,
    stack="prod-web",
    stack_id=STACK_ID,
    status="UPDATE_ROLLBACK_COMPLETE",
    changes=CHANGES,
    reason=REASON,
    fix="correct it in services/web.py, then `bbfd deploy web --env prod`",
    failures=(
        Failure(
            logical_id="Service",
            type="AWS::ECS::Service",
            status="UPDATE_FAILED",
            reason="ECS Deployment Circuit Breaker was triggered",
        ),
    ),
    causes=(CAUSE,),
    evidence=Evidence(stack="prod-web"),
    operation="bbfd-1",
    change_set="arn:aws:cloudformation:eu-west-1:123456789012:changeSet/bbfd-1/2",
    version="1.8.2",
    outputs={"Url": "https://web.example.com"},
    running=(Running(service=AFTER, images={"app": "web:1.8.2"}),),
    notes=("the log group keeps what was logged for 30 days",),
    seconds=182,
)
DIAGNOSED = Diagnosed(stack="prod-web", causes=(CAUSE,), seconds=41)
HEARTBEAT = Heartbeat(
    stack="prod-web",
    seconds=120,
    status="UPDATE_IN_PROGRESS",
    active=("Service",),
    services=(service(failed=2),),
)
FAILING: tuple[Progress, ...] = (
    Phase(stack="prod-web", doing=Doing.LOOKING),
    Phase(stack="prod-web", doing=Doing.PROPOSING),
    Proposed(stack="prod-web", proposal=PROPOSAL),
    Phase(stack="prod-web", doing=Doing.EXECUTING),
    moved(2, "TaskDefinition", "UPDATE_IN_PROGRESS"),
    moved(7, "TaskDefinition", "UPDATE_COMPLETE"),
    moved(9, "Service", "UPDATE_IN_PROGRESS"),
    ServiceProgress(stack="prod-web", service=service(starting=1), seconds=9),
    ServiceProgress(
        stack="prod-web",
        service=service(new=1, starting=1, failed=2),
        seconds=38,
        breaker=BREAKER,
        targets=TARGETS,
    ),
    DIAGNOSED,
    Note(stack="prod-web", text="AWS limits how often its state may be read"),
    HEARTBEAT,
    moved(150, "Service", "UPDATE_FAILED", "ECS Deployment Circuit Breaker was triggered"),
    moved(151, "Service", "UPDATE_IN_PROGRESS"),
    moved(180, "Service", "UPDATE_COMPLETE"),
    Phase(stack="prod-web", doing=Doing.VERIFYING),
    Finished(stack="prod-web", outcome=ROLLED_BACK),
    Ran(outcomes=(ROLLED_BACK,), seconds=190),
)
LOST = Outcome(
    ended=Ended.UNKNOWN,
    stack="prod-web",
    stack_id=STACK_ID,
    changes=CHANGES,
    reason="the operation on prod-web goes on in AWS, and cannot be watched: the credentials expired",
    fix="log in again; `bbfd watch web --env prod` shows how it ends",
    operation="bbfd-1",
    seconds=61,
)
API = Outcome(
    ended=Ended.UPDATED,
    stack="prod-api",
    stack_id=STACK_ID.replace("web", "api"),
    status="UPDATE_COMPLETE",
    changes=CHANGES[1:],
    version="3.1.0",
    outputs={"Url": "https://api.example.com", "Version": "3.1.0"},
    verified=True,
    seconds=96,
)
STANDING = Outcome(
    ended=Ended.UNCHANGED, stack="prod-mail", status="UPDATE_COMPLETE", verified=True, seconds=2
)
RUN = Ran(
    outcomes=(API, STANDING, ROLLED_BACK, replace(LOST, stack="prod-jobs")),
    untried={"prod-edge": "it comes after prod-web, which did not end well"},
    seconds=201,
)
