"""Each kind of change, in YAML and in JSON: what it writes, and that nothing else differs."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.migrate import Migration, all_steps, migrate
from bbfd.template import read
from tests.unit.migrate.templates import (
    WEB,
    WORKER,
    as_json,
    container,
    resource,
    service,
    task,
)


def body(migration: Migration) -> dict[str, Any]:
    return dict(read(migration.after, "after").body)


def both(text: str) -> dict[str, Any]:
    """The resources of the migrated template; JSON has to come to the same as YAML."""
    found = body(migrate(text, "t.yaml"))
    for indent in (None, 2, "\t"):
        assert body(migrate(as_json(text, indent), "t.json")) == found
    resources: dict[str, Any] = found["Resources"]
    return resources


def of_task(text: str) -> dict[str, Any]:
    return dict(both(text)["Task"]["Properties"])


def of_service(text: str) -> dict[str, Any]:
    return dict(both(text)["Service"]["Properties"])


def of_container(*lines: str) -> dict[str, Any]:
    return dict(of_task(container(*lines))["ContainerDefinitions"][0])


def ids(text: str) -> set[str]:
    return {change.id for change in migrate(text, "t.yaml").changes}


def notes(text: str, id: str) -> list[str]:
    return [note.what for note in migrate(text, "t.yaml").notes if note.id == id]


# --- launch type, compatibilities, network mode -------------------------------------------------------------------


@pytest.mark.parametrize("line", ["DesiredCount: 1", "LaunchType: EC2"])
def test_a_service_is_launched_on_fargate(line):
    assert of_service(service(line))["LaunchType"] == "FARGATE"


def test_capacity_providers_of_instances_give_way_to_the_launch_type():
    given = of_service(service("CapacityProviderStrategy: [{CapacityProvider: mine, Weight: 1}]"))
    assert given["LaunchType"] == "FARGATE"
    assert "CapacityProviderStrategy" not in given


def test_a_change_of_launch_type_says_that_the_service_is_replaced():
    (change,) = (c for c in migrate(WORKER, "t").changes if c.id == "launch-type")
    assert change.replaces == ("Service",)


@pytest.mark.parametrize(
    "said",
    ["", "RequiresCompatibilities: [EC2]", "RequiresCompatibilities: [EC2, MANAGED_INSTANCES]"],
)
def test_the_task_definition_is_for_fargate(said):
    assert of_task(task(said) if said else WORKER)["RequiresCompatibilities"] == ["FARGATE"]


@pytest.mark.parametrize("mode", ["", "NetworkMode: bridge", "NetworkMode: host"])
def test_the_network_mode_is_awsvpc(mode):
    assert of_task(task(mode) if mode else WORKER)["NetworkMode"] == "awsvpc"


def test_what_is_right_already_stays():
    text = task(
        "NetworkMode: awsvpc", "RequiresCompatibilities: [FARGATE, EC2]", "Cpu: 512", "Memory: 1 GB"
    )
    assert not ids(text) & {"network-mode", "compatibilities", "task-size"}


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "cpu", "memory"),
    [
        ((), "256", "512"),
        (("Cpu: 300",), "512", "1024"),
        (("MemoryReservation: 700",), "256", "1024"),
        (("Cpu: 1024", "MemoryReservation: 9000"), "2048", "9216"),
        (("MemoryReservation: 20000",), "4096", "20480"),
    ],
)
def test_the_size_is_the_smallest_with_room_for_the_containers(lines, cpu, memory):
    given = of_task(container(*lines))
    assert (given["Cpu"], given["Memory"]) == (cpu, memory)


def test_sizes_are_seen_through_parameters():
    text = container("Cpu: !Ref Cpu") + "Parameters:\n  Cpu: {Type: Number, Default: 2000}\n"
    assert of_task(text)["Cpu"] == "2048"


def test_the_size_has_room_for_what_any_condition_adds():
    text = container("Cpu: !If [Large, 900, 100]") + (
        "Parameters:\n  Size: {Type: String, Default: small}\n"
        "Conditions:\n  Large: !Equals [!Ref Size, large]\n"
    )
    assert of_task(text)["Cpu"] == "1024"


def test_a_size_that_exists_stays_as_it_is_written():
    given = of_task(task("Cpu: .5 vCPU", "Memory: 1 GB"))
    assert (given["Cpu"], given["Memory"]) == (".5 vCPU", "1 GB")


def test_a_size_that_does_not_exist_is_rounded_up():
    given = of_task(task("Cpu: '256'", "Memory: '300'"))
    assert (given["Cpu"], given["Memory"]) == ("256", "512")


def test_windows_has_no_size_below_one_vcpu():
    text = task("RuntimePlatform: {OperatingSystemFamily: WINDOWS_SERVER_2022_CORE}")
    assert of_task(text)["Cpu"] == "1024"


def test_rounding_is_told_with_its_price():
    (change,) = (c for c in migrate(WORKER, "t").changes if c.id == "task-size")
    assert "256 MiB more" in change.why
    assert "$9.01 a month" in change.why


def test_memory_that_nobody_knows_makes_the_size_a_parameter():
    text = (
        WORKER.replace("Memory: 256", "Memory: !Ref Memory")
        + "Parameters:\n  Memory: {Type: Number}\n"
    )
    given = of_task(text)
    assert (given["Cpu"], given["Memory"]) == ({"Ref": "TaskCpu"}, {"Ref": "TaskMemory"})
    parameters = body(migrate(text, "t"))["Parameters"]
    assert parameters["TaskCpu"]["Default"] == "256"
    assert "512" in parameters["TaskCpu"]["AllowedValues"]
    assert notes(text, "task-size")


def test_a_size_that_nobody_knows_stays_with_a_note():
    text = task("Cpu: !Ref Size", "Memory: 512") + "Parameters:\n  Size: {Type: Number}\n"
    assert of_task(text)["Cpu"] == {"Ref": "Size"}
    assert "Cpu of Task is given by whoever deploys" in notes(text, "task-size")[0]


# --- ports --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0", "80", "!Ref Port"])
def test_host_ports_go(host):
    text = container(
        "PortMappings:", f"  - {{ContainerPort: 8080, HostPort: {host}, Protocol: tcp}}"
    )
    text += "Parameters:\n  Port: {Type: Number, Default: 8080}\n"
    (mapping,) = of_task(text)["ContainerDefinitions"][0]["PortMappings"]
    assert mapping == {"ContainerPort": 8080, "Protocol": "tcp"}


@pytest.mark.parametrize("port", ["8080", "'8080'", "!Ref Port"])
def test_a_host_port_that_is_the_containers_stays(port):
    text = container("PortMappings:", f"  - HostPort: {port}", f"    ContainerPort: {port}")
    assert "host-ports" not in ids(text + "Parameters:\n  Port: {Type: Number}\n")


def test_a_mapping_keeps_its_dash_when_its_first_line_goes():
    text = container("PortMappings:", "  - HostPort: 0  # any", "    ContainerPort: 8080")
    assert (
        "          PortMappings:\n            - ContainerPort: 8080\n" in migrate(text, "t").after
    )


# --- roles --------------------------------------------------------------------------------------------------------


def statements(text: str) -> dict[str, Any]:
    """Action -> resource, of the new execution role."""
    role = both(text)["TaskExecutionRole"]["Properties"]
    (policy,) = role["Policies"]
    return {str(each["Action"]): each["Resource"] for each in policy["PolicyDocument"]["Statement"]}


def test_the_execution_role_may_do_what_these_containers_need_and_nothing_else():
    assert statements(WEB) == {
        "ecr:GetAuthorizationToken": "*",
        "['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']": {
            "Fn::Sub": "arn:${AWS::Partition}:ecr:eu-central-1:123456789012:repository/web"
        },
        "['logs:CreateLogStream', 'logs:PutLogEvents']": {"Fn::GetAtt": ["Logs", "Arn"]},
    }


def test_a_public_image_without_logs_needs_no_execution_role():
    assert "execution-role" not in ids(WORKER)


def test_secrets_are_allowed_one_by_one():
    secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf"
    allowed = statements(
        container(
            "Secrets:",
            f"  - {{Name: PASSWORD, ValueFrom: '{secret}:password::'}}",
            "  - {Name: TOKEN, ValueFrom: /web/token}",
        )
    )
    assert allowed["secretsmanager:GetSecretValue"] == secret
    assert allowed["ssm:GetParameters"]["Fn::Sub"].endswith("parameter/web/token")


def test_a_role_that_is_given_gets_what_it_lacks():
    text = WEB.replace(
        "      Family: web\n",
        "      Family: web\n      ExecutionRoleArn: !GetAtt ServiceRole.Arn\n",
    )
    resources = both(text)
    assert "TaskExecutionRole" not in resources
    (policy,) = resources["ServiceRole"]["Properties"]["Policies"]
    assert len(policy["PolicyDocument"]["Statement"]) == 3
    assert any("ecs-tasks.amazonaws.com" in n.fix for n in migrate(text, "t").notes)


def test_a_role_that_may_do_all_that_stays_as_it_is():
    text = WEB.replace(
        "      Family: web\n",
        "      Family: web\n      ExecutionRoleArn: !GetAtt ServiceRole.Arn\n",
    ).replace("AmazonEC2ContainerServiceRole", "AmazonECSTaskExecutionRolePolicy")
    assert "execution-role" not in ids(text)


def test_a_role_that_a_condition_leaves_out_is_filled_in_there():
    given = "ExecutionRoleArn: !If [Own, !Ref Mine, !Ref 'AWS::NoValue']"
    text = WEB.replace("      Family: web\n", f"      Family: web\n      {given}\n")
    text = text.replace(
        "Parameters:\n",
        "Conditions:\n  Own: !Equals [!Ref Cluster, a]\nParameters:\n  Mine: {Type: String}\n",
    )
    role = both(text)["Task"]["Properties"]["ExecutionRoleArn"]
    assert role == {
        "Fn::If": ["Own", {"Ref": "Mine"}, {"Fn::GetAtt": ["TaskExecutionRole", "Arn"]}]
    }


def test_the_role_of_the_service_goes():
    assert "Role" not in of_service(WEB)


def test_a_task_without_a_role_of_its_own_loses_what_the_instance_was_allowed_and_that_is_told():
    assert notes(WORKER, "execution-role")
    assert not notes(task("TaskRoleArn: arn:aws:iam::123456789012:role/mine"), "execution-role")


def test_a_task_that_never_ran_on_instances_has_lost_no_role():
    told = {note.id for note in migrate(service("LaunchType: FARGATE"), "t").notes}
    assert "execution-role" not in told


# --- logs ---------------------------------------------------------------------------------------------------------


def test_awslogs_gets_its_stream_prefix_and_region():
    options = of_container("LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: mine}}")
    assert options["LogConfiguration"]["Options"] == {
        "awslogs-group": "mine",
        "awslogs-region": {"Ref": "AWS::Region"},
        "awslogs-stream-prefix": "worker",
    }


@pytest.mark.parametrize(
    "given",
    [
        "LogConfiguration: {LogDriver: json-file}",
        "LogConfiguration: {LogDriver: syslog, Options: {syslog-address: 'tcp://a:1'}}",
        "LogConfiguration: {LogDriver: awslogs}",
    ],
)
def test_what_an_instance_kept_goes_to_a_log_group(given):
    resources = both(container(given))
    log = resources["Task"]["Properties"]["ContainerDefinitions"][0]["LogConfiguration"]
    assert log["LogDriver"] == "awslogs"
    assert log["Options"]["awslogs-group"] == {"Ref": "TaskLogGroup"}
    assert resources["TaskLogGroup"]["Type"] == "AWS::Logs::LogGroup"
    assert "logs:PutLogEvents" in str(resources["TaskExecutionRole"])


def test_a_container_that_says_nothing_of_logs_is_told_and_left():
    assert notes(WORKER, "log-options")
    assert "LogConfiguration" not in of_container()


# --- network ------------------------------------------------------------------------------------------------------


def network(text: str) -> dict[str, Any]:
    return dict(of_service(text)["NetworkConfiguration"]["AwsvpcConfiguration"])


def test_subnets_are_asked_for_where_the_template_has_none():
    found = body(migrate(WORKER, "t"))
    assert network(WORKER)["Subnets"] == {"Ref": "TaskSubnets"}
    assert found["Parameters"]["TaskSubnets"]["Type"] == "List<AWS::EC2::Subnet::Id>"
    assert found["Parameters"]["VpcId"]["Type"] == "AWS::EC2::VPC::Id"
    assert found["Parameters"]["AssignPublicIp"]["Default"] == "DISABLED"


@pytest.mark.parametrize(
    ("parameters", "subnets", "address"),
    [
        (
            "  Mine: {Type: 'List<AWS::EC2::Subnet::Id>'}",
            {"Ref": "Mine"},
            {"Ref": "AssignPublicIp"},
        ),
        (
            "  SubnetIds: {Type: CommaDelimitedList}",
            {"Ref": "SubnetIds"},
            {"Ref": "AssignPublicIp"},
        ),
        (
            "  PublicA: {Type: 'AWS::EC2::Subnet::Id'}\n  PrivateA: {Type: 'AWS::EC2::Subnet::Id'}",
            [{"Ref": "PrivateA"}],
            "DISABLED",
        ),
        ("  PublicA: {Type: 'AWS::EC2::Subnet::Id'}", [{"Ref": "PublicA"}], "ENABLED"),
        (
            "  Subnets: {Type: String}",
            {"Fn::Split": [",", {"Ref": "Subnets"}]},
            {"Ref": "AssignPublicIp"},
        ),
    ],
)
def test_subnets_that_the_template_has_are_used(parameters, subnets, address):
    given = network(f"{WORKER}Parameters:\n{parameters}\n")
    assert (given["Subnets"], given["AssignPublicIp"]) == (subnets, address)


def test_a_parameter_of_a_subnets_range_is_no_subnet():
    text = WORKER + "Parameters:\n  SubnetCidr: {Type: String}\n  SubnetType: {Type: String}\n"
    assert network(text)["Subnets"] == {"Ref": "TaskSubnets"}


@pytest.mark.parametrize("thing", ["ElasticSearch", "Redis", "Bastion", "Database", "CacheA"])
def test_a_subnet_of_something_else_is_not_taken_for_the_tasks(thing):
    text = f"{WORKER}Parameters:\n  {thing}SubnetId: {{Type: String, Default: subnet-7fb16326}}\n"
    assert network(text)["Subnets"] == {"Ref": "TaskSubnets"}


def test_subnets_that_are_nowhere_are_not_taken_from_the_instances():
    text = resource(
        "Group:",
        "  Type: AWS::AutoScaling::AutoScalingGroup",
        "  Properties:",
        "    VPCZoneIdentifier: [!Ref PrivateA, !GetAtt Nowhere.SubnetId]",
    )
    assert network(text)["Subnets"] == {"Ref": "TaskSubnets"}


def test_tasks_go_where_the_instances_were():
    text = resource(
        "Group:",
        "  Type: AWS::AutoScaling::AutoScalingGroup",
        "  Properties:",
        "    VPCZoneIdentifier: [subnet-1, subnet-2]",
    )
    assert network(text)["Subnets"] == ["subnet-1", "subnet-2"]


def test_a_route_to_an_internet_gateway_makes_a_subnet_public():
    text = resource(
        "A: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}",
        "V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}",
        "G: {Type: 'AWS::EC2::InternetGateway'}",
        "T: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref V}}",
        "R: {Type: 'AWS::EC2::Route', Properties: {RouteTableId: !Ref T, GatewayId: !Ref G}}",
        "X: {Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: {SubnetId: !Ref A, RouteTableId: !Ref T}}",
    )
    assert network(text)["AssignPublicIp"] == "ENABLED"
    assert both(text)["ServiceSecurityGroup"]["Properties"]["VpcId"] == {"Ref": "V"}


def test_the_subnets_of_a_load_balancer_that_the_internet_reaches_are_public():
    balancer = "Front: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Subnets: !Ref Mine}}"
    text = resource(balancer) + "Parameters:\n  Mine: {Type: 'List<AWS::EC2::Subnet::Id>'}\n"
    assert network(text)["AssignPublicIp"] == "ENABLED"


def test_only_the_load_balancer_may_connect():
    (rule,) = both(WEB)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert rule == {
        "IpProtocol": "tcp",
        "FromPort": 8080,
        "ToPort": 8080,
        "SourceSecurityGroupId": {"Ref": "BalancerGroup"},
    }


def test_a_security_group_stands_under_the_condition_of_its_service():
    text = WEB.replace(
        "  Service:\n    Type: AWS::ECS::Service\n",
        "  Service:\n    Type: AWS::ECS::Service\n    Condition: Wanted\n",
    )
    text = text.replace(
        "Resources:\n", "Conditions:\n  Wanted: !Equals [!Ref Cluster, a]\nResources:\n"
    )
    assert both(text)["ServiceSecurityGroup"]["Condition"] == "Wanted"


def test_a_network_that_is_given_stays():
    text = task("NetworkMode: awsvpc") + (
        "      NetworkConfiguration:\n        AwsvpcConfiguration: {Subnets: [subnet-1]}\n"
    )
    assert network(text) == {"Subnets": ["subnet-1"]}


# --- load balancing -----------------------------------------------------------------------------------------------


def test_the_target_group_is_of_addresses_and_is_replaced():
    assert both(WEB)["TargetGroup"]["Properties"]["TargetType"] == "ip"
    (change,) = (c for c in migrate(WEB, "t").changes if c.id == "target-groups")
    assert change.replaces == ("TargetGroup",)


@pytest.mark.parametrize("port", ["1", "8081"])
def test_a_port_that_is_none_of_the_containers_becomes_the_containers(port):
    text = WEB.replace("      Port: 8080\n", f"      Port: {port}\n").replace(
        "HostPort: 0", "HostPort: 8081"
    )
    assert both(text)["TargetGroup"]["Properties"]["Port"] == 8080


def test_another_port_stays():
    text = WEB.replace("      Port: 8080\n", "      Port: 80\n")
    assert both(text)["TargetGroup"]["Properties"]["Port"] == 80


def test_health_checks_ask_the_container_and_not_the_instance():
    text = WEB.replace("HostPort: 0", "HostPort: 9000").replace(
        "      HealthCheckPath", "      HealthCheckPort: 9000\n      HealthCheckPath"
    )
    assert both(text)["TargetGroup"]["Properties"]["HealthCheckPort"] == "traffic-port"


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ("", "Rule"),
        ("    DependsOn: Logs\n", ["Logs", "Rule"]),
        ("    DependsOn: [Logs]\n", ["Logs", "Rule"]),
        ("    DependsOn: Rule\n", "Rule"),
    ],
)
def test_the_service_waits_for_its_listener(given, after):
    head = "  Service:\n    Type: AWS::ECS::Service\n"
    assert both(WEB.replace(head, head + given))["Service"]["DependsOn"] == after


@pytest.mark.parametrize(
    ("given", "after"), [("", 120), ("30", 120), ("600", 600), ("!Ref Grace", {"Ref": "Grace"})]
)
def test_tasks_have_time_to_start(given, after):
    line = f"      HealthCheckGracePeriodSeconds: {given}\n" if given else ""
    text = WEB.replace("      DesiredCount: 2\n", f"      DesiredCount: 2\n{line}")
    text = text.replace("Parameters:\n", "Parameters:\n  Grace: {Type: Number}\n")
    assert both(text)["Service"]["Properties"]["HealthCheckGracePeriodSeconds"] == after


def test_a_service_without_a_load_balancer_has_no_grace_period():
    assert "HealthCheckGracePeriodSeconds" not in of_service(WORKER)


# --- containers ---------------------------------------------------------------------------------------------------

_PEERS = """\
        - Name: db
          Image: postgres:16
          Memory: 256
