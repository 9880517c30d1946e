"""One account in one region on one clock, and everything in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.faults.fake.account import Acm, Iam, Route53, ServiceQuotas, Sts
from tests.faults.fake.boto import Sessions
from tests.faults.fake.calls import Calls
from tests.faults.fake.clock import VirtualClock
from tests.faults.fake.cloudformation.records import (
    ROOT,
    ChangeSetOrder,
    Operation,
    Resource,
    ResourceOrder,
    Step,
)
from tests.faults.fake.cloudformation.service import CloudFormation
from tests.faults.fake.ecr import Ecr
from tests.faults.fake.ecs.service import Ecs
from tests.faults.fake.elbv2 import ElbV2
from tests.faults.fake.failure import nobody_wrote
from tests.faults.fake.fates import Fate
from tests.faults.fake.logs import Logs
from tests.faults.fake.network import ApplicationAutoScaling, AutoScaling, Ec2
from tests.faults.fake.numbers import Numbers
from tests.faults.fake.parameters import SecretsManager, Ssm
from tests.faults.fake.protocol import Asked
from tests.faults.fake.s3 import S3
from tests.faults.fake.scenery import Scenery
from tests.faults.fake.timeline import Clock, Timeline
from tests.faults.fake.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Truth:
    """How a stack really is. operation: its last one's id; type, outcome: of it ("" while it runs)."""

    status: str
    operation: str
    type: str
    outcome: str
    change_set: str


