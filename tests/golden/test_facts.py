"""What must hold in every service's template, asserted on what is kept, apart from how it was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bbfd import EC2, Repository, ScheduledTask, WebService
from bbfd.cli.project import Project
from bbfd.model.network import Side
from bbfd.template import read
from tests.golden import HERE, ROOT, kept

# What the definitions say, read from their values: a service or an environment more needs no edit here.
_PROJECT = Project(str(ROOT))
SERVICES = {service.name: service.value for service in _PROJECT.services()}
PLACES = {place.name: place.value for place in _PROJECT.environments()}
PUBLIC = {name for name, e in PLACES.items() if e.network.tasks_in is Side.PUBLIC}
PROTECTED = {name for name, e in PLACES.items() if e.protected}
BEHIND_THE_LOAD_BALANCER = {name for name, s in SERVICES.items() if isinstance(s, WebService)}
SCHEDULED = {name for name, s in SERVICES.items() if isinstance(s, ScheduledTask)}


def _on_instances(service: str, place: str) -> bool:
    tuned = SERVICES[service].tuning.get(place)
    runs_on = SERVICES[service].runs_on if tuned is None or tuned.runs_on is None else tuned.runs_on
    return isinstance(runs_on, EC2)


def _scales(service: str) -> bool:
    """Whether the definition asks for it; only some kinds can."""
    return getattr(SERVICES[service], "scaling", None) is not None


def _own_images() -> int:
    """Services with an image of their own: each is given a repository."""
    return sum(isinstance(s.container.image, Repository) for s in SERVICES.values())


@dataclass(frozen=True)
class Template:
    service: str
    place: str
    body: Mapping[str, Any]

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Logical id -> properties."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.body["Resources"].items()
            if resource["Type"] == kind
        }

    def one(self, kind: str) -> dict[str, Any]:
        (properties,) = self.all(kind).values()
        return properties

    @property
    def task(self) -> dict[str, Any]:
        return self.one("AWS::ECS::TaskDefinition")

    @property
    def runner(self) -> dict[str, Any]:
        """What starts the tasks: the service, or the target of the schedule."""
        services = list(self.all("AWS::ECS::Service").values())
        if services:
            return services[0]
        return dict(self.one("AWS::Scheduler::Schedule")["Target"]["EcsParameters"])

    @property
    def ports(self) -> list[dict[str, Any]]:
        containers = self.task["ContainerDefinitions"]
        return [port for container in containers for port in container.get("PortMappings", [])]


def _templates() -> Iterator[Template]:
    for name in sorted(kept()):
        folder, _, file = name.partition("/")
        if folder == "services":
            service, place, _ = file.split(".")
            body = read((HERE / name).read_text(encoding="utf-8"), name).body
            yield Template(service, place, body)


EVERY = {f"{t.service}.{t.place}": t for t in _templates()}
ON_INSTANCES = [name for name, t in EVERY.items() if _on_instances(t.service, t.place)]
OWN_ADDRESS = {name: t for name, t in EVERY.items() if name not in ON_INSTANCES}
BALANCED = {name: t for name, t in EVERY.items() if t.service in BEHIND_THE_LOAD_BALANCER}
LONG_RUNNING = {name: t for name, t in EVERY.items() if t.service not in SCHEDULED}


def over(templates: Mapping[str, Template]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("template", templates.values(), ids=templates.keys())


def test_there_are_templates_to_look_at() -> None:
    assert EVERY.keys() == {f"{service}.{place}" for service in SERVICES for place in PLACES}
    for some in (ON_INSTANCES, OWN_ADDRESS, BALANCED, LONG_RUNNING, SCHEDULED, PUBLIC, PROTECTED):
        assert some


@over(OWN_ADDRESS)
def test_on_fargate_the_task_says_all_that_fargate_asks_for(template: Template) -> None:
    task = template.task
    assert task["NetworkMode"] == "awsvpc"
    assert task["RequiresCompatibilities"] == ["FARGATE"]
    assert task["RuntimePlatform"]["OperatingSystemFamily"] == "LINUX"
    assert "ExecutionRoleArn" in task
    for port in template.ports:
        assert port.get("HostPort", port["ContainerPort"]) == port["ContainerPort"]


@over(OWN_ADDRESS)
def test_a_task_with_an_address_of_its_own_has_subnets_and_a_security_group(
    template: Template,
) -> None:
    network = template.runner["NetworkConfiguration"]["AwsvpcConfiguration"]
    groups = template.all("AWS::EC2::SecurityGroup")
    assert [get["Fn::GetAtt"] for get in network["SecurityGroups"]] == [
        [g, "GroupId"] for g in groups
    ]
    public = template.place in PUBLIC
    assert network["Subnets"] == {"Ref": "PublicSubnets" if public else "PrivateSubnets"}
    assert network["AssignPublicIp"] == ("ENABLED" if public else "DISABLED")


@over(OWN_ADDRESS)
def test_its_security_group_admits_the_load_balancer_on_the_containers_port_and_nobody_else(
    template: Template,
) -> None:
    rules = template.one("AWS::EC2::SecurityGroup").get("SecurityGroupIngress", [])
    admitted = [(r["SourceSecurityGroupId"], r["FromPort"], r["ToPort"]) for r in rules]
    balancer = {"Ref": "LoadBalancerSecurityGroup"}
    behind = template.service in BEHIND_THE_LOAD_BALANCER
    ports = [port["ContainerPort"] for port in template.ports] if behind else []
    assert admitted == [(balancer, port, port) for port in ports]


@over({name: EVERY[name] for name in ON_INSTANCES})
def test_on_instances_the_host_gives_the_port_and_the_address(template: Template) -> None:
    task, service = template.task, template.runner
    assert task["NetworkMode"] == "bridge"
    assert task["RequiresCompatibilities"] == ["EC2"]
    assert [port["HostPort"] for port in template.ports] == [0]
    assert template.one("AWS::ElasticLoadBalancingV2::TargetGroup")["TargetType"] == "instance"
    assert "NetworkConfiguration" not in service
    assert "PlatformVersion" not in service
    assert template.all("AWS::EC2::SecurityGroup") == {}


@over({name: EVERY[name] for name in ON_INSTANCES})
def test_on_instances_the_capacity_provider_scales_and_tasks_are_spread(template: Template) -> None:
    service = template.runner
    (item,) = service["CapacityProviderStrategy"]
    assert item["CapacityProvider"] == {"Ref": "CapacityProvider"}
    assert service["PlacementStrategies"] == [
        {"Type": "spread", "Field": "attribute:ecs.availability-zone"},
        {"Type": "binpack", "Field": "memory"},
    ]


@over(OWN_ADDRESS)
def test_fargate_has_its_own_providers_and_no_placement(template: Template) -> None:
    providers = [i["CapacityProvider"] for i in template.runner["CapacityProviderStrategy"]]
    assert ("FARGATE_SPOT" in providers) == PLACES[template.place].spot
    assert set(providers) <= {"FARGATE", "FARGATE_SPOT"}
    assert not {"PlacementStrategies", "PlacementConstraints"} & template.runner.keys()


@over(EVERY)
def test_a_launch_type_is_never_said_beside_a_strategy(template: Template) -> None:
    assert "LaunchType" not in template.runner
    assert template.runner["CapacityProviderStrategy"]


@over(EVERY)
def test_the_size_of_a_task_is_text(template: Template) -> None:
    for size in (template.task["Cpu"], template.task["Memory"]):
        assert isinstance(size, str)
        assert size.isdecimal()


@over(EVERY)
def test_the_execution_role_may_do_to_everything_only_what_has_no_arn(template: Template) -> None:
    role_id, _ = template.task["ExecutionRoleArn"]["Fn::GetAtt"]
    role = template.all("AWS::IAM::Role")[role_id]
    assert "ManagedPolicyArns" not in role
    statements = [s for p in role["Policies"] for s in p["PolicyDocument"]["Statement"]]
    assert statements
    for statement in statements:
        assert not [action for action in statement["Action"] if "*" in action]
        if statement["Resource"] == ["*"]:
            assert statement["Action"] == ["ecr:GetAuthorizationToken"]
        else:
            assert "*" not in str(statement["Resource"])


@over(EVERY)
def test_a_container_has_a_role_of_its_own(template: Template) -> None:
    assert template.task["TaskRoleArn"] != template.task["ExecutionRoleArn"]
    role_id, _ = template.task["TaskRoleArn"]["Fn::GetAtt"]
    assert "ManagedPolicyArns" not in template.all("AWS::IAM::Role")[role_id]


@over(EVERY)
def test_every_container_logs_to_the_stacks_own_group(template: Template) -> None:
    (group,) = template.all("AWS::Logs::LogGroup")
    for container in template.task["ContainerDefinitions"]:
        log = container["LogConfiguration"]
        assert log["LogDriver"] == "awslogs"
        assert log["Options"] == {
            "awslogs-group": {"Ref": group},
            "awslogs-region": {"Ref": "AWS::Region"},
            "awslogs-stream-prefix": container["Name"],
        }


@over(EVERY)
def test_logs_are_kept_where_the_environment_is_protected_and_gone_elsewhere(
    template: Template,
) -> None:
    policy = "Retain" if template.place in PROTECTED else "Delete"
    for resource in template.body["Resources"].values():
        if resource["Type"] == "AWS::Logs::LogGroup":
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == policy
            assert resource["Properties"]["RetentionInDays"]


@pytest.mark.parametrize("place", PLACES)
def test_images_are_kept_where_the_environment_is_protected_and_gone_elsewhere(place: str) -> None:
    name = f"registries/{place}.yaml"
    body = read((HERE / name).read_text(encoding="utf-8"), name).body
    policy = "Retain" if place in PROTECTED else "Delete"
    keeping = ("AWS::ECR::Repository", "AWS::S3::Bucket")
    found = [r for r in body["Resources"].values() if r["Type"] in keeping]
    assert len(found) == _own_images() + 1  # and the bucket
    assert {r["DeletionPolicy"] for r in found} == {policy}
    assert {r["UpdateReplacePolicy"] for r in found} == {policy}


@over(LONG_RUNNING)
def test_a_failed_rollout_is_counted_and_rolled_back(template: Template) -> None:
    breaker = template.runner["DeploymentConfiguration"]["DeploymentCircuitBreaker"]
    assert (breaker["Enable"], breaker["Rollback"]) == (True, True)
    assert breaker["ThresholdConfiguration"]["Type"] == "COUNT"


@over(LONG_RUNNING)
def test_a_count_is_said_only_where_nothing_scales_it(template: Template) -> None:
    scales = bool(template.all("AWS::ApplicationAutoScaling::ScalableTarget"))
    assert scales == _scales(template.service)
    assert isinstance(template.runner["DesiredCount"], int) == (not scales)
    start = template.body["Parameters"].get("StartCount")
    assert start == ({"Type": "String", "Default": ""} if scales else None)


@over(BALANCED)
def test_a_service_waits_for_what_ties_its_targets_to_the_load_balancer(template: Template) -> None:
    (service,) = (
        r for r in template.body["Resources"].values() if r["Type"] == "AWS::ECS::Service"
    )
    tie = template.body["Resources"][service["DependsOn"]]
    actions = tie["Properties"].get("Actions") or tie["Properties"]["DefaultActions"]
    (target,) = template.all("AWS::ElasticLoadBalancingV2::TargetGroup")
    assert actions == [{"Type": "forward", "TargetGroupArn": {"Ref": target}}]
    assert service["Properties"]["LoadBalancers"][0]["TargetGroupArn"] == {"Ref": target}


@over(BALANCED)
def test_a_target_group_can_be_replaced_and_lets_go_soon(template: Template) -> None:
    group = template.one("AWS::ElasticLoadBalancingV2::TargetGroup")
    assert "Name" not in group
    assert group["TargetType"] == ("ip" if template.task["NetworkMode"] == "awsvpc" else "instance")
    attributes = {a["Key"]: a["Value"] for a in group["TargetGroupAttributes"]}
    assert int(attributes["deregistration_delay.timeout_seconds"]) <= 60


@over(BALANCED)
def test_its_url_is_told(template: Template) -> None:
    assert "Url" in template.body["Outputs"]


@over(LONG_RUNNING)
def test_no_role_is_passed_to_a_service_and_no_name_that_a_replacement_would_meet(
    template: Template,
) -> None:
    assert not {"Role", "ServiceName"} & template.runner.keys()
    behind = template.service in BEHIND_THE_LOAD_BALANCER
    assert ("HealthCheckGracePeriodSeconds" in template.runner) == behind


@pytest.mark.parametrize(
    ("name", "grace"),
    [("kafka-connect.stage", 30), ("kafka-connect.prod", 1200), ("kafka-connect.local", 1200)],
)
def test_kafka_connect_is_what_it_was(name: str, grace: int) -> None:
    template = EVERY[name]
    assert template.runner["HealthCheckGracePeriodSeconds"] == grace
    assert template.runner["DeploymentConfiguration"]["MinimumHealthyPercent"] == 50
    assert template.one("AWS::ElasticLoadBalancingV2::Listener")["Port"] == 7400
    (container,) = template.task["ContainerDefinitions"]
    assert [m["ContainerPath"] for m in container["MountPoints"]] == ["/srv/kafka-connect/temp"]


def test_sample_serve_is_what_it_was() -> None:
    template = EVERY["sample-serve.prod"]
    service, group = template.runner, template.one("AWS::ElasticLoadBalancingV2::TargetGroup")
    rolling = service["DeploymentConfiguration"]
    assert (rolling["MaximumPercent"], rolling["MinimumHealthyPercent"]) == (300, 100)
    assert (service["DesiredCount"], template.ports[0]["ContainerPort"]) == (3, 8080)
    assert template.one("AWS::ElasticLoadBalancingV2::ListenerRule")["ListenerArn"] == {
        "Ref": "HttpsListener"
    }
    assert (group["HealthCheckIntervalSeconds"], group["HealthCheckTimeoutSeconds"]) == (20, 5)
    assert (group["HealthyThresholdCount"], group["UnhealthyThresholdCount"]) == (2, 2)
