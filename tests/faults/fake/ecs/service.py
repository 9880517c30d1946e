"""The fake ECS: its services, and what CloudFormation does to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.physical import digits
from tests.faults.fake.ecs.api import EcsCalls
from tests.faults.fake.ecs.records import Deployment, Service, Task
from tests.faults.fake.ecs.rollout import Rollout
from tests.faults.fake.fates import HEALTHY, Fate

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Resource
    from tests.faults.fake.world import World

Json = dict[str, Any]
Done = Callable[[str], None]
# A change of nothing but these begins no new deployment.
_QUIET = (
    "DesiredCount",
    "TaskDefinition",
    "HealthCheckGracePeriodSeconds",
    "Tags",
    "DeploymentConfiguration",
)


class Ecs(EcsCalls):
    """fates: of rollouts to come, by the stack's or the service's name; the last one given stays."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.timeline = world.timeline
        self.services: dict[str, Service] = {}
        self.definitions: dict[str, Json] = {}
        self.inactive: set[str] = set()  # task definitions
        self.once: dict[str, Task] = {}  # by ARN: what runs once
        self.ordered: list[Json] = []
        self.tokens: dict[str, str] = {}  # ARN of what runs once -> the token it was ordered with
        self.stop_code = "EssentialContainerExited"  # of what runs once
        self.lasts = 25.0
        self.ends: dict[str, Json] = {}  # container -> how it ends in what runs once
        self.stop_reason = "Essential container in task exited"
        self.failures: list[Json] = []  # what RunTask answers with in place of a task
        self.follows = True
        self.tags: dict[str, dict[str, str]] = {}
        self.exit_of: Callable[[list[str]], int] = lambda command: 0
        self.fates: dict[str, list[Fate]] = {}
        self.default = HEALTHY
        self._rollouts: dict[str, Rollout] = {}
        self._revisions: dict[str, int] = {}
        self._serial = 0

    def fresh(self, length: int = 32) -> str:
        self._serial += 1
        return digits("ecs", self._serial, length=length)

    def token(self) -> str:
        d = self.fresh()
        return f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:]}"

    def arn(self, rest: str) -> str:
        return f"arn:aws:ecs:{self.world.region}:{self.world.account}:{rest}"

    def register(self, properties: Json) -> str:
        """A new revision of a task definition."""
        family = str(properties.get("Family") or "family")
        self._revisions[family] = self._revisions.get(family, 0) + 1
        arn = self.arn(f"task-definition/{family}:{self._revisions[family]}")
        self.definitions[arn] = properties
        return arn

    def name_service(self, stack: str, held: Resource) -> str:
        name = held.properties.get("ServiceName") or (
            f"{stack}-{held.logical}-{self.fresh(12).capitalize()}"
        )
        cluster = str(held.properties.get("Cluster", "default")).rpartition("/")[2]
        return self.arn(f"service/{cluster}/{name}")

    def found(self, name: str) -> Service | None:
        """By ARN, or by the name of the service or of its stack."""
        for service in self.services.values():
            if name in (service.arn, service.name, service.stack) and service.status == "ACTIVE":
                return service
        return None

    def deploy(self, arn: str, properties: Json, stack: str, done: Done) -> None:
        """What CloudFormation does with a service; `done` learns how it ended."""
        service = self.services.get(arn)
        if service is None:
            service = self._new(arn, properties, stack)
            service.desired = int(properties.get("DesiredCount", 1))
        before, service.properties = service.properties, properties
        service.desired = int(properties.get("DesiredCount", service.desired))
        wanted = str(properties["TaskDefinition"])
        new = (
            not service.deployments
            or wanted != service.primary.definition
            or _moved(before, properties)
        )
        if not new:
            self._settled(service, done)
            return
        fate = HEALTHY.but(after=10.0) if wanted == service.stable else self._fate(service)
        self.begin(service, wanted, fate, done)

    def begin(self, service: Service, definition: str, fate: Fate, done: Done) -> Deployment:
        """Begin a deployment: it is the primary one from now on."""
        running = self._rollouts.get(service.arn)
        for other in service.deployments:
            if not other.over and running is not None:
                running.stop(f"Superseded by a newer deployment of {service.name}")
            if other.status == "PRIMARY":
                other.status = "ACTIVE"
        made = Deployment(
            id=f"ecs-svc/{int(self.fresh(15), 16):019d}"[:27],
            definition=definition,
            desired=service.desired,
            created=self.timeline.now,
            fate=fate,
        )
        service.deployments.append(made)
        rollout = self._rollouts[service.arn] = Rollout(self, service, made, done)
        rollout.begin()
        return made

    def put(self, arn: str, properties: Json, stack: str) -> None:
        """Have a service that has long been as it is to be."""
        service = self.services.get(arn) or self._new(arn, properties, stack)
        service.properties = properties
        service.desired = int(properties.get("DesiredCount", 1))
        for other in service.deployments:
            other.status = "INACTIVE"
        for task in service.tasks:
            self.end(
                task,
                "ServiceSchedulerInitiated",
                "Scaling activity initiated by (deployment ecs-svc/0)",
            )
        service.tasks.clear()
        made = Deployment(
            id=f"ecs-svc/{int(self.fresh(15), 16):019d}"[:27],
            definition=str(properties["TaskDefinition"]),
            desired=service.desired,
            created=self.timeline.now,
            fate=HEALTHY,
        )
        made.state, made.running, made.over = "COMPLETED", service.desired, True
        made.reason, made.outcome = f"ECS deployment {made.id} completed.", "SUCCESSFUL"
        service.deployments.append(made)
        service.stable = made.definition
        for _ in range(service.desired):
            task = self.task(service, made)
            task.status, task.started, task.health = "RUNNING", self.timeline.now, "HEALTHY"
        self.say(service, "has reached a steady state.")

    def remove(self, arn: str) -> None:
        """Delete a service: it is INACTIVE, and nobody finds it any more."""
        service = self.services.get(arn)
        if service is None:
            return
        service.status = "INACTIVE"
        for deployment in service.deployments:
            deployment.over = True
        for task in service.tasks:
            self.end(task, "UserInitiated", "Task stopped by service deletion")

    def scale(self, name: str, count: int) -> None:
        """What autoscaling, or a person, did: so many tasks run."""
        service = self.found(name)
        assert service is not None, f"no service {name}"
        service.desired = service.primary.desired = service.primary.running = count
        for _ in range(count - len(self.of(service, service.primary))):
            task = self.task(service, service.primary)
            task.status, task.started = "RUNNING", self.timeline.now

    def sicken(self, name: str, fate: Fate, running: int = 0) -> None:
        """Let the tasks of a service that was well die, again and again."""
        service = self.found(name)
        assert service is not None, f"no service {name}"
        service.primary.running = running
        words = self.words(service, service.primary, None)
        for task in self.of(service, service.primary)[running:]:
            task.fate = fate
            self.end(
                task,
                fate.stop,
                fate.reason.format(**{**words, "task": task.id}),
                said=fate.said,
                exit=fate.exit,
                health=fate.health,
            )
        for event in fate.events:
            self.event(service, event.format(**words))

    def task(self, service: Service, deployment: Deployment) -> Task:
        arn = self.arn(f"task/{service.cluster}/{self.fresh()}")
        made = Task(
            arn, deployment.id, deployment.definition, self.timeline.now, fate=deployment.fate
        )
        service.tasks.append(made)
        return made

    def of(self, service: Service, deployment: Deployment) -> list[Task]:
        return [t for t in service.tasks if t.deployment == deployment.id and t.stopped is None]

    def end(
        self,
        task: Task,
        code: str,
        reason: str,
        *,
        said: str = "",
        exit: int | None = None,
        health: str = "UNKNOWN",
    ) -> None:
        if task.stopped is not None:
            return
        task.status = task.desired = "STOPPED"
        task.stopped, task.stop_code, task.reason = self.timeline.now, code, reason
        task.said, task.exit, task.health = said, exit, health

    def say(self, service: Service, what: str) -> None:
        self.event(service, f"(service {service.name}) {what}")

    def event(self, service: Service, message: str) -> None:
        event = {"id": self.token(), "createdAt": self.timeline.utc(), "message": message}
        service.events.insert(0, event)
        del service.events[100:]

    def words(self, service: Service, deployment: Deployment, task: Task | None) -> dict[str, str]:
        """What the texts of a fate are filled in with."""
        definition = self.definitions.get(deployment.definition, {})
        container = (definition.get("ContainerDefinitions") or [{}])[0]
        image = str(container.get("Image", "image:latest"))
        repository, _, tag = image.rpartition(":")
        registry, _, path = repository.partition("/")
        secrets = container.get("Secrets") or [
            {"ValueFrom": "arn:aws:secretsmanager:::secret:gone"}
        ]
        role = str(definition.get("ExecutionRoleArn", "arn:aws:iam::0:role/none"))
        ports = container.get("PortMappings") or [{"ContainerPort": 80}]
        network = service.properties.get("NetworkConfiguration", {}).get("AwsvpcConfiguration", {})
        groups = service.target_groups
        return {
            "service": service.name,
            "image": image,
            "repository": repository,
            "registry": registry,
            "path": path,
            "tag": tag,
            "container": str(container.get("Name", "app")),
            "port": str(ports[0].get("ContainerPort", 80)),
            "role": role,
            "role_name": role.rpartition("/")[2],
            "secret": str(secrets[0]["ValueFrom"]),
            "log_group": str(
                container.get("LogConfiguration", {}).get("Options", {}).get("awslogs-group", "")
            ),
            "target_group": groups[0] if groups else "",
            "subnet": str((network.get("Subnets") or ["subnet-0"])[0]),
            "region": self.world.region,
            "account": self.world.account,
            "task": task.id if task else "0" * 32,
        }

    def forget_rollouts(self) -> None:
        """Those that are over."""
        for arn, service in self.services.items():
            if all(deployment.over for deployment in service.deployments):
                self._rollouts.pop(arn, None)

    def stop_rollout(self, deployment: Deployment) -> None:
        for service in self.services.values():
            if deployment in service.deployments and not deployment.over:
                self._rollouts[service.arn].give_up("Service deployment rolled back by user.")

    def _new(self, arn: str, properties: Json, stack: str) -> Service:
        _, cluster, name = arn.rpartition(":")[2].split("/")
        made = Service(arn, name, cluster, stack, 0, properties, self.timeline.now)
        self.services[arn] = made
        return made

    def _settled(self, service: Service, done: Done) -> None:
        """No new deployment is needed: done as soon as the one under way is."""
        primary = service.primary
        primary.desired = service.desired

        def look() -> None:
            if primary.over:
                primary.running = (
                    service.desired if primary.state == "COMPLETED" else primary.running
                )
                done("")
            else:
                self.timeline.after(2.0, look)

        self.timeline.after(3.0, look)

    def _fate(self, service: Service) -> Fate:
        for name in (service.stack, service.name, "*"):
            ordered = self.fates.get(name)
            if ordered:
                return ordered.pop(0) if len(ordered) > 1 else ordered[0]
        return self.default


def _moved(before: Json, after: Json) -> bool:
    """Whether more than quiet properties changed."""
    return {k: v for k, v in before.items() if k not in _QUIET} != {
        k: v for k, v in after.items() if k not in _QUIET
    }