"""


def test_links_become_localhost_also_in_the_environment():
    lines = (
        "Links: ['db:database']",
        "Environment:",
        "  - {Name: HOST, Value: database}",
        '  - {Name: URL, Value: "postgres://me@database:5432/web"}',
        "  - Name: SUB",
        "    Value: !Sub 'http://db:80/${AWS::Region}'",
        "  - {Name: OTHER, Value: my-database}",
    )
    text = container(*lines).replace("  Service:\n", f"{_PEERS}  Service:\n", 1)
    given = of_task(text)["ContainerDefinitions"][0]
    assert "Links" not in given
    assert [each["Value"] for each in given["Environment"]] == [
        "localhost",
        "postgres://me@localhost:5432/web",
        {"Fn::Sub": "http://localhost:80/${AWS::Region}"},
        "my-database",
    ]


def test_a_hostname_becomes_localhost_too():
    given = of_container("Hostname: me", "Environment: [{Name: URL, Value: 'http://me:80'}]")
    assert given["Environment"][0]["Value"] == "http://localhost:80"
    assert "Hostname" not in given


@pytest.mark.parametrize(
    "line",
    [
        "Hostname: me",
        "ExtraHosts: [{Hostname: a, IpAddress: 10.0.0.1}]",
        "DnsServers: [10.0.0.2]",
        "DnsSearchDomains: [a.example]",
        "DisableNetworking: true",
        "DockerSecurityOptions: [no-new-privileges]",
        "LinuxParameters: {MaxSwap: 1}",
        "LinuxParameters: {SharedMemorySize: 64}",
        "Ulimits: [{Name: core, SoftLimit: 0, HardLimit: 0}]",
    ],
)
def test_what_fargate_does_not_take_goes_with_what_is_empty_without_it(line):
    assert line.partition(":")[0] not in of_container(line)


def test_what_fargate_takes_stays_beside_it():
    given = of_container("LinuxParameters: {MaxSwap: 1, InitProcessEnabled: true}")
    assert given["LinuxParameters"] == {"InitProcessEnabled": True}
    limits = of_container(
        "Ulimits: [{Name: nofile, SoftLimit: 9, HardLimit: 9}, {Name: core, SoftLimit: 0, HardLimit: 0}]"
    )
    assert [each["Name"] for each in limits["Ulimits"]] == ["nofile"]


@pytest.mark.parametrize(("given", "after"), [(300, 120), (120, 120), (5, 5)])
def test_fargate_waits_two_minutes_at_most(given, after):
    assert of_container(f"StopTimeout: {given}")["StopTimeout"] == after


def test_placement_goes():
    given = of_service(
        service(
            "PlacementStrategies: [{Type: spread, Field: instanceId}]",
            "PlacementConstraints:",
            "  - Type: distinctInstance",
        )
    )
    assert not {"PlacementStrategies", "PlacementConstraints"} & set(given)


def test_an_empty_list_of_constraints_is_legal_and_stays():
    assert of_service(service("PlacementConstraints: []"))["PlacementConstraints"] == []


# --- schedules ----------------------------------------------------------------------------------------------------

_EVENT = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [{Name: job, Image: 'busybox:1', Memory: 128}]}
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: job
          Arn: arn:aws:ecs:eu-central-1:123456789012:cluster/main
          RoleArn: arn:aws:iam::123456789012:role/events
          EcsParameters:
            TaskDefinitionArn: !Ref Task
            TaskCount: 1
"""
_SCHEDULE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [{Name: job, Image: 'busybox:1', Memory: 128}]}
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target:
        Arn: arn:aws:ecs:eu-central-1:123456789012:cluster/main
        RoleArn: arn:aws:iam::123456789012:role/events
        EcsParameters:
          TaskDefinitionArn: !Ref Task
