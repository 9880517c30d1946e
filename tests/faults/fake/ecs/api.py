"""ECS's calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.faults.fake.ecs.once import OnceCalls
from tests.faults.fake.ecs.operated import OperatedCalls
from tests.faults.fake.ecs.revisions import RevisionCalls
from tests.faults.fake.ecs.shifting import answer
from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.ecs.records import Deployment, Service, Task

Json = dict[str, Any]
_HOUR = 3600.0
# Under these the keys are the caller's own words.
_VERBATIM = ("Options", "DockerLabels", "Labels", "DriverOpts")


class EcsCalls(OnceCalls, OperatedCalls, RevisionCalls):
    """Of `Ecs`, which has the rest."""

    def DescribeServices(self: Any, p: Json) -> Json:
        if len(p["services"]) > 10:
            raise AwsFailure(
                "InvalidParameterException", "services cannot have more than 10 elements"
            )
        found, missing = [], []
        for name in p["services"]:
            service = self.found(name)
            if service is None:
                arn = name if name.startswith("arn:") else self.arn(f"service/{name}")
                missing.append({"arn": arn, "reason": "MISSING"})
            else:
                tags = {"tags": self.tags_of(service)} if "TAGS" in p.get("include", ()) else {}
                found.append(self._described(service) | tags)
        return {"services": found, "failures": missing}

    def _described(self: Any, service: Service) -> Json:
        there = [d for d in reversed(service.deployments) if d.status != "INACTIVE"]
        return {
            "serviceArn": service.arn,
            "serviceName": service.name,
            "clusterArn": self.arn(f"cluster/{service.cluster}"),
            "status": service.status,
            "desiredCount": service.desired,
            "runningCount": sum(d.running for d in there),
            "pendingCount": sum(d.pending for d in there),
            "taskDefinition": service.primary.definition,
            "createdAt": self.timeline.utc(service.created),
            "launchType": service.properties.get("LaunchType", "FARGATE"),
            "schedulingStrategy": service.properties.get("SchedulingStrategy", "REPLICA"),
            "loadBalancers": camel(service.properties.get("LoadBalancers", [])),
            "deploymentConfiguration": self._configuration(service),
            "networkConfiguration": camel(service.properties.get("NetworkConfiguration", {})),
            "healthCheckGracePeriodSeconds": int(
                service.properties.get("HealthCheckGracePeriodSeconds", 0)
            ),
            "deployments": [self._deployment(d) for d in there],
            "events": service.events,
            **self._under_way(service),
        }

    def _under_way(self: Any, service: Service) -> Json:
        primary = service.primary
        known = {"currentServiceDeployment": self._arn_of(service, primary)}
        return known if primary.outcome == "IN_PROGRESS" and not primary.over else {}

    def _configuration(self: Any, service: Service) -> Json:
        given = service.properties.get("DeploymentConfiguration", {})
        found: Json = {
            "maximumPercent": int(given.get("MaximumPercent", 200)),
            "minimumHealthyPercent": int(given.get("MinimumHealthyPercent", 100)),
            "strategy": given.get("Strategy", "ROLLING"),
        }
        if "LifecycleHooks" in given:
            found["lifecycleHooks"] = camel(given["LifecycleHooks"])
        breaker = service.breaker
        if breaker:
            found["deploymentCircuitBreaker"] = {
                "enable": bool(breaker.get("Enable")),
                "rollback": bool(breaker.get("Rollback")),
            }
        return found

    def _deployment(self: Any, made: Deployment) -> Json:
        return {
            "id": made.id,
            "status": made.status,
            "taskDefinition": made.definition,
            "desiredCount": made.desired,
            "runningCount": made.running,
            "pendingCount": made.pending,
            "failedTasks": made.failed,
            "createdAt": self.timeline.utc(made.created),
            "updatedAt": self.timeline.utc(made.updated or made.created),
            "rolloutState": made.state,
            "rolloutStateReason": made.reason,
        }

    def _visible(self: Any, service: Service) -> list[Task]:
        now = self.timeline.now
        return [t for t in service.tasks if t.stopped is None or now - t.stopped < _HOUR]

    def ListTasks(self: Any, p: Json) -> Json:
        status = p.get("desiredStatus", "RUNNING")
        if p.get("serviceName"):
            service = self.found(p["serviceName"])
            if service is None:
                raise AwsFailure("ServiceNotFoundException", "Service not found.")
            services = [service]
        else:
            services = list(self.services.values())
        family = p.get("family")
        tasks = [
            t
            for service in services
            for t in self._visible(service)
            if t.desired == status and p.get("startedBy") in (None, t.deployment)
            if family in (None, t.definition.rpartition("/")[2].partition(":")[0])
        ]
        most = int(p.get("maxResults", 100))
        start = int(p.get("nextToken") or 0)
        arns = [t.arn for t in reversed(tasks)]
        found: Json = {"taskArns": arns[start : start + most]}
        if start + most < len(arns):
            found["nextToken"] = str(start + most)
        return found

    def DescribeTasks(self: Any, p: Json) -> Json:
        known = {t.arn: (s, t) for s in self.services.values() for t in self._visible(s)}
        short = {t.id: (s, t) for s, t in known.values()}
        found, missing = [], []
        for name in p["tasks"]:
            if name in self.once:
                found.append(self._of_once(self.once[name]))
                continue
            held = known.get(name) or short.get(name)
            if held is None:
                missing.append({"arn": name, "reason": "MISSING"})
            else:
                found.append(self._task(*held))
        return {"tasks": found, "failures": missing}

    def _task(self: Any, service: Service, task: Task) -> Json:
        definition = self.definitions.get(task.definition, {})
        containers = definition.get("ContainerDefinitions", ())
        found: Json = {
            "taskArn": task.arn,
            "clusterArn": self.arn(f"cluster/{service.cluster}"),
            "taskDefinitionArn": task.definition,
            "group": f"service:{service.name}",
            "startedBy": task.deployment,
            "lastStatus": task.status,
            "desiredStatus": task.desired,
            "healthStatus": task.health,
            "createdAt": self.timeline.utc(task.created),
            "launchType": "FARGATE",
            "cpu": str(definition.get("Cpu", "256")),
            "memory": str(definition.get("Memory", "512")),
            "containers": [self._container(task, c, n) for n, c in enumerate(containers)],
        }
        if task.started is not None:
            found["startedAt"] = self.timeline.utc(task.started)
        if task.stopped is not None:
            found["stoppedAt"] = found["stoppingAt"] = self.timeline.utc(task.stopped)
            found["stopCode"] = task.stop_code
            found["stoppedReason"] = task.reason
        return found

    def _container(self: Any, task: Task, container: Json, number: int) -> Json:
        found = {
            "containerArn": f"{task.arn.replace(':task/', ':container/')}/{number}",
            "taskArn": task.arn,
            "name": container["Name"],
            "image": container.get("Image", ""),
            "lastStatus": task.status,
            "healthStatus": task.health if number == 0 else "UNKNOWN",
        }
        if task.stopped is not None and number == 0:
            if task.exit is not None:
                found["exitCode"] = task.exit
            reason = task.said or (task.reason if task.stop_code == "TaskFailedToStart" else "")
            if reason:
                found["reason"] = reason
        return found

    def DescribeTaskDefinition(self: Any, p: Json) -> Json:
        name = p["taskDefinition"]
        arns = [a for a in self.definitions if a == name or a.endswith(f"/{name}")]
        arns = arns or [
            a for a in self.definitions if a.rpartition("/")[2].partition(":")[0] == name
        ]
        if not arns:
            raise AwsFailure("ClientException", "Unable to describe task definition.")
        arn = arns[-1]
        definition = camel(self.definitions[arn])
        definition.pop("tags", None)
        more = {
            "taskDefinitionArn": arn,
            "revision": int(arn.rpartition(":")[2]),
            "status": "INACTIVE" if arn in self.inactive else "ACTIVE",
        }
        return {"taskDefinition": definition | more}

    def DescribeClusters(self: Any, p: Json) -> Json:
        names = [c.rpartition("/")[2] for c in p.get("clusters", ["default"])]
        return {
            "clusters": [
                {
                    "clusterArn": self.arn(f"cluster/{n}"),
                    "clusterName": n,
                    "status": "ACTIVE",
                    "registeredContainerInstancesCount": 0,
                }
                for n in names
            ]
        }

    def ListServiceDeployments(self: Any, p: Json) -> Json:
        service = self._service_or_gone(p["service"])
        wanted = p.get("status", ())
        found = [self._brief(service, d) for d in reversed(service.deployments)]
        return {"serviceDeployments": [f for f in found if not wanted or f["status"] in wanted]}

    def _service_or_gone(self: Any, name: str) -> Service:
        service = self.found(name)
        if service is None:
            raise AwsFailure("ServiceNotFoundException", "Service not found.")
        return service

    def _arn_of(self: Any, service: Service, made: Deployment, kind: str = "deployment") -> str:
        number = made.id.partition("/")[2]
        return str(self.arn(f"service-{kind}/{service.cluster}/{service.name}/{number}"))

    def _brief(self: Any, service: Service, made: Deployment) -> Json:
        found = {
            "serviceDeploymentArn": self._arn_of(service, made),
            "serviceArn": service.arn,
            "clusterArn": self.arn(f"cluster/{service.cluster}"),
            "startedAt": self.timeline.utc(made.created),
            "createdAt": self.timeline.utc(made.created),
            "targetServiceRevisionArn": self._arn_of(service, made, "revision"),
            "status": made.outcome,
        }
        if made.finished is not None:
            found["finishedAt"] = self.timeline.utc(made.finished)
        if made.why:
            found["statusReason"] = made.why
        return found

    def DescribeServiceDeployments(self: Any, p: Json) -> Json:
        found, missing = [], []
        known = {self._arn_of(s, d): (s, d) for s in self.services.values() for d in s.deployments}
        for arn in p["serviceDeploymentArns"]:
            if arn in known:
                found.append(self._whole(*known[arn]))
            else:
                missing.append({"arn": arn, "reason": "MISSING"})
        return {"serviceDeployments": found, "failures": missing}

    def _whole(self: Any, service: Service, made: Deployment) -> Json:
        found = self._brief(service, made)
        enabled = bool(service.breaker.get("Enable"))
        tripped = made.failed >= made.threshold and enabled
        found["targetServiceRevision"] = {
            "arn": found.pop("targetServiceRevisionArn"),
            "requestedTaskCount": made.desired,
            "runningTaskCount": made.running,
            "pendingTaskCount": made.pending,
        }
        status = "MONITORING" if enabled else "DISABLED"
        found["deploymentCircuitBreaker"] = {
            "status": "TRIGGERED" if tripped else status,
            "failureCount": made.failed,
            "threshold": made.threshold,
        }
        if made.stage:
            found["lifecycleStage"] = made.stage
        if made.waiting:
            found["lifecycleHookDetails"] = [made.waiting]
        if made.rollback:
            found["rollback"] = {"reason": made.why, "startedAt": found["finishedAt"]}
        return found

    def DescribeServiceRevisions(self: Any, p: Json) -> Json:
        known = {
            self._arn_of(s, d, "revision"): (s, d)
            for s in self.services.values()
            for d in s.deployments
        }
        found = [
            {
                "serviceRevisionArn": arn,
                "serviceArn": known[arn][0].arn,
                "clusterArn": self.arn(f"cluster/{known[arn][0].cluster}"),
                "taskDefinition": known[arn][1].definition,
                "createdAt": self.timeline.utc(known[arn][1].created),
            }
            for arn in p["serviceRevisionArns"]
            if arn in known
        ]
        return {"serviceRevisions": found, "failures": []}

    def ContinueServiceDeployment(self: Any, p: Json) -> Json:
        arn = p["serviceDeploymentArn"]
        every = [(s, d) for s in self.services.values() for d in s.deployments]
        answer(next((d for s, d in every if self._arn_of(s, d) == arn), None), p)
        return {"serviceDeploymentArn": arn}

    def StopServiceDeployment(self: Any, p: Json) -> Json:
        arn = p["serviceDeploymentArn"]
        for service in self.services.values():
            for made in service.deployments:
                if self._arn_of(service, made) == arn:
                    self.stop_rollout(made)
                    return {"serviceDeploymentArn": arn}
        raise AwsFailure(
            "ServiceDeploymentNotFoundException", "The service deployment was not found."
        )


def camel(value: Any, verbatim: bool = False) -> Any:
    """CloudFormation's property names -> ECS's."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if isinstance(value, Mapping):
        return {
            (k if verbatim else k[:1].lower() + k[1:]): camel(v, k in _VERBATIM)
            for k, v in value.items()
        }
    return value
