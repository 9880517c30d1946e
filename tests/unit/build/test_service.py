"""What the builder produces with nothing said in the definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.features.scratch import Scratch
from bbfd.features.secret import Secret
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2, DistinctInstance, MemberOf
from bbfd.launch.fargate import Fargate, Spot
from bbfd.launch.host import Host
from bbfd.model.container import Container, Repository
from bbfd.model.definition import Definition
from bbfd.model.deployment import Rolling
from bbfd.model.environment import Certificate, ExistingCapacity
from bbfd.model.http import Http, Listener
from bbfd.model.launch import Tuning
from bbfd.model.network import Network
from bbfd.model.scaling import Scaling
from bbfd.model.stack import FromImage, FromLive, FromStack, Stack
from bbfd.template.values import Assumed, Values
from tests.unit.examples import JOB, WORKER, environment, properties, stack, web

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web"


def parameter(made, name):
    return next(each for each in made.parameters if each.name == name)


def refusals(workload, where):
    made = service_stack(Definition("web", workload, "w.py"), Definition("test", where, "e.py"))
    return [refusal.what for refusal in made.refusals]


def test_a_fargate_task_has_all_that_fargate_asks_for():
    task = properties(stack(web(runs_on=Fargate(cpu=512, memory=1024))), "Task")
    assert task["NetworkMode"] == "awsvpc"
    assert task["RequiresCompatibilities"] == ["FARGATE"]
    assert (task["Cpu"], task["Memory"]) == ("512", "1024")
    assert task["RuntimePlatform"] == {
        "CpuArchitecture": "X86_64",
        "OperatingSystemFamily": "LINUX",
    }
    assert task["ExecutionRoleArn"] == {"Fn::GetAtt": ["ExecutionRole", "Arn"]}
    assert task["TaskRoleArn"] == {"Fn::GetAtt": ["TaskRole", "Arn"]}
    container = task["ContainerDefinitions"][0]
    assert container["PortMappings"] == [{"ContainerPort": 80}]
    options = container["LogConfiguration"]["Options"]
    assert options.keys() == {"awslogs-group", "awslogs-region", "awslogs-stream-prefix"}


def test_a_fargate_service_is_attached_to_the_network_and_has_no_role():
    service = properties(stack(), "Service")
    attached = service["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert attached == {
        "Subnets": {"Ref": "PrivateSubnets"},
        "SecurityGroups": [{"Fn::GetAtt": ["TaskSecurityGroup", "GroupId"]}],
        "AssignPublicIp": "DISABLED",
    }
    assert "Role" not in service
    assert "LaunchType" not in service


def test_tasks_in_public_subnets_get_a_public_address():
    made = stack(where=environment(network=Network.create(nat="none")))
    attached = properties(made, "Service")["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert attached["AssignPublicIp"] == "ENABLED"
    assert attached["Subnets"] == {"Ref": "PublicSubnets"}


def test_a_failed_rollout_is_rolled_back_after_a_count_of_failures():
    service = properties(stack(web(deployment=Rolling(failures=5, minimum_healthy=50))), "Service")
    assert service["DeploymentConfiguration"] == {
        "MinimumHealthyPercent": 50,
        "MaximumPercent": 200,
        "DeploymentCircuitBreaker": {
            "Enable": True,
            "Rollback": True,
            "ThresholdConfiguration": {"Type": "COUNT", "Value": 5},
        },
    }


def test_targets_of_tasks_with_an_address_are_addresses():
    made = stack()
    assert properties(made, "Targets")["TargetType"] == "ip"
    assert "Name" not in properties(made, "Targets")


def test_tasks_on_a_bridge_share_their_instance():
    made = stack(web(runs_on=EC2()))
    assert properties(made, "Targets")["TargetType"] == "instance"
    task = properties(made, "Task")
    assert task["NetworkMode"] == "bridge"
    assert task["ContainerDefinitions"][0]["PortMappings"] == [{"ContainerPort": 80, "HostPort": 0}]
    service = properties(made, "Service")
    assert "NetworkConfiguration" not in service
    assert "LaunchType" not in service
    assert service["CapacityProviderStrategy"] == [
        {"CapacityProvider": {"Ref": "CapacityProvider"}, "Base": 0, "Weight": 1}
    ]
    assert service["PlacementStrategies"] == [
        {"Type": "spread", "Field": "attribute:ecs.availability-zone"},
        {"Type": "binpack", "Field": "memory"},
    ]
    assert "TaskSecurityGroup" not in made.body["Resources"]


def test_tasks_on_their_host_use_its_ports():
    made = stack(
        web(
            container=Container(image="nginx:1.27", port=40080),
            runs_on=EC2(
                network_mode=Host(), constraints=(DistinctInstance(), MemberOf(expression="a"))
            ),
        )
    )
    mapping = properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"]
    assert mapping == [{"ContainerPort": 40080, "HostPort": 40080}]
    assert properties(made, "Service")["PlacementConstraints"] == [
        {"Type": "distinctInstance"},
        {"Type": "memberOf", "Expression": "a"},
    ]


def test_tasks_with_an_address_on_instances_never_get_a_public_one():
    where = environment(network=Network.create(nat="none"))
    made = stack(web(runs_on=EC2(network_mode=Awsvpc())), where)
    attached = properties(made, "Service")["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert attached["AssignPublicIp"] == "DISABLED"
    assert properties(made, "Targets")["TargetType"] == "ip"


@pytest.mark.parametrize(
    ("spot", "by_default", "strategy"),
    [
        (None, False, [("FARGATE", 0, 1)]),
        (None, True, [("FARGATE_SPOT", 0, 1)]),
        (False, True, [("FARGATE", 0, 1)]),
        (True, False, [("FARGATE_SPOT", 0, 1)]),
        (Spot(base=1), False, [("FARGATE", 1, 0), ("FARGATE_SPOT", 0, 1)]),
        (Spot(on_demand=1, spot=3), True, [("FARGATE", 0, 1), ("FARGATE_SPOT", 0, 3)]),
    ],
)
def test_spare_capacity_is_as_the_service_says_else_as_the_environment(spot, by_default, strategy):
    service = properties(
        stack(web(runs_on=Fargate(spot=spot)), environment(spot=by_default)), "Service"
    )
    found = [
        (i["CapacityProvider"], i["Base"], i["Weight"]) for i in service["CapacityProviderStrategy"]
    ]
    assert found == strategy
    assert all(type(item["Weight"]) is int for item in service["CapacityProviderStrategy"])


def test_one_word_moves_a_service_from_fargate_to_ec2_and_tuning_can_say_it():
    tuned = web(tuning={"test": Tuning(runs_on=EC2(cpu=256, memory=512), grace_period=30)})
    assert (
        stack(tuned).body["Resources"]["Task"]
        == stack(web(runs_on=EC2(cpu=256, memory=512))).body["Resources"]["Task"]
    )
    assert properties(stack(tuned), "Service")["HealthCheckGracePeriodSeconds"] == 30
    assert properties(stack(tuned, place="other"), "Task")["NetworkMode"] == "awsvpc"


def test_only_the_load_balancer_reaches_the_tasks_on_the_containers_port_alone():
    group = properties(stack(web(container=Container(image="a:1", port=8080))), "TaskSecurityGroup")
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == (8080, 8080, "tcp")
    assert rule["SourceSecurityGroupId"] == {"Ref": "LoadBalancerSecurityGroup"}
    assert "CidrIp" not in rule


def test_nobody_reaches_a_worker():
    assert "SecurityGroupIngress" not in properties(stack(WORKER), "TaskSecurityGroup")
    assert "HealthCheckGracePeriodSeconds" not in properties(stack(WORKER), "Service")


def test_the_service_waits_for_what_sends_it_requests():
    assert stack().body["Resources"]["Service"]["DependsOn"] == "Rule"
    own = stack(web(http=Http(listener=Listener(port=7400))))
    assert own.body["Resources"]["Service"]["DependsOn"] == "Listener"
    assert "Rule" not in own.body["Resources"]


def test_a_listener_of_its_own_opens_its_port_to_whom_it_says():
    made = stack(web(http=Http(listener=Listener(port=7400, admit=("10.0.0.0/8", "::/0")))))
    first, second = (properties(made, name) for name in ("ListenerIngress", "ListenerIngress1"))
    assert (first["FromPort"], first["CidrIp"], second["CidrIpv6"]) == (7400, "10.0.0.0/8", "::/0")
    assert made.body["Outputs"]["Url"]["Value"] == {
        "Fn::Join": ["", ["http://", {"Ref": "LoadBalancerDnsName"}, ":7400/"]]
    }


def test_the_shared_listener_is_https_where_there_is_a_certificate():
    secure = environment(certificate=Certificate.lookup("example.com"))
    assert properties(stack(), "Rule")["ListenerArn"] == {"Ref": "HttpListener"}
    assert properties(stack(where=secure), "Rule")["ListenerArn"] == {"Ref": "HttpsListener"}
    assert stack(where=secure).body["Outputs"]["Url"]["Value"]["Fn::Join"][1][0] == "https://"


def test_a_service_that_scales_never_says_how_many():
    scaled = replace(WORKER, scaling=Scaling(minimum=2, maximum=9, cpu=60))
    made = stack(scaled)
    assert _count(made, StartCount="") is None
    assert properties(made, "ScalableTarget")["MinCapacity"] == 2
    assert "CpuScaling" in made.body["Resources"]
    assert "MemoryScaling" not in made.body["Resources"]


def test_a_service_that_scales_begins_with_the_count_that_a_deploy_tells_it():
    made = stack(replace(WORKER, scaling=Scaling(minimum=2, maximum=9, cpu=60)))
    start = parameter(made, "StartCount")
    assert (start.type, start.default) == ("String", "")
    assert start.source == FromLive(service="Service")
    assert _count(made, StartCount="5") == "5"
    assert _count(made, StartCount="0") == "0"
    tuned = replace(WORKER, count=3)
    assert "Conditions" not in stack(tuned).body
    assert _count(stack(tuned)) == 3


def _count(made: Stack, **given: str) -> object:
    """What the count comes to, by the values of parameters; None: it is not told."""
    values = Values(made.body, given, Assumed())
    return values.of(properties(made, "Service")["DesiredCount"])


def test_an_image_of_our_own_is_pulled_from_one_repository_alone():
    made = stack(web(container=Container(image=Repository(tag="7"), port=80)))
    assert parameter(made, "Image").default == f"{ECR}:7"
    statements = properties(made, "ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"]
    pull = next(s for s in statements if "ecr:BatchGetImage" in s["Action"])
    assert pull["Resource"] == [
        {"Fn::Sub": "arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/web"}
    ]


def test_an_image_from_elsewhere_needs_no_permission_in_ecr():
    statements = properties(stack(), "ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert not any("ecr:" in action for statement in statements for action in statement["Action"])


def test_the_image_is_a_parameter_with_a_default_only_where_it_names_a_version():
    made = stack(web(container=Container(image=Repository(), port=80)))
    image = parameter(made, "Image")
    assert image.default is None
    assert image.source == FromImage(container="app", repository=ECR, ours=True)
    assert parameter(stack(), "Image").default == "nginx:1.27"
    tuned = web(tuning={"test": Tuning(image="nginx:2")})
    assert parameter(stack(tuned), "Image").default == "nginx:2"


def test_what_the_environment_makes_comes_from_its_stack_and_what_exists_is_the_default():
    vpc = parameter(stack(), "Vpc")
    assert vpc.default is None
    assert vpc.source == FromStack(stack="bbfd-environment-test", output="Vpc")
    there = environment(network=Network.existing(vpc="vpc-1", private=("subnet-1", "subnet-2")))
    assert parameter(stack(where=there), "Vpc").default == "vpc-1"
    assert parameter(stack(where=there), "PrivateSubnets").default == "subnet-1,subnet-2"
    capacity = stack(web(runs_on=EC2()), environment(capacity=ExistingCapacity(provider="p")))
    assert parameter(capacity, "CapacityProvider").default == "p"


def test_a_secret_is_named_never_read_and_only_it_may_be_read():
    secret = Secret(variable="KEY", secret="arn:aws:secretsmanager:eu-west-1:1:secret:a-Xy", key="k",
                    encryption_key="arn:aws:kms:eu-west-1:1:key/k")  # fmt: skip
    made = stack(web(uses=(secret, Secret(variable="B", parameter="/{environment}/{service}/b"))))
    assert properties(made, "Task")["ContainerDefinitions"][0]["Secrets"] == [
        {
            "Name": "B",
            "ValueFrom": {
                "Fn::Sub": "arn:${AWS::Partition}:ssm:eu-west-1:123456789012:parameter/test/web/b"
            },
        },
        {"Name": "KEY", "ValueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:a-Xy:k::"},
    ]
    statements = properties(made, "ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"]
    read = [s for s in statements if "secretsmanager:GetSecretValue" in s["Action"]]
    assert read[0]["Resource"] == ["arn:aws:secretsmanager:eu-west-1:1:secret:a-Xy"]
    decrypt = next(s for s in statements if "kms:Decrypt" in s["Action"])
    assert decrypt["Resource"] == ["arn:aws:kms:eu-west-1:1:key/k"]


def test_a_scratch_volume_is_mounted_where_it_says():
    made = stack(web(uses=(Scratch(path="/srv/temp"),)))
    task = properties(made, "Task")
    assert task["Volumes"] == [{"Name": "srv-temp"}]
    assert task["ContainerDefinitions"][0]["MountPoints"] == [
        {"SourceVolume": "srv-temp", "ContainerPath": "/srv/temp", "ReadOnly": False}
    ]


def test_a_scheduled_task_runs_in_the_network_with_a_role_for_nothing_else():
    made = stack(JOB)
    target = properties(made, "Schedule")["Target"]
    attached = target["EcsParameters"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert attached["Subnets"] == {"Ref": "PrivateSubnets"}
    said = properties(made, "ScheduleRole")["Policies"][0]["PolicyDocument"]["Statement"]
    run, tags, hand_over = said
    assert run["Resource"] == [{"Ref": "Task"}]
    assert target["EcsParameters"]["PropagateTags"] == "TASK_DEFINITION"
    assert (tags["Action"], len(tags["Resource"])) == (["ecs:TagResource"], 1)
    assert hand_over["Action"] == ["iam:PassRole"]
    assert hand_over["Condition"]["StringEquals"] == {
        "iam:PassedToService": "ecs-tasks.amazonaws.com"
    }


@pytest.mark.parametrize(
    ("workload", "where", "says"),
    [
        (web(), environment(load_balancer=None), "no load balancer"),
        (web(runs_on=EC2()), environment(capacity=None), "no EC2 capacity"),
        (
            web(http=Http(listener=Listener(port=1, protocol="HTTPS"))),
            environment(),
            "no certificate",
        ),
        (web(container=Container(image="a:1")), environment(), "no port"),
        (web(http=Http(host="{domain}")), environment(), "{domain} is not known"),
        (web(uses=(Secret(variable="A"),)), environment(), "either secret= or parameter="),
        (
            web(sidecars=(Container(name="b", image=Repository()),)),
            environment(),
            "sidecar b needs an image",
        ),
    ],
)
def test_what_cannot_be_built_says_why(workload, where, says):
    assert any(says in what for what in refusals(workload, where))


def test_a_scheduled_task_on_instances_is_placed_as_it_says():
    made = stack(replace(JOB, runs_on=EC2(constraints=(MemberOf(expression="a"),))))
    started = properties(made, "Schedule")["Target"]["EcsParameters"]
    assert [each["Type"] for each in started["PlacementStrategy"]] == ["spread", "binpack"]
    assert started["PlacementConstraints"] == [{"Type": "memberOf", "Expression": "a"}]


def test_a_port_is_opened_once_to_whom_it_is_opened_twice():
    twice = Listener(port=81, admit=("10.0.0.0/8", "10.0.0.0/8"))
    assert "ListenerIngress1" not in stack(web(http=Http(listener=twice))).body["Resources"]