"""


def test_a_scheduled_task_gets_a_network_in_the_words_of_eventbridge():
    (target,) = both(_EVENT)["Nightly"]["Properties"]["Targets"]
    given = target["EcsParameters"]
    assert given["LaunchType"] == "FARGATE"
    assert set(given["NetworkConfiguration"]) == {"AwsVpcConfiguration"}
    assert "NightlySecurityGroup" in both(_EVENT)


def test_a_schedule_gets_a_network_in_the_words_of_the_scheduler():
    given = both(_SCHEDULE)["Nightly"]["Properties"]["Target"]["EcsParameters"]
    assert given["LaunchType"] == "FARGATE"
    assert set(given["NetworkConfiguration"]) == {"AwsvpcConfiguration"}


_STARTER = """\
  Starter:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: run
          PolicyDocument: {Statement: [{Effect: Allow, Action: 'ecs:RunTask', Resource: '*'}]}
"""


def test_who_starts_a_task_may_pass_its_execution_role_on():
    private = (
        _SCHEDULE.replace("'busybox:1'", "!Ref Image") + "Parameters:\n  Image: {Type: String}\n"
    )
    assert notes(private, "scheduled-tasks")
    mine = private.replace("arn:aws:iam::123456789012:role/events", "!GetAtt Starter.Arn")
    mine = mine.replace("Resources:\n", f"Resources:\n{_STARTER}", 1)
    _, policy = both(mine)["Starter"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Fn::GetAtt": ["TaskExecutionRole", "Arn"]}
    assert not notes(_SCHEDULE, "scheduled-tasks")


# --- what is told and not changed ---------------------------------------------------------------------------------


def test_a_fixed_name_of_what_is_replaced_is_told_with_the_way_round():
    text = WEB.replace("      DesiredCount: 2\n", "      DesiredCount: 2\n      ServiceName: web\n")
    text = text.replace(
        "      VpcId: !Ref Vpc\n", "      VpcId: !Ref Vpc\n      Name: web-targets\n"
    )
    told = notes(text, "custom-names")
    assert ["Name web-targets" in told[0], "ServiceName web" in told[1]] == [True, True]
    assert all("custom-named resource requires replacing" in each for each in told)
    assert of_service(text)["ServiceName"] == "web"


def test_what_only_served_the_instances_is_named_and_stays():
    lines = (
        "Group: {Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {LaunchConfigurationName: !Ref Start}}",
        "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {IamInstanceProfile: !Ref Profile}}",
        "Profile: {Type: 'AWS::IAM::InstanceProfile', Properties: {Roles: [!Ref Role]}}",
        "Role: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {}}}",
    )
    told = " ".join(notes(resource(*lines), "cluster-leftovers"))
    assert all(f"{name} is" in told for name in ("Group", "Start", "Profile", "Role"))
    assert {"Group", "Start", "Profile", "Role"} <= set(both(resource(*lines)))


def test_who_lets_the_instances_in_is_told():
    text = resource(
        "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {SecurityGroups: [!Ref Inside]}}",
        "Inside: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: a}}",
        "Database:",
        "  Type: AWS::EC2::SecurityGroup",
        "  Properties:",
        "    GroupDescription: b",
        "    SecurityGroupIngress: [{IpProtocol: tcp, SourceSecurityGroupId: !Ref Inside}]",
    )
    assert notes(text, "security-groups") == [
        "Database lets Inside in, the instances: the tasks are not among them any more"
    ]


def test_who_deploys_by_codedeploy_is_told():
    assert notes(service("DeploymentController: {Type: CODE_DEPLOY}"), "code-deploy")
    assert not notes(service("DeploymentController: {Type: ECS}"), "code-deploy")


def test_the_larger_of_two_sizes_counts_where_nobody_knows_the_condition():
    text = WORKER.replace("Memory: 256", "Memory: !If [Large, 3000, 256]")
    text += "Parameters:\n  Kind: {Type: String}\nConditions:\n  Large: !Equals [!Ref Kind, !ImportValue a]\n"
    assert of_task(text)["Memory"] == "3072"


def test_nested_stacks_and_what_other_templates_make_are_told():
    text = resource(
        "Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: ./inner.yaml}}"
    )
    (note,) = (n for n in migrate(text, "t").notes if n.id == "nested-stacks")
    assert "bbfd migrate ./inner.yaml" in note.fix
    elsewhere = (
        WORKER.replace("!Ref Task", "web:7")
        + "      LoadBalancers: [{ContainerName: a, ContainerPort: 1, TargetGroupArn: x}]\n"
    )
    assert len(notes(elsewhere, "outside")) == 2


@pytest.mark.parametrize("place", [service, task])
@pytest.mark.parametrize(
    "expression",
    [
        "attribute:ecs.cpu-architecture == arm64",
        "attribute:ecs.cpu-architecture==ARM64",
        "attribute:ecs.instance-type =~ m6g.*",
    ],
)
def test_tasks_that_asked_for_arm_go_on_to_run_on_it(place, expression):
    line = f"PlacementConstraints: [{{Type: memberOf, Expression: '{expression}'}}]"
    text = place(line)
    assert of_task(text)["RuntimePlatform"]["CpuArchitecture"] == "ARM64"
    assert migrate(migrate(text, "t").after, "t").unchanged


def test_tasks_that_asked_for_another_machine_do_not_run_on_arm():
    for expression in ("ecs.cpu-architecture == x86_64", "ecs.instance-type =~ g4dn.*"):
        line = f"PlacementConstraints: [{{Type: memberOf, Expression: '{expression}'}}]"
        assert "RuntimePlatform" not in of_task(service(line))


def test_tasks_that_asked_for_windows_go_on_to_run_on_it():
    line = (
        "PlacementConstraints: [{Type: memberOf, Expression: 'attribute:ecs.os-type == windows'}]"
    )
    assert of_task(service(line))["RuntimePlatform"]["CpuArchitecture"] == "X86_64"


@pytest.mark.parametrize("machine", ["InstanceType: t4g.small", "InstanceType: c7gn.large"])
def test_images_that_ran_on_graviton_go_on_to_run_on_arm(machine):
    start = f"Start: {{Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {{{machine}}}}}"
    assert of_task(resource(start))["RuntimePlatform"]["CpuArchitecture"] == "ARM64"


@pytest.mark.parametrize("machine", ["InstanceType: m5.large", "InstanceType: g4dn.xlarge"])
def test_other_instances_say_nothing_of_the_platform(machine):
    start = f"Start: {{Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {{{machine}}}}}"
    assert "RuntimePlatform" not in of_task(resource(start))


def test_a_service_that_a_condition_puts_on_fargate_is_told_with_the_values():
    text = service("LaunchType: !If [Serverless, FARGATE, EC2]") + (
        "Parameters:\n  Kind: {Type: String, Default: EC2}\n"
        "Conditions:\n  Serverless: !Equals [!Ref Kind, FARGATE]\n"
    )
    assert "Service runs on Fargate when Kind is FARGATE: it was left as it is" in notes(
        text, "outside"
    )


# --- all ----------------------------------------------------------------------------------------------------------


def test_every_step_says_what_it_is_and_where_aws_says_so():
    for id, step in all_steps().items():
        assert step.title, id
        assert step.doc.startswith("https://docs.aws.amazon.com/"), id
