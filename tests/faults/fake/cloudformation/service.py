"""The fake CloudFormation: its stacks, and what the operations on them use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.api_change_sets import ChangeSetCalls
from tests.faults.fake.cloudformation.api_events import EventCalls
from tests.faults.fake.cloudformation.api_operations import OperationCalls
from tests.faults.fake.cloudformation.api_stacks import StackCalls
from tests.faults.fake.cloudformation.course import Course
from tests.faults.fake.cloudformation.deploying import Deploying
from tests.faults.fake.cloudformation.physical import Physical, digits
from tests.faults.fake.cloudformation.records import (
    ROOT,
    ChangeSetOrder,
    Goal,
    Json,
    Operation,
    Resource,
    ResourceOrder,
    Stack,
    Step,
)
from tests.faults.fake.cloudformation.removing import Deleting
from tests.faults.fake.cloudformation.template import Resolver, effective, in_order, parsed

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Done = Callable[[str], None]
_NESTED = {"Resources": {"Inner": {"Type": "AWS::SQS::Queue"}}}


class CloudFormation(StackCalls, ChangeSetCalls, EventCalls, OperationCalls):
    """page: stacks on a page of DescribeStacks. stale: seconds for which it does not see that something began.
    late: seconds after which events are told.

    asks_for: capabilities that a macro of the account makes every template need besides its own.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.timeline = world.timeline
        self.physical = Physical(world.account, world.region)
        self.stacks: list[Stack] = []
        self.resource_orders: list[ResourceOrder] = []
        self.change_set_orders: dict[str, list[ChangeSetOrder]] = {}
        self.scripts: dict[str, list[tuple[Step, ...]]] = {}
        self.imports: dict[str, list[str]] = {}
        self.nested_templates: dict[str, Json] = {}
        self.nested_orders: dict[str, str] = {}
        self.page = 100
        self.events_page = 100
        self.change_set_limit = 1000
        self.stale = self.late = 0.0
        self.asks_for: tuple[str, ...] = ()
        self._serial = 0

    def fresh(self) -> int:
        self._serial += 1
        return self._serial

    def uuid(self, *words: object) -> str:
        d = digits(*words, self.fresh(), length=32)
        return f"{d[:8]}-{d[8:12]}-4{d[13:16]}-8{d[17:20]}-{d[20:]}"

    def operation(self, kind: str, token: str, change_set: str = "", by: str = "") -> Operation:
        return Operation(self.uuid(kind), kind, token, self.timeline.now, change_set, by)

    def new_stack(self, name: str, status: str) -> Stack:
        arn = self.physical.arn("cloudformation", f"stack/{name}/{self.uuid(name)}")
        stack = Stack(id=arn, name=name, status=status, created=self.timeline.now)
        self.stacks.append(stack)
        return stack

    def by_name(self, name: str) -> Stack | None:
        """Find by name those that are there, by ARN also those that were."""
        if name.startswith("arn:"):
            return next((s for s in self.stacks if s.id == name), None)
        there = (s for s in reversed(self.stacks) if s.name == name and not s.gone)
        return next(there, None)

    def record(  # noqa: PLR0917 - an event's columns
        self,
        stack: Stack,
        operation: Operation | None,
        logical: str,
        kind: str,
        physical: str,
        status: str,
        reason: str | None,
        properties: str = "",
    ) -> None:
        """Add an event."""
        event: Json = {
            "StackId": stack.id,
            "StackName": stack.name,
            "EventId": self.uuid(logical)
            if kind == ROOT
            else f"{logical}-{status}-{self.fresh():06d}",
            "LogicalResourceId": logical,
            "PhysicalResourceId": physical,
            "ResourceType": kind,
            "Timestamp": self.timeline.utc(),
            "ResourceStatus": status,
        }
        if reason is not None:
            event["ResourceStatusReason"] = reason
        if properties:
            event["ResourceProperties"] = properties
        if operation is not None:
            event["OperationId"] = operation.id
            if operation.token:
                event["ClientRequestToken"] = operation.token
        stack.events.append(event)

    # What a template says, worked out.

    def pseudo(self, stack: Stack) -> dict[str, str]:
        return {
            "AWS::AccountId": self.world.account,
            "AWS::Partition": "aws",
            "AWS::Region": self.world.region,
            "AWS::StackId": stack.id,
            "AWS::StackName": stack.name,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def resolver(
        self,
        stack: Stack,
        goal: Goal,
        ref: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
    ) -> Resolver:
        values = {
            name: self.world.ssm.parameter_of(goal.template["Parameters"][name], value)
            for name, value in goal.parameters.items()
        }
        exports = {name: value for name, (_, value) in self.exports().items()}
        return Resolver(goal.template, values, self.pseudo(stack), ref, attribute, exports)

    def live_resolver(self, stack: Stack, goal: Goal) -> Resolver:
        """Over what is there now."""

        def ref(logical: str) -> Any:
            held = stack.resources.get(logical)
            return held.physical if held else logical

        def attribute(logical: str, name: str) -> Any:
            held = stack.resources.get(logical)
            return self.attribute(held, name) if held else f"{logical}.{name}"

        return self.resolver(stack, goal, ref, attribute)

    def attribute(self, held: Resource, name: str) -> Any:
        if name in held.attributes:
            return held.attributes[name]
        if held.type == ROOT and name.startswith("Outputs."):
            child = self.by_name(held.physical)
            found = {o["OutputKey"]: o["OutputValue"] for o in child.outputs} if child else {}
            return found.get(name.partition(".")[2], "")
        return self.physical.attribute(held.type, held.physical, name, held.properties)

    def outputs(self, template: Json, resolver: Resolver) -> list[Json]:
        found = []
        for key, what in template.get("Outputs", {}).items():
            if "Condition" in what and not resolver.condition({"Condition": what["Condition"]}):
                continue
            output: Json = {"OutputKey": key, "OutputValue": str(resolver.value(what["Value"]))}
            if "Export" in what:
                output["ExportName"] = resolver.value(what["Export"]["Name"])
            found.append(output)
        return found

    def exports(self) -> dict[str, tuple[Stack, str]]:
        return {
            o["ExportName"]: (stack, o["OutputValue"])
            for stack in self.stacks
            if not stack.gone
            for o in stack.outputs
            if "ExportName" in o
        }

    def exports_used(self, stack: Stack) -> str:
        """Why a stack's exports forbid to delete it; "" when they do not."""
        for output in stack.outputs:
            name = output.get("ExportName", "")
            if self.imports.get(name):
                return f"Cannot delete export {name} as it is in use by {self.imports[name][0]}"
        return ""

    def exports_lost(self, stack: Stack, goal: Goal) -> str:
        """Why its exports forbid an update."""
        new = self.outputs(goal.template, self.live_resolver(stack, goal))
        after = {o["ExportName"]: o["OutputValue"] for o in new if "ExportName" in o}
        for output in stack.outputs:
            name = output.get("ExportName", "")
            users = self.imports.get(name)
            if users and after.get(name) != output["OutputValue"]:
                verb = "updated" if name in after else "deleted"
                return f"Export {name} cannot be {verb} as it is in use by {users[0]}"
        return ""

    # What resources are made of.

    def carry_out(self, course: Course, held: Resource, old: Resource | None, done: Done) -> bool:
        """Make a resource, or change `old` into it. Tells whether it says itself when it is done."""
        stack = course.stack
        if held.type == "AWS::ECS::TaskDefinition":
            if old is None:
                held.physical = self.world.ecs.register(held.properties)
            return False
        if held.type == "AWS::ECS::Service":
            if old is None:
                held.physical = self.world.ecs.name_service(stack.name, held)
            self.world.ecs.deploy(held.physical, held.properties, stack.name, done)
            return True
        if held.type == ROOT:
            self._nest(stack, held, old, done)
            return True
        if old is None:
            held.physical = self.physical.id(
                held.type, stack.name, held.logical, held.properties, self.fresh()
            )
        if held.type == "AWS::ElasticLoadBalancingV2::ListenerRule":
            self.world.elbv2.rule_written(held.physical, held.properties)
        return False

    def remove(self, stack: Stack, held: Resource) -> None:
        """Take a resource away."""
        if held.type == "AWS::ECS::Service":
            self.world.ecs.remove(held.physical)
        if held.type == "AWS::ECS::TaskDefinition":
            self.world.ecs.inactive.add(held.physical)
        if held.type == ROOT:
            child = self.by_name(held.physical)
            if child is not None and not child.gone:
                Deleting(self, child, self.operation("DELETE_STACK", "")).begin()

    def settle(self, stack: Stack, goal: Goal) -> None:
        """Have a stack as it is to be, at once and without events: what a test puts there."""
        resolver = self.live_resolver(stack, goal)
        verb = "UPDATE" if stack.resources else "CREATE"
        for name in in_order(goal.template):
            if not resolver.exists(name):
                continue
            kind, properties = goal.template["Resources"][name]["Type"], resolver.properties(name)
            old = stack.live().get(name)
            if old is not None and old.properties == properties:
                old.status = f"{old.status.partition('_')[0]}_COMPLETE"
                continue
            held = Resource(name, kind, "", f"{verb}_COMPLETE", properties, self.timeline.now)
            stack.resources[name] = held
            self._put(stack, held, old)
        stack.outputs = self.outputs(goal.template, self.live_resolver(stack, goal))

    def _put(self, stack: Stack, held: Resource, old: Resource | None) -> None:
        if held.type == "AWS::ECS::TaskDefinition":
            held.physical = self.world.ecs.register(held.properties)
        elif held.type == "AWS::ECS::Service":
            held.physical = old.physical if old else self.world.ecs.name_service(stack.name, held)
            self.world.ecs.put(held.physical, held.properties, stack.name)
        elif old is not None:
            held.physical = old.physical
        else:
            held.physical = self.physical.id(
                held.type, stack.name, held.logical, held.properties, self.fresh()
            )

    def _nest(self, stack: Stack, held: Resource, old: Resource | None, done: Done) -> None:
        child = self.by_name(old.physical) if old else None
        if child is None:
            child = self.new_stack(
                f"{stack.name}-{held.logical}-{digits(self.fresh()).upper()}", ""
            )
            child.parent, child.root = stack.id, stack.root or stack.id
        held.physical = child.id
        goal = self._nested_goal(held.properties)
        kind = "UPDATE_STACK" if old else "CREATE_STACK"
        if child.failures and old is not None:
            child.failures.pop()["rollback"].begin("Parent stack rolls back")
            child.afterwards.append(lambda: done(""))
            return
        goal.rolls_back = False
        Deploying(self, child, self.operation(kind, ""), goal, told=done).begin()

    def _nested_goal(self, properties: Mapping[str, Any]) -> Goal:
        url = str(properties.get("TemplateURL", ""))
        body = self.world.s3.body_at(url)
        template = self.nested_templates.get(url) or (parsed(body) if body else dict(_NESTED))
        given = {k: str(v) for k, v in properties.get("Parameters", {}).items()}
        return Goal(template, body, effective(template, given), {})
