"""An AWS that fits in a file: stacks with a timeline on a virtual clock, and whatever trouble a test orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from bbfd.deploy.gauges import Alarm, Scaling
from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.present import Present, Starter
from bbfd.deploy.progress import Progress
from bbfd.deploy.proposal import Decision
from bbfd.deploy.records import (
    Certificate,
    Change,
    ChangeSet,
    ContainerPlan,
    Event,
    Hold,
    Identity,
    Readiness,
    Resource,
    Rollout,
    Rule,
    Secret,
    ServiceState,
    StackState,
    TargetGroupState,
    Zone,
)
from bbfd.deploy.revisions import Revision
from bbfd.deploy.submission import Submission
from bbfd.deploy.tasks import Order
from bbfd.diagnose import Breaker, StoppedTask, Target, Validation
from bbfd.errors import AwsError, Trouble
from bbfd.model.stack import Parameter, Stack

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
STACK = "AWS::CloudFormation::Stack"
TAGS = {"bbfd:service": "web", "bbfd:environment": "dev"}
BODY: dict[str, Any] = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
TASKS = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:2"
SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/dev/web"
SERVICE_BODY: dict[str, Any] = {
    "Resources": {
        "Tasks": {"Type": "AWS::ECS::TaskDefinition"},
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {"TaskDefinition": {"Ref": "Tasks"}},
        },
    }
}
SERVICE_RESOURCES = (
    Resource(
        logical_id="Tasks",
        type="AWS::ECS::TaskDefinition",
        status="CREATE_COMPLETE",
        physical_id=TASKS,
    ),
    Resource(
        logical_id="Service",
        type="AWS::ECS::Service",
        status="UPDATE_COMPLETE",
        physical_id=SERVICE,
    ),
)


def stack(*parameters: Parameter, name: str = "dev-web", **more: Any) -> Stack:
    return Stack(**{"name": name, "body": BODY, "parameters": parameters, "tags": TAGS, **more})


def trouble(kind: Trouble, code: str = "Code") -> AwsError:
    return AwsError(f"AWS says {kind.value}", fix="wait", trouble=kind, code=code)


def service(**more: Any) -> ServiceState:
    rollout = Rollout(id="1", primary=True, task_definition=TASKS, state="COMPLETED")
    known: dict[str, Any] = {
        "arn": SERVICE,
        "name": "web",
        "cluster": "dev",
        "status": "ACTIVE",
        "desired": 2,
        "running": 2,
        "pending": 0,
        "rollouts": (rollout,),
    }
    return ServiceState(**{**known, **more})


class VirtualClock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.on_sleep: Callable[[], None] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.on_sleep()

    def each(self, calls: Sequence[Callable[[], None]]) -> None:
        """One after the other: tests/faults has those that run side by side."""
        for call in calls:
            call()

    def wait(self) -> None:
        """Nobody is left to be waited for."""

    def interrupt(self) -> None:
        """Nobody is left to be woken."""


@dataclass
class Ordered:
    """Trouble that a test ordered, by call, one after the other; every call is counted."""

    calls: list[str] = field(default_factory=list)
    orders: dict[str, list[Exception | None]] = field(default_factory=dict)

    def call(self, name: str) -> None:
        self.calls.append(name)
        waiting = self.orders.get(name, [])
        error = waiting.pop(0) if waiting else None
        if error is not None:
            raise error


@dataclass
class Life:
    """One stack: what it is, and its events, those to come included."""

    state: StackState
    events: list[tuple[float, Event]] = field(default_factory=list)


Course = tuple[
    tuple[float, str, str, str], ...
]  # seconds after the start, logical id, status, reason

CREATES: Course = (
    (0, "dev-web", "CREATE_IN_PROGRESS", ""),
    (1, "Queue", "CREATE_IN_PROGRESS", ""),
    (20, "Queue", "CREATE_COMPLETE", ""),
    (21, "dev-web", "CREATE_COMPLETE", ""),
)
UPDATES: Course = (
    (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
    (1, "Queue", "UPDATE_IN_PROGRESS", ""),
    (20, "Queue", "UPDATE_COMPLETE", ""),
    (21, "dev-web", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""),
    (22, "dev-web", "UPDATE_COMPLETE", ""),
)
ROLLS_BACK: Course = (
    (0, "dev-web", "UPDATE_IN_PROGRESS", ""),
    (1, "Queue", "UPDATE_IN_PROGRESS", ""),
    (9, "Queue", "UPDATE_FAILED", "the queue is cursed"),
    (9, "Other", "UPDATE_FAILED", "Resource update cancelled"),
    (10, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update"),
    (20, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
)
CANCELLED: Course = (
    (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated"),
    (5, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
)
GOES_BACK: Course = (
    (0, "dev-web", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
    (5, "dev-web", "UPDATE_ROLLBACK_COMPLETE", ""),
)
DELETES: Course = (
    (0, "dev-web", "DELETE_IN_PROGRESS", ""),
    (5, "Queue", "DELETE_COMPLETE", ""),
    (6, "dev-web", "DELETE_COMPLETE", ""),
)


class FakeStacks:
    """CloudFormation, as far as a deployment sees it."""

    def __init__(self, clock: VirtualClock, ordered: Ordered) -> None:
        self._clock = clock
        self._ordered = ordered
        self.lives: dict[str, Life] = {}
        self.course: Course = CREATES
        self.removal: Course = DELETES
        self.answer = Readiness.READY
        self.answer_reason = ""
        self.changes: tuple[Change, ...] = (
            Change(action="add", logical_id="Queue", type="AWS::SQS::Queue"),
        )
        self.sets: dict[str, ChangeSet] = {}
        self.submissions: list[Submission] = []
        self.stale_until = -1.0
        self.described: list[str] = []
        self.held: tuple[Resource, ...] = ()
        self.bodies: Mapping[str, Any] = {}
        self.keeps: list[bool] = []
        self.cancellation: Course = CANCELLED
        self.return_: Course = GOES_BACK
        self.skipped: list[tuple[str, ...]] = []
        self.found_wrong: tuple[Validation, ...] = ()
        self.imports: dict[str, tuple[str, ...]] = {}

    def there(self, status: str = "UPDATE_COMPLETE", **more: Any) -> StackState:
        """Say that a stack is there."""
        name = more.pop("name", "dev-web")
        known = {"id": f"arn:stack/{name}/{len(self.lives)}", "tags": TAGS, "name": name}
        state = StackState(status=status, **{**known, **more})
        self.lives[state.id] = Life(state=state)
        return state

    def happen(self, stack_id: str, course: Course, token: str = "") -> None:
        """Let events happen from now on."""
        for after, logical_id, status, reason in course:
            at = self._clock.now + after
            life = self.lives[stack_id]
            event = Event(
                id=f"e{len(life.events)}",
                logical_id=logical_id,
                type=STACK if logical_id == life.state.name else "AWS::SQS::Queue",
                status=status,
                at=START + timedelta(seconds=at),
                reason=reason,
                echo=reason.startswith(("Resource ", "The following")),
                token=token,
                of_stack=logical_id == life.state.name,
            )
            life.events.append((at, event))

    def describe(self, name: str) -> StackState | None:
        self.described.append(name)
        self._ordered.call("describe")
        found = self._find(name)
        if found is None:
            return None
        state = self._now(found, name)
        gone = state.status == "DELETE_COMPLETE" and name == state.name
        return None if gone else state

    def every(self) -> tuple[StackState, ...]:
        self._ordered.call("every")
        return tuple(self._now(life, life.state.name) for life in self.lives.values())

    def events(self, stack_id: str, *, after: str, since: datetime | None) -> tuple[Event, ...]:
        self._ordered.call("events")
        seen = [e for at, e in self.lives[stack_id].events if at <= self._clock.now]
        ids = [e.id for e in seen]
        later = seen[ids.index(after) + 1 :] if after else seen
        return tuple(e for e in later if since is None or e.at >= since)

    def resources(self, stack_id: str) -> tuple[Resource, ...]:
        self._ordered.call("resources")
        return self.held

    def template(self, stack_id: str) -> Mapping[str, Any]:
        self._ordered.call("template")
        return self.bodies

    def create_change_set(self, submission: Submission) -> ChangeSet:
        found = self._find(submission.stack)
        state = (
            found.state
            if found
            else self.there("REVIEW_IN_PROGRESS", name=submission.stack, tags={})
        )
        made = ChangeSet(
            id=f"arn:set/{submission.name}",
            stack_id=state.id,
            name=submission.name,
            readiness=Readiness.PENDING,
            parameters=submission.values,
        )
        self.sets[made.id] = made
        self.submissions.append(submission)
        self._ordered.call("create_change_set")
        return made

    def change_set(self, name: str, stack: str) -> ChangeSet:
        self._ordered.call("change_set")
        for made in self.sets.values():
            if name in (made.id, made.name):
                return replace(
                    made,
                    readiness=self.answer,
                    reason=self.answer_reason,
                    execution=made.execution or "AVAILABLE",
                    changes=self.changes if self.answer is Readiness.READY else (),
                    created=self._clock.utc(),
                )
        raise trouble(Trouble.ABSENT)

    def change_sets(self, stack_id: str) -> tuple[str, ...]:
        self._ordered.call("change_sets")
        return tuple(s.id for s in self.sets.values() if s.stack_id == stack_id)

    def delete_change_set(self, name: str, stack: str) -> None:
        self._ordered.call("delete_change_set")
        self.sets = {i: s for i, s in self.sets.items() if name not in (s.id, s.name)}

    def execute(self, change_set: ChangeSet, *, token: str, keep_only_created: bool) -> None:
        """Begin, then perhaps lose the answer (`execute lost`); or lose the call (`execute`)."""
        self._ordered.call("execute")
        self.keeps.append(keep_only_created)
        if change_set.id not in self.sets:
            raise trouble(Trouble.ABSENT)
        if self.sets[change_set.id].execution:
            raise trouble(Trouble.INVALID)
        self.sets[change_set.id] = replace(change_set, execution="EXECUTE_IN_PROGRESS")
        life = self.lives[change_set.stack_id]
        life.state = replace(life.state, change_set=change_set.id, tags=TAGS)
        self.happen(change_set.stack_id, self.course, token)
        self._ordered.call("execute lost")

    def delete(self, stack_id: str, *, token: str) -> None:
        self._ordered.call("delete")
        life = self.lives[stack_id]
        if self._now(life, stack_id).status == "REVIEW_IN_PROGRESS":
            life.state = replace(life.state, status="DELETE_COMPLETE")
        else:
            self.happen(stack_id, self.removal, token)

    def cancel(self, stack_id: str, *, token: str) -> None:
        self._ordered.call("cancel")
        life = self.lives[stack_id]
        if self._now(life, stack_id).status != "UPDATE_IN_PROGRESS":
            raise trouble(Trouble.INVALID, "ValidationError")
        life.events = [(at, e) for at, e in life.events if at <= self._clock.now]
        self.happen(stack_id, self.cancellation, token)

    def roll_back(self, stack_id: str, *, token: str) -> None:
        self._ordered.call("roll_back")
        self.happen(stack_id, self.return_, token)

    def continue_rollback(self, stack_id: str, *, skip: tuple[str, ...], token: str) -> None:
        self._ordered.call("continue_rollback")
        self.skipped.append(skip)
        self.happen(stack_id, self.return_, token)

    def validations(self, change_set: ChangeSet) -> tuple[Validation, ...]:
        self._ordered.call("validations")
        return self.found_wrong

    def importers(self, export: str) -> tuple[str, ...]:
        self._ordered.call("importers")
        return self.imports.get(export, ())

    def protect(self, stack_id: str) -> None:
        self._ordered.call("protect")
        life = self.lives[stack_id]
        life.state = replace(life.state, termination_protection=True)

    def unguard(self, stack_id: str) -> None:
        self._ordered.call("unguard")
        life = self.lives[stack_id]
        life.state = replace(life.state, termination_protection=False)

    def _find(self, name: str) -> Life | None:
        every = [
            life
            for life in self.lives.values()
            if life.state.id == name
            or (life.state.name == name and self._now(life, name).status != "DELETE_COMPLETE")
        ]
        return every[-1] if every else None

    def _now(self, life: Life, name: str) -> StackState:
        if self._clock.now < self.stale_until:
            return life.state
        past = [e for at, e in life.events if at <= self._clock.now and e.of_stack]
        return replace(life.state, status=past[-1].status) if past else life.state


class FakeServices:
    """ECS. Each read takes the next of `states`; the last one stays."""

    def __init__(self, ordered: Ordered) -> None:
        self._ordered = ordered
        self.states: list[tuple[ServiceState, ...]] = [(service(),)]
        self.held: tuple[ContainerPlan, ...] = ()
        self.tasks: tuple[StoppedTask, ...] = ()
        self.runs_images: Mapping[str, str] = {}
        self.presents: tuple[Present, ...] = ()
        self.breaker_of: Breaker | None = None
        self.stops: list[str] = []
        self.holds: Hold | None = None
        self.orders: list[Order] = []
        self.ran_to: StoppedTask | None = None
        self.registered: list[Revision] = []
        self.words: list[tuple[str, bool]] = []

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        self._ordered.call("describe_services")
        now = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return tuple(s for s in now if s.arn in arns)

    def tagged(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        return self.describe(arns)

    def present(self, services: tuple[ServiceState, ...]) -> tuple[Present, ...]:
        self._ordered.call("present")
        return tuple(one for one in self.presents if one.service in {s.arn for s in services})

    def runs(
        self, cluster: str, family: str
    ) -> tuple[tuple[Present, ...], tuple[StoppedTask, ...]]:
        self._ordered.call("runs")
        return self.presents, self.tasks

    def images(self, task_definition: str) -> Mapping[str, str]:
        self._ordered.call("images_of")
        return self.runs_images or {"app": f"image of {task_definition}"}

    def containers(self, task_definition: str) -> tuple[ContainerPlan, ...]:
        self._ordered.call("containers")
        return self.held or (ContainerPlan(name="app", image=f"image of {task_definition}"),)

    def stopped(self, service: ServiceState) -> tuple[StoppedTask, ...]:
        self._ordered.call("stopped")
        return self.tasks

    def breaker(self, service: ServiceState) -> Breaker | None:
        self._ordered.call("breaker")
        return self.breaker_of

    def run(self, order: Order) -> str:
        self._ordered.call("run")
        self.orders.append(order)
        return f"arn:task/{len(self.orders)}"

    def ran(self, cluster: str, arn: str) -> StoppedTask | None:
        self._ordered.call("ran")
        return self.ran_to

    def awaits(self, service: ServiceState) -> Hold | None:
        self._ordered.call("awaits")
        return self.holds

    def go_on(self, hold: Hold, *, back: bool) -> bool:
        self._ordered.call("go_on")
        self.words.append((hold.hook, back))
        there, self.holds = self.holds == hold, None
        return there

    def revisions(self, family: str, *, active: bool = True) -> tuple[Revision, ...]:
        self._ordered.call("revisions")
        found = [one for one in self.registered if one.family == family and one.active == active]
        return tuple(sorted(found, key=lambda one: -one.number))

    def deregister(self, arn: str) -> None:
        self._ordered.call("deregister")
        self.registered = [
            replace(one, active=one.active and one.arn != arn) for one in self.registered
        ]

    def delete_revisions(self, arns: tuple[str, ...]) -> None:
        self._ordered.call("delete_revisions")
        assert not any(one.active for one in self.registered if one.arn in arns)
        self.registered = [one for one in self.registered if one.arn not in arns]

    def stop(self, service: ServiceState) -> bool:
        """Stop what is in progress, as the service was seen."""
        self._ordered.call("stop")
        self.stops.append(service.arn)
        return service.primary is not None and service.primary.state == "IN_PROGRESS"


@dataclass
class FakeAccount:
    """Everything of AWS that holds still."""

    ordered: Ordered
    identity_of: Identity = Identity(
        account="111122223333", arn="arn:aws:iam::111122223333:user/me", region="eu-west-1"
    )
    rules_of: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    weights_of: dict[str, dict[str, int]] = field(default_factory=dict)
    certificates_of: tuple[Certificate, ...] = ()
    zones_of: tuple[Zone, ...] = ()
    vpcs_of: tuple[str, ...] = ()
    subnets_of: tuple[str, ...] = ()
    images_of: tuple[str, ...] = ()
    digests_of: dict[str, str] = field(default_factory=dict)
    groups_of: tuple[TargetGroupState, ...] = ()
    roles_of: set[str] = field(default_factory=set)
    objects: list[tuple[str, str, bytes, str]] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    instances: dict[str, tuple[str, ...]] = field(default_factory=dict)
    repositories_of: tuple[str, ...] = ()
    targets_of: tuple[Target, ...] = ()
    free_of: dict[str, int] = field(default_factory=dict)
    logs_of: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    log_groups_of: tuple[str, ...] = ()
    secrets_missing: tuple[str, ...] = ()
    secrets_of: dict[str, Secret] = field(default_factory=dict)
    keys_of: dict[str, str] = field(default_factory=dict)
    not_issued: tuple[str, ...] = ()
    alarms_of: tuple[Alarm, ...] = ()
    scalings_of: tuple[Scaling, ...] = ()

    def who(self) -> Identity:
        self.ordered.call("who")
        return self.identity_of

    def rules(self, listener: str) -> tuple[Rule, ...]:
        self.ordered.call("rules")
        return self.rules_of.get(listener, ())

    def weights(self, rule: str) -> Mapping[str, int]:
        self.ordered.call("weights")
        return self.weights_of.get(rule, {})

    def target_groups(self, arns: tuple[str, ...]) -> tuple[TargetGroupState, ...]:
        self.ordered.call("target_groups")
        return self.groups_of

    def targets(self, groups: tuple[str, ...]) -> tuple[Target, ...]:
        self.ordered.call("targets")
        return tuple(target for target in self.targets_of if target.group in groups)

    def issued(self) -> tuple[Certificate, ...]:
        self.ordered.call("issued")
        return self.certificates_of

    def is_issued(self, arn: str) -> bool:
        self.ordered.call("is_issued")
        return arn not in self.not_issued

    def free_addresses(self, subnets: tuple[str, ...]) -> Mapping[str, int]:
        self.ordered.call("free_addresses")
        return {subnet: self.free_of.get(subnet, 250) for subnet in subnets}

    def tail(self, group: str, stream: str, *, lines: int) -> tuple[str, ...]:
        self.ordered.call("tail")
        return self.logs_of.get((group, stream), ())[-lines:]

    def named(self, name: str) -> Secret | None:
        self.ordered.call("named")
        return self.secrets_of.get(name)

    def arn(self, key: str) -> str | None:
        self.ordered.call("arn")
        return self.keys_of.get(key)

    def missing(self, references: tuple[str, ...]) -> tuple[str, ...]:
        self.ordered.call("missing")
        return tuple(one for one in references if one in self.secrets_missing)

    def public(self) -> tuple[Zone, ...]:
        return self.zones_of

    def vpcs(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        return self.vpcs_of

    def subnets(self, vpc: str, tags: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(f"{vpc}/{name}" for name in self.subnets_of)

    def get(self, bucket: str, key: str, *, owner: str) -> bytes:
        self.ordered.call("get")
        found = [o for o in self.objects if o[:2] == (bucket, key) and o[3] == owner]
        if not found:
            raise trouble(Trouble.ABSENT)
        return found[-1][2]

    def keys(self, bucket: str, start: str, *, owner: str) -> tuple[str, ...]:
        self.ordered.call("keys")
        ours = {key for of, key, _, whose in self.objects if (of, whose) == (bucket, owner)}
        return tuple(sorted(key for key in ours if key.startswith(start)))

    def remove(self, bucket: str, keys: tuple[str, ...], *, owner: str) -> None:
        self.ordered.call("remove")
        self.objects = [o for o in self.objects if o[0] != bucket or o[1] not in keys]

    def put(self, bucket: str, key: str, body: bytes, *, owner: str) -> str:
        self.ordered.call("put")
        self.objects.append((bucket, key, body, owner))
        return f"https://{bucket}/{key}"

    def count(self, bucket: str, *, owner: str) -> int:
        self.ordered.call("count")
        assert owner == self.identity_of.account
        return self.held.get(bucket, 0)

    def empty(self, bucket: str, *, owner: str) -> None:
        self.ordered.call("empty")
        assert owner == self.identity_of.account
        self.held.pop(bucket, None)

    def protected(self, group: str) -> tuple[str, ...]:
        self.ordered.call("protected")
        return self.instances.get(group, ())

    def unprotect(self, group: str) -> None:
        self.ordered.call("unprotect")
        self.instances.pop(group, None)

    def repositories(self, names: frozenset[str]) -> tuple[str, ...]:
        self.ordered.call("repositories")
        return tuple(sorted(names & set(self.repositories_of)))

    def digest(self, image: str) -> str | None:
        self.ordered.call("digest")
        if image in self.digests_of:
            return self.digests_of[image]
        there = image in self.images_of
        return f"sha256:{sha256(image.encode()).hexdigest()}" if there else None

    def exists(self, name: str) -> bool:
        self.ordered.call("exists")
        return name in {*self.roles_of, *self.log_groups_of}

    def states(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        self.ordered.call("alarms")
        return tuple(alarm for alarm in self.alarms_of if alarm.name in names)

    def of(self, resources: tuple[str, ...]) -> tuple[Scaling, ...]:
        self.ordered.call("scalings")
        return tuple(one for one in self.scalings_of if one.resource in resources)

    def suspend(self, resource: str, suspended: tuple[str, ...]) -> None:
        self.ordered.call("suspend")
        self.scalings_of = tuple(
            replace(one, suspended=suspended) if one.resource == resource else one
            for one in self.scalings_of
        )

    def create_linked(self, service: str) -> None:
        self.ordered.call("create_linked")
        self.roles_of.add(service)


class FakeStarters:
    """Schedules, or rules of events, by their ids."""

    def __init__(self, ordered: Ordered) -> None:
        self._ordered = ordered
        self.known: dict[str, Starter] = {}

    def read(self, id: str) -> Starter | None:
        self._ordered.call("read_starter")
        return self.known.get(id)

    def switch(self, id: str, *, on: bool) -> None:
        self._ordered.call("switch")
        self.known[id] = replace(self.known[id], on=on)


class FakeAws:
    """One environment's AWS."""

    account = "111122223333"
    region = "eu-west-1"

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.ordered = Ordered()
        self.stacks = FakeStacks(self.clock, self.ordered)
        self.services = FakeServices(self.ordered)
        self.still = FakeAccount(self.ordered)
        self.balancers = self.identity = self.bucket = self.roles = self.groups = self.still
        self.certificates = self.networks = self.zones = self.images = self.still
        self.logs = self.secrets = self.keys = self.still
        self.alarms = self.scalings = self.still
        self.schedules = FakeStarters(self.ordered)
        self.event_rules = FakeStarters(self.ordered)
        self.until: datetime | None = None
        self.told: list[Progress] = []
        self.asked: list[Decision] = []

    @property
    def calls(self) -> list[str]:
        return self.ordered.calls

    def order(self, call: str, *errors: Exception | None) -> None:
        """Let the next calls of this name end so; None: as ever."""
        self.ordered.orders[call] = list(errors)

    @property
    def at_once(self) -> FakeAws:
        return self

    def expires(self) -> datetime | None:
        self.ordered.call("expires")
        return self.until

    def renew(self) -> None:
        self.ordered.call("renew")

    def means(self, agree: Callable[[Decision], bool] = lambda _: True) -> Means:
        def asked(decision: Decision) -> bool:
            self.asked.append(decision)
            return agree(decision)

        numbers = iter(range(10_000))
        return Means(
            aws=self,
            tell=self.told.append,
            agree=asked,
            clock=self.clock,
            workers=self.clock,
            fresh=lambda: f"{next(numbers):032x}",
        )

    def said(self, kind: type[Any]) -> list[Any]:
        """Everything of one kind that was told."""
        return [one for one in self.told if isinstance(one, kind)]


WISHES = Wishes()