class World(Scenery):
    """account, region: as in the environment's definition. seed: of all chance in it."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        account: str = "333333333333",
        region: str = "eu-west-1",
        seed: int = 0,
    ) -> None:
        self.clock: Any = clock or VirtualClock()
        self.account = account
        self.region = region
        self.seed = seed
        self.numbers = Numbers(1)
        self.caller = f"arn:aws:sts::{account}:assumed-role/deployer/session"
        self.timeline = Timeline(self.clock)
        self.wire = Wire(self._carried, self.timeline, self.caller, seed)
        self.cloudformation = CloudFormation(self)
        self.ecs = Ecs(self)
        self.elbv2, self.logs, self.sts = ElbV2(self), Logs(self), Sts(self)
        self.ecr, self.iam, self.ec2, self.s3 = Ecr(self), Iam(self), Ec2(self), S3(self)
        self.secretsmanager, self.ssm = SecretsManager(self), Ssm(self)
        self.acm, self.route53 = Acm(self), Route53(self)
        self.autoscaling, self.servicequotas = AutoScaling(self), ServiceQuotas(self)
        self.application_autoscaling = ApplicationAutoScaling(self)
        self.sessions = Sessions(self)

    # What will be.

    def at(self, seconds: float, what: Callable[[], object]) -> None:
        """Have something happen in AWS at that second, whether or not anybody looks."""
        self.timeline.at(seconds, what)

    def others(self, at: float, what: Callable[[World], object]) -> None:
        """Let somebody else act at that second: `world.others(at=5, what=lambda w: w.update("prod-web"))`."""
        self.timeline.at(at, lambda: what(self))

    def then(self, name: str, what: Callable[[World], object]) -> None:
        """Let somebody act as soon as the stack's next operation has ended."""

        def hook() -> None:
            stack = self.cloudformation.by_name(name)
            assert stack is not None, f"no stack {name}"
            if stack.running is None:
                self.timeline.after(0.5, hook)
            else:
                stack.afterwards.append(lambda: what(self))

        self.timeline.after(0.0, hook)

    def update(self, name: str, *steps: Step, seconds: float = 30.0, token: str = "others") -> None:
        """Somebody else's update of a stack, as scripted; without steps it takes so long and is well."""
        stack = self.cloudformation.stack(name)
        wanted = steps or (
            Step(at=0.0, status="UPDATE_IN_PROGRESS", reason="User Initiated"),
            Step(at=seconds, status="UPDATE_COMPLETE"),
        )
        self.cloudformation.scripts.setdefault(name, []).insert(0, tuple(wanted))
        operation = self.cloudformation.operation("UPDATE_STACK", token, by="others")
        self.cloudformation.start(stack, operation, None)

    def finish_at(self, seconds: float, name: str, status: str, reason: str | None = None) -> None:
        """Let the operation that a stack was put there with come to this end."""

        def end() -> None:
            stack = self.cloudformation.by_name(name)
            assert stack is not None, f"no stack {name}"
            operation = stack.operations[-1]
            stack.status, stack.reason = status, reason
            operation.ended, operation.status = self.timeline.now, status
            self.cloudformation.record(stack, operation, stack.name, ROOT, stack.id, status, reason)
            if status == "DELETE_COMPLETE":
                stack.deleted = self.timeline.now

        self.timeline.at(seconds, end)

    def delete(self, name: str) -> None:
        """Let somebody delete a stack, at once and whole."""
        stack = self.cloudformation.stack(name)
        if stack.running is not None:
            stack.running.over = True
        for held in stack.live().values():
            self.cloudformation.remove(stack, held)
            held.status = "DELETE_COMPLETE"
        operation = self.cloudformation.operation("DELETE_STACK", "others", by="others")
        stack.operations.append(operation)
        for status in ("DELETE_IN_PROGRESS", "DELETE_COMPLETE"):
            stack.status = status
            self.cloudformation.record(stack, operation, stack.name, ROOT, stack.id, status, None)
        stack.deleted = operation.ended = self.timeline.now
        stack.change_sets.clear()

    # How it will go.

    def fate(self, name: str, *fates: Fate) -> None:
        """How the rollouts of a service go, by the name of its stack ("*": of all); the last one stays."""
        self.ecs.fates[name] = list(fates)

    def resource(self, logical: str, stack: str = "*", **how: Any) -> ResourceOrder:
        """How a resource fares: `world.resource("Rule", fails="Priority '26' is ...")`; see `ResourceOrder`."""
        order = ResourceOrder(logical=logical, stack=stack, **how)
        self.cloudformation.resource_orders.insert(0, order)
        return order

    def change_set(self, stack: str = "*", **how: Any) -> ChangeSetOrder:
        """How the next change set of a stack goes; see `ChangeSetOrder`."""
        order = ChangeSetOrder(**how)
        self.cloudformation.change_set_orders.setdefault(stack, []).append(order)
        return order

    def course(self, stack: str, *steps: Step) -> None:
        """The next operation of a stack, event by event."""
        self.cloudformation.scripts.setdefault(stack, []).append(steps)

    def twin(self, clock: Clock | None = None) -> World:
        """The same world once more, without faults and calls: what was built once serves many tests.

        Only where everything has come to its end (`settle`).
        """
        self.timeline.advance()
        if clock is None:
            clock = VirtualClock(self.clock.start)
            clock.now = self.clock.now
        made = World(clock, account=self.account, region=self.region, seed=self.seed)
        mine, others = vars(self), vars(made)
        services = [name for name, value in mine.items() if hasattr(value, "__dict__")]
        apart = ("clock", "timeline", "wire", "sessions", "numbers")
        services = [name for name in services if name not in apart]
        memo = {id(value): others[name] for name, value in mine.items() if name in others}
        memo[id(self)] = made
        self.ecs.forget_rollouts()
        for name in services:
            for key, value in vars(mine[name]).items():
                setattr(others[name], key, deepcopy(value, memo))
        made.numbers = deepcopy(self.numbers)
        return made

    # What became of it.

    @property
    def calls(self) -> Calls:
        return self.wire.calls

    def count(self, *names: str, **where: Any) -> int:
        """How many calls there were: `world.count("DescribeStacks")`, `world.count(since=60, until=120)`."""
        return len(self.calls.of(*names, **where))

    def truth(self, name: str) -> Truth | None:
        """How a stack is now; None when there is none."""
        self.timeline.advance()
        stack = self.cloudformation.by_name(name)
        if stack is None:
            return None
        last = stack.operations[-1] if stack.operations else Operation("", "", "", 0.0)
        outcome = "" if stack.running is not None or stack.busy else stack.status
        return Truth(
            status=stack.status,
            operation=last.id,
            type=last.type,
            outcome=outcome,
            change_set=stack.change_set,
        )

    def end(self) -> float:
        """Let everything that was begun come to its end; when that is."""
        return self.timeline.finish()

    def left_behind(self) -> list[str]:
        """Change sets of bbfd that were never executed, and shells without a change set."""
        self.timeline.advance()
        found = [
            f"change set {made.name} of {stack.name}"
            for stack in self.cloudformation.stacks
            if not stack.gone
            for made in stack.change_sets.values()
            if made.name.startswith("bbfd-") and made.executed is None
        ]
        shells = [
            f"shell {stack.name}"
            for stack in self.cloudformation.stacks
            if stack.status == "REVIEW_IN_PROGRESS" and not stack.change_sets
        ]
        return found + shells

    def live(self, kind: str) -> Iterator[Resource]:
        """Every resource of a type that a stack holds."""
        for stack in self.cloudformation.stacks:
            for held in stack.resources.values():
                if held.type == kind and held.live:
                    yield held

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def client(self, service: str) -> Any:
        """A plain boto3 client whose calls end here."""
        return self.sessions().client(service, region_name=self.region)

    def knows(self, service: str, operation: str) -> bool:
        """Whether somebody wrote an operation for the fake."""
        return self._operation(service, operation) is not None

    def _operation(self, service: str, name: str) -> Any:
        attribute = service.replace("-", "_").replace("service_q", "serviceq")
        return getattr(getattr(self, attribute, None), name, None)

    def _carried(self, call: Asked) -> Mapping[str, Any]:
        operation = self._operation(call.service, call.operation)
        if operation is None:
            raise nobody_wrote(call.service, call.operation)
        return operation(call.parameters)
