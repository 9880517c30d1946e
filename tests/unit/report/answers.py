"""What each command that looks finds, with every field of its record filled, and with none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bbfd.cli.listing import environment_record, service_record
from bbfd.cli.reaping import staying_record
from bbfd.deploy.after.recount import History
from bbfd.deploy.after.status import EventRule, Runs, Schedule, Status
from bbfd.deploy.after.staying import Staying
from bbfd.deploy.doctor import Complaint, Examined, Grade
from bbfd.deploy.gauges import Alarm, Scaling
from bbfd.deploy.kept.joined import Entry
from bbfd.deploy.kept.records import End, Kept
from bbfd.deploy.look.history import operations
from bbfd.deploy.look.token import make
from bbfd.deploy.operate.logs import Entry as Written
from bbfd.deploy.operate.one_off import OneOff
from bbfd.deploy.outcome import Running
from bbfd.deploy.present import Present
from bbfd.deploy.records import Event, Resource, StackState, TargetGroupState
from bbfd.deploy.release.arrived import Arrived, How, Stage, StageEnded
from bbfd.deploy.unknown import Unknown
from bbfd.diagnose import StoppedContainer, StoppedTask
from bbfd.images.trials import Tried
from bbfd.launch.fargate import Fargate
from bbfd.model.definition import Definition
from bbfd.report.building import built_record, tried_record
from bbfd.report.changes import proposal_record
from bbfd.report.diagnosis import diagnosis_record
from bbfd.report.examination import examination_record
from bbfd.report.findings import as_json
from bbfd.report.history import history_record
from bbfd.report.log import log_record
from bbfd.report.one_off import one_off_record
from bbfd.report.releasing import arrived_record, stage_record
from bbfd.report.status import status_record
from tests.unit.examples import ENVIRONMENT, WEB, web
from tests.unit.images.fakes import BUILT
from tests.unit.report import samples
from tests.unit.report.test_around import ILL
from tests.unit.report.test_findings import found

_TASK = "arn:aws:ecs:eu-west-1:1:task-definition/web:3"
_STATE = StackState(id="arn", name="prod-web", status="UPDATE_COMPLETE", outputs={"Url": "u"})


def _event(at: int, logical_id: str, status: str, reason: str = "") -> Event:
    return Event(
        id=f"{at}",
        logical_id=logical_id,
        type="T",
        status=status,
        at=samples.NOON + timedelta(seconds=at),
        token=make("0123456789abcdef", "1.9", "abc1234"),
        reason=reason,
        of_stack=logical_id == "prod-web",
    )


_PAST = operations(
    (
        _event(0, "prod-web", "UPDATE_IN_PROGRESS"),
        _event(1, "Queue", "UPDATE_FAILED", "the queue is cursed"),
        _event(9, "prod-web", "UPDATE_ROLLBACK_COMPLETE"),
    )
)
_KEPT = Kept(
    number=2,
    folder="f",
    stack="prod-web",
    stack_id="arn",
    token="t",
    began=samples.NOON,
    to=1,
    images={"Image": "web:1"},
    end=End(ended="updated", at=samples.NOON, revisions=(_TASK,)),
)
_PRESENT = Present(
    arn="a/1",
    service="s",
    task_definition=_TASK,
    status="RUNNING",
    since=samples.NOON,
    digests={"app": "web@sha256:1"},
)
_ENDED = StoppedTask(
    arn="a/2", at=samples.NOON, containers=(StoppedContainer(name="app", exit_code=1),)
)
_STATUS = Status(
    name="prod-web",
    stack=_STATE,
    resources=(
        Resource(logical_id="T", type="AWS::ECS::TaskDefinition", status="X", physical_id=_TASK),
    ),
    services=(Running(service=samples.AFTER, images={"app": "web:2"}),),
    tasks=(_PRESENT, replace(_PRESENT, since=None)),
    target_groups=(
        TargetGroupState(arn="arn", name="tg", type="ip", port=80, health={"healthy": 2}),
    ),
    alarms=(Alarm(name="a", state="ALARM", since=samples.NOON), Alarm(name="b", state="OK")),
    scalings=(Scaling(resource="service/c/n", least=1, most=3, suspended=("scaling in",)),),
    schedules=(
        Schedule(
            name="s",
            expression="rate(1 day)",
            time_zone="UTC",
            state="ENABLED",
            task_definition=_TASK,
            images={"app": "web:2"},
        ),
    ),
    rules=(EventRule(name="r", pattern={"source": ["aws.s3"]}, state="ENABLED"),),
    runs=(Runs(task_definition=_TASK, running=(_PRESENT,), stopped=(_ENDED,)),),
    last=_PAST,
)
_NOBODY = Unknown(why="not allowed")
_UNREAD = Status(
    name="s",
    stack=_STATE,
    resources=_NOBODY,
    services=_NOBODY,
    tasks=_NOBODY,
    target_groups=_NOBODY,
    alarms=_NOBODY,
    scalings=_NOBODY,
    schedules=_NOBODY,
    rules=_NOBODY,
    runs=_NOBODY,
    last=_NOBODY,
)
_HISTORY = History(
    state=_STATE,
    operations=(
        Entry(past=_PAST[0], kept=_KEPT),
        Entry(past=_PAST[0]),
        Entry(kept=replace(_KEPT, to=None, end=None)),
    ),
)
_STAYING = Staying(
    name="pr-1", like="dev", expires=samples.NOON, own=_STATE, services={"web": _STATE}
)
_FAILED = Tried(
    service="web", container="app", image="i", check="`a`", why="no", seconds=1.0, log=("said",)
)
_EXAMINED = Examined(
    name="prod-web",
    complaints=tuple(
        Complaint(grade=grade, about="images", what="w", why=("said",)) for grade in Grade
    ),
)
_HISTORIES = [history_record(one) for one in (_HISTORY, replace(_HISTORY, operations=_NOBODY))]
_STATUSES = [status_record(one) for one in (_STATUS, _UNREAD, Status(name="s", stack=None))]
_PASSING = [staying_record(_STAYING, samples.NOON)]
_PLACE = environment_record(Definition("prod", ENVIRONMENT, "environments/prod.py"))
_SERVICES = [
    service_record(Definition(name, value, f"services/{name}.py"))
    for name, value in (("web", WEB), ("web-on-fargate", web(runs_on=Fargate())))
]

_COMMANDS = {"plan": "arn", "apply": "bbfd apply arn", "discard": None}

# What a command prints as a whole: every record that it may print, in a list where it prints a list.
ANSWERS: Mapping[str, tuple[Any, ...]] = {
    "bbfd list": ({"services": _SERVICES, "environments": [_PLACE]},),
    "bbfd build": ([built_record(BUILT)], []),
    "bbfd test": ([tried_record(_FAILED), tried_record(replace(_FAILED, why="", log=()))],),
    "bbfd status": (*_STATUSES, _STATUSES),
    "bbfd env status": (*_STATUSES, _STATUSES),
    "bbfd history": (*_HISTORIES, _HISTORIES),
    "bbfd env history": (*_HISTORIES, _HISTORIES),
    "bbfd doctor": ([examination_record(_EXAMINED)],),
    "bbfd env list": ([_PLACE],),
    "bbfd env list --live": (_PASSING, []),
    "bbfd env reap --dry-run": (_PASSING, []),
    "bbfd diff": ([proposal_record(samples.PROPOSAL)], []),
    "bbfd plan": ({**_COMMANDS, **proposal_record(samples.PROPOSAL)},),
    "bbfd diagnose": (diagnosis_record(ILL), [diagnosis_record(ILL)]),
    "bbfd env diagnose": (diagnosis_record(ILL), [diagnosis_record(ILL)]),
    "bbfd check --format json": (json.loads(as_json([found()])), json.loads(as_json([]))),
}

_ARRIVED = Arrived(
    service="web",
    environment="prod",
    container="app",
    repository="r/web",
    digest="sha256:1",
    tag="1",
    architectures=("amd64",),
    findings={"HIGH": 1},
)
_ONE_OFF = OneOff(
    stack="prod-web", task="a/1", cluster="c", container="app", code=125, causes=(samples.CAUSE,)
)
# What is printed a line each, besides what a deployment tells.
LINES: tuple[Mapping[str, Any], ...] = (
    *(arrived_record(replace(_ARRIVED, how=how)) for how in How),
    arrived_record(replace(_ARRIVED, findings=None)),
    *(
        stage_record(Stage(environment="prod", ended=ended, images=(_ARRIVED,)))
        for ended in StageEnded
    ),
    log_record("prod-web", Written(at=samples.NOON, task="1", container="app", message="m")),
    one_off_record(_ONE_OFF),
    one_off_record(replace(_ONE_OFF, ended=True, code=0, exit_code=0, causes=())),
)


def as_read(record: Any) -> Any:
    """As a program reads it."""
    return json.loads(json.dumps(record))
