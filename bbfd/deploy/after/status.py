"""What is there now. A missing permission takes one piece of the answer, never all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bbfd.deploy.after.seen import Seen
from bbfd.deploy.look.attach import EARLIER
from bbfd.deploy.look.history import Kind, Past, attempt, operations
from bbfd.deploy.look.mark import read
from bbfd.deploy.outcome import Running
from bbfd.deploy.states import End, ending
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.verify import ill, services_of
from bbfd.errors import AwsError

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Alarm, Scaling
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.present import Present, Starter
    from bbfd.deploy.records import Resource, StackState, TargetGroupState
    from bbfd.diagnose import StoppedTask

_SCHEDULE = "AWS::Scheduler::Schedule"
_RULE = "AWS::Events::Rule"
_TASK = "AWS::ECS::TaskDefinition"
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
MANY = 4  # from so many stacks on one listing is cheaper than asking for each


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """A task that is started at times. expression, time_zone: as its stack's template says; state: as AWS has it now.

    AWS does not tell when the next time is.
    """

    name: str
    expression: str
    time_zone: str
    state: str
    task_definition: str
    images: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRule:
    """A task that events start. pattern: as its stack's template says; state: as AWS has it now."""

    name: str
    pattern: Mapping[str, Any]
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Runs:
    """The tasks of a definition that no service keeps: those that run, and those that stopped within about an hour."""

    task_definition: str
    images: Mapping[str, str] = field(default_factory=dict)
    running: tuple[Present, ...] = ()
    stopped: tuple[StoppedTask, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """A stack as it is. stack: None when there is none. What could not be read is `Unknown`, with the reason.

    wanted: ARNs of the task definitions that the stack made. policies: names of what moves counts. runs: of a stack
    without a service. last: the last operation that was to change something, with the rollbacks asked for since.
    unread: why the stack itself could not be read, one of several; whether there is one is not known then.
    """

    name: str
    stack: StackState | None
    resources: tuple[Resource, ...] | Unknown = ()
    services: tuple[Running, ...] | Unknown = ()
    tasks: tuple[Present, ...] | Unknown = ()
    target_groups: tuple[TargetGroupState, ...] | Unknown = ()
    alarms: tuple[Alarm, ...] | Unknown = ()
    scalings: tuple[Scaling, ...] | Unknown = ()
    schedules: tuple[Schedule, ...] | Unknown = ()
    rules: tuple[EventRule, ...] | Unknown = ()
    runs: tuple[Runs, ...] | Unknown = ()
    last: tuple[Past, ...] | Unknown = ()
    unread: str = ""

    @property
    def wanted(self) -> frozenset[str]:
        """Tell which task definitions are the stack's own."""
        found = () if isinstance(self.resources, Unknown) else self.resources
        return frozenset(r.physical_id for r in found if r.type == _TASK)

    @property
    def policies(self) -> tuple[str, ...]:
        """Name what moves counts, as its logical ids do."""
        found = () if isinstance(self.resources, Unknown) else self.resources
        return tuple(r.logical_id for r in found if r.type == _POLICY)

    @property
    def ills(self) -> tuple[str, ...]:
        """Say what is not as it should be; none where nothing is known to be wrong."""
        if self.stack is None:
            return ()
        return (*_of_stack(self.stack), *self._of_rollouts(), *self._of_alarms(), *self._of_tasks())

    @property
    def exit_code(self) -> int:
        """Tell 0 where it is well, or not there, 4 where it is not, 6 where that cannot be known."""
        if self.ills:
            return 4
        return 6 if self.unknown else 0

    @property
    def unknown(self) -> tuple[str, ...]:
        """Say what decides whether it is well, and could not be read; why."""
        if self.unread:
            return (self.unread,)
        deciding: Mapping[str, object] = {
            "services": self.services, "tasks": self.tasks, "target groups": self.target_groups,
            "alarms": self.alarms,
        }  # fmt: skip
        lost = {name: one for name, one in deciding.items() if isinstance(one, Unknown)}
        return tuple(f"{name}: {one.why}" for name, one in lost.items())

    def _of_rollouts(self) -> tuple[str, ...]:
        """What an operation on the stack is still at is not wrong: it is seen once that has ended."""
        if self.stack is None or ending(self.stack.status) is End.GOES_ON:
            return ()
        return (*self._of_services(), *self._missing(), *self._of_targets())

    def _of_services(self) -> tuple[str, ...]:
        services = () if isinstance(self.services, Unknown) else self.services
        found = []
        for one in services:
            primary = one.service.primary
            ours = primary is None or not self.wanted or primary.task_definition in self.wanted
            found.append(ill(one.service, "" if ours else next(iter(self.wanted))))
        return tuple(filter(None, found))

    def _missing(self) -> tuple[str, ...]:
        """A service that somebody deleted is not described any more, and nobody else tells of it."""
        if isinstance(self.services, Unknown) or isinstance(self.resources, Unknown):
            return ()
        there = {one.service.arn for one in self.services}
        made = services_of(r for r in self.resources if "IN_PROGRESS" not in r.status)
        gone = (arn.rpartition("/")[2] for arn in made if arn and arn not in there)
        return tuple(f"the service {name} is not there any more" for name in gone)

    def _of_targets(self) -> tuple[str, ...]:
        """Where tasks run and no target is healthy, nothing answers. The embedded AWS registers no target at all."""
        services = () if isinstance(self.services, Unknown) else self.services
        groups = () if isinstance(self.target_groups, Unknown) else self.target_groups
        serve = [one.service for one in services if one.service.running]
        found = []
        for service in serve:
            own = [one for one in groups if one.arn in service.target_groups]
            if any(one.health for one in own) and not any(one.health.get("healthy") for one in own):
                found.append(f"no target of {', '.join(one.name for one in own)} is healthy")
        return tuple(found)

    def _of_alarms(self) -> tuple[str, ...]:
        alarms = () if isinstance(self.alarms, Unknown) else self.alarms
        return tuple(
            f"the alarm {one.name} rings: {one.reason}"
            for one in alarms
            if one.state == "ALARM" and not one.scales
        )

    def _of_tasks(self) -> tuple[str, ...]:
        tasks = () if isinstance(self.tasks, Unknown) else self.tasks
        return tuple(
            f"the task {one.id} is UNHEALTHY" for one in tasks if one.health == "UNHEALTHY"
        )


def stopped(running: Running) -> bool:
    """Whether a service was stopped by `bbfd stop`, and not started since."""
    return not running.service.desired and read(running.service.tags) is not None


def status(name: str, aws: Aws) -> Status:
    """Look at a stack, and at all that belongs to it."""
    return statuses((name,), aws)[0]


def statuses(names: Sequence[str], aws: Aws) -> tuple[Status, ...]:
    """Look at stacks; what AWS tells of many at once is asked for at once. Raises AwsError where none can be read."""
    states, unread = _states(names, aws)
    resources = {
        state.name: or_unknown(partial(aws.stacks.resources, state.id)) for state in states.values()
    }
    known = {name: found for name, found in resources.items() if not isinstance(found, Unknown)}
    seen = Seen.of(known, aws)
    return tuple(
        _status(name, states[name], resources[name], seen, aws)
        if name in states
        else _nothing(name, unread.get(name, ""))
        for name in names
    )


def _states(names: Sequence[str], aws: Aws) -> tuple[Mapping[str, StackState], Mapping[str, str]]:
    """Those that are there; and why one of several could not be read."""
    if len(names) >= MANY:
        every = {state.name: state for state in aws.stacks.every()}
        return {name: every[name] for name in names if name in every}, {}
    found: dict[str, StackState] = {}
    unread: dict[str, str] = {}
    for name in names:
        try:
            state = aws.stacks.describe(name)
        except AwsError as error:
            unread[name] = error.what
            if len(unread) == len(names):
                raise
            continue
        found |= {} if state is None else {name: state}
    return found, unread


def _nothing(name: str, why: str) -> Status:
    """No stack; or one that could not be read, and nothing of it."""
    if not why:
        return Status(name=name, stack=None)
    return replace(_unread(name, None, Unknown(why=why)), unread=why, last=Unknown(why=why))


def _status(
    name: str,
    state: StackState,
    resources: tuple[Resource, ...] | Unknown,
    seen: Seen,
    aws: Aws,
) -> Status:
    last = or_unknown(lambda: _last(state, aws))
    if isinstance(resources, Unknown):
        return replace(_unread(name, state, resources), last=last)
    return Status(
        name=name,
        stack=state,
        resources=resources,
        services=seen.services(name),
        tasks=seen.tasks(name),
        target_groups=seen.target_groups(name),
        alarms=seen.alarms(name),
        scalings=seen.scalings(name),
        schedules=or_unknown(lambda: _schedules(state.id, resources, aws)),
        rules=or_unknown(lambda: _rules(state.id, resources, aws)),
        runs=or_unknown(lambda: _runs(state, resources, aws)),
        last=last,
    )


def _unread(name: str, state: StackState | None, no: Unknown) -> Status:
    return Status(
        name=name, stack=state, resources=no, services=no, tasks=no, target_groups=no,
        alarms=no, scalings=no, schedules=no, rules=no, runs=no,
    )  # fmt: skip


def _of_stack(state: StackState) -> tuple[str, ...]:
    """Whether the stack itself is in a state that is no good."""
    end = ending(state.status)
    if state.status == "UPDATE_ROLLBACK_COMPLETE" or end in (End.DONE, End.GOES_ON):
        return ()
    return (f"the stack is in {state.status}",)


def _last(state: StackState, aws: Aws) -> tuple[Past, ...]:
    changed = state.updated or state.created
    since = changed - EARLIER if changed else None
    found = operations(aws.stacks.events(state.id, after="", since=since))
    return attempt([one for one in found if one.kind is not Kind.IMPORT] or found)


def _schedules(stack_id: str, resources: tuple[Resource, ...], aws: Aws) -> tuple[Schedule, ...]:
    schedules = [resource for resource in resources if resource.type == _SCHEDULE]
    if not schedules:
        return ()
    said = aws.stacks.template(stack_id).get("Resources", {})
    task = next((r.physical_id for r in resources if r.type == _TASK), "")
    images = aws.services.images(task) if task else {}
    now = [or_unknown(partial(aws.schedules.read, one.physical_id)) for one in schedules]
    return tuple(
        _schedule(one, said.get(one.logical_id, {}), task, images, live)
        for one, live in zip(schedules, now, strict=True)
    )


def _schedule(
    schedule: Resource,
    said: Mapping[str, Any],
    task: str,
    images: Mapping[str, str],
    live: Starter | Unknown | None,
) -> Schedule:
    properties = said.get("Properties", {})
    return Schedule(
        name=schedule.physical_id,
        expression=str(properties.get("ScheduleExpression", "")),
        time_zone=str(properties.get("ScheduleExpressionTimezone", "UTC")),
        state=_switched(live, str(properties.get("State", "ENABLED"))),
        task_definition=task,
        images=images,
    )


def _rules(stack_id: str, resources: tuple[Resource, ...], aws: Aws) -> tuple[EventRule, ...]:
    rules = [resource for resource in resources if resource.type == _RULE]
    if not rules:
        return ()
    said = aws.stacks.template(stack_id).get("Resources", {})
    found = []
    for one in rules:
        live = or_unknown(partial(aws.event_rules.read, one.physical_id))
        properties = said.get(one.logical_id, {}).get("Properties", {})
        state = _switched(live, str(properties.get("State", "ENABLED")))
        pattern = properties.get("EventPattern", {})
        found.append(EventRule(name=one.physical_id, pattern=pattern, state=state))
    return tuple(found)


def _runs(state: StackState, resources: tuple[Resource, ...], aws: Aws) -> tuple[Runs, ...]:
    """Of what a service keeps running, the service tells."""
    cluster = state.parameters.get("Cluster", "")
    if services_of(resources) or not cluster:
        return ()
    found = []
    for arn in (r.physical_id for r in resources if r.type == _TASK and r.physical_id):
        family = arn.rpartition("/")[2].rpartition(":")[0]
        running, over = aws.services.runs(cluster, family)
        images = aws.services.images(arn)
        found.append(Runs(task_definition=arn, images=images, running=running, stopped=over))
    return tuple(found)


def _switched(live: Starter | Unknown | None, said: str) -> str:
    """As AWS has it now; as the template says where that may not be read, and it is said so."""
    if live is None:
        return "GONE"
    if isinstance(live, Unknown):
        return f"{said} (as the template says: {live.why})"
    return "ENABLED" if live.on else "DISABLED"
