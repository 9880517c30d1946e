"""What is new refers to nothing that a condition may leave out while the new thing is there."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from bbfd.template import read
from tests.unit.migrate.templates import WEB, WORKER, container, task
from tests.unit.migrate.test_steps import both

WHERE = "Conditions:\n  Own: !Equals [!Ref 'AWS::Region', eu-west-1]\n"
ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:7"
_NET = """\
  Net:
    Type: AWS::EC2::VPC
    Condition: Own
    Properties: {CidrBlock: 10.0.0.0/16}
  First:
    Type: AWS::EC2::Subnet
    Condition: Own
    Properties: {VpcId: !Ref Net, CidrBlock: 10.0.0.0/24}
"""
_ALWAYS = (
    "  Second: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24}}\n"
)


def network(text: str) -> dict[str, object]:
    service = both(text)["Service"]["Properties"]["NetworkConfiguration"]
    return dict(service["AwsvpcConfiguration"])


def test_subnets_and_a_vpc_that_may_not_be_there_are_asked_for():
    text = WORKER + _NET + WHERE
    assert network(text)["Subnets"] == {"Ref": "TaskSubnets"}
    assert both(text)["ServiceSecurityGroup"]["Properties"]["VpcId"] == {"Ref": "VpcId"}


def test_subnets_that_are_always_there_are_taken_before_those_that_are_not():
    assert network(WORKER + _NET + _ALWAYS + WHERE)["Subnets"] == [{"Ref": "Second"}]


def test_subnets_under_the_condition_of_the_service_are_there_when_it_is():
    text = WORKER.replace(
        "    Type: AWS::ECS::Service\n", "    Type: AWS::ECS::Service\n    Condition: Own\n"
    )
    assert network(text + _NET + WHERE)["Subnets"] == [{"Ref": "First"}]


def test_subnets_that_instances_choose_by_a_condition_are_chosen_by_it_again():
    chosen = "!If [Own, [!Ref First], [subnet-0a1b2c3d]]"
    group = (
        "  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n"
        f"    Properties: {{MinSize: '1', MaxSize: '1', VPCZoneIdentifier: {chosen}}}\n"
    )
    assert network(WORKER + group + _NET + WHERE)["Subnets"] == {
        "Fn::If": ["Own", [{"Ref": "First"}], ["subnet-0a1b2c3d"]]
    }


def test_a_log_group_that_may_not_be_there_is_allowed_by_its_condition():
    text = WEB.replace(
        "    Type: AWS::Logs::LogGroup\n", "    Type: AWS::Logs::LogGroup\n    Condition: Own\n"
    )
    text = text.replace("awslogs-group: !Ref Logs", "awslogs-group: !If [Own, !Ref Logs, other]")
    after = migrate(text + WHERE, "t.yaml").after
    role = read(after, "t").body["Resources"]["TaskExecutionRole"]["Properties"]
    always, other = role["Policies"]
    assert "'Logs'" not in str(always)
    condition, policy, nothing = other["Fn::If"]
    assert (condition, nothing) == ("Own", {"Ref": "AWS::NoValue"})
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Fn::GetAtt": ["Logs", "Arn"]}
    assert migrate(after, "t.yaml").unchanged


def test_tasks_have_a_public_address_where_the_condition_chooses_public_subnets():
    chosen = "!If [Own, [!Ref First], [!Ref Second, !If [Own, !Ref First, !Ref 'AWS::NoValue']]]"
    chosen = chosen.replace(", !If [Own, !Ref First, ", ", !If [Own, !Ref Second, ")
    group = (
        "  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n"
        f"    Properties: {{MinSize: '1', MaxSize: '1', VPCZoneIdentifier: {chosen}}}\n"
    )
    public = _ALWAYS.replace("}}", ", MapPublicIpOnLaunch: true}}")
    private = _NET.replace("10.0.0.0/24}", "10.0.0.0/24, MapPublicIpOnLaunch: false}")
    private = private.replace("  First:", "  PrivateOne:")
    text = (WORKER + group + private + public + WHERE).replace("!Ref First", "!Ref PrivateOne")
    assert network(text)["AssignPublicIp"] == {"Fn::If": ["Own", "DISABLED", "ENABLED"]}


# --- what a resource is when it is there

KINDS = """\
Parameters:
  Kind: {Type: String, Default: one, AllowedValues: [one, two]}
Conditions:
  One: !Equals [!Ref Kind, one]
  Two: !Equals [!Ref Kind, two]
  Both: !And [!Condition Two, !Equals [!Ref 'AWS::Region', eu-west-1]]
"""


def under(condition: str, text: str) -> str:
    """A template whose task and service are there under a condition."""
    for kind in ("TaskDefinition", "Service"):
        head = f"    Type: AWS::ECS::{kind}\n"
        text = text.replace(head, f"{head}    Condition: {condition}\n")
    return text + KINDS


@pytest.mark.parametrize("condition", ["Two", "Both"])
@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (("NetworkMode: !If [Two, awsvpc, bridge]",), "network-mode"),
        (("NetworkMode: !If [One, host, awsvpc]",), "network-mode"),
        (
            ("ExecutionRoleArn: !If [Two, 'arn:aws:iam::1:role/a', !Ref AWS::NoValue]",),
            "execution-role",
        ),
        (("Cpu: !If [Two, '256', '300']", "Memory: !If [One, '1', '512']"), "task-size"),
        (("RequiresCompatibilities: [!If [Two, FARGATE, EC2]]",), "compatibilities"),
    ],
)
def test_a_branch_that_is_never_there_changes_nothing(condition, lines, id):
    text = under(condition, task(*lines).replace("nginx:1.27", ECR))
    assert id not in {change.id for change in migrate(text, "t").changes}


@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (("NetworkMode: !If [One, host, bridge]",), "host-network"),
        (("NetworkMode: !If [Two, bridge, host]",), "host-network"),
        (("Volumes: [!If [One, {Name: a, Host: {SourcePath: /a}}, {Name: a}]]",), "host-volumes"),
    ],
)
def test_nobody_decides_about_a_branch_that_is_never_there(lines, id):
    assert id not in {each.id for each in migrate(under("Two", task(*lines)), "t").decisions}
    assert id in {each.id for each in migrate(task(*lines) + KINDS, "t").decisions}


def test_a_size_is_that_of_the_containers_that_are_there():
    lines = "!If [One, 9000, 300]"
    text = under("Two", WORKER.replace("Memory: 256", f"Memory: {lines}"))
    assert both(text)["Task"]["Properties"]["Memory"] == "512"


@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (("Hostname: !If [Two, me, !Ref 'AWS::NoValue']",), "container-network"),
        (("Privileged: !If [Two, true, false]",), "privileged"),
        (("StopTimeout: !If [Two, 300, 30]",), "stop-timeout"),
        (("DockerSecurityOptions: !If [Two, [a], !Ref 'AWS::NoValue']",), "kernel-settings"),
        (("Links: !If [Two, [db], !Ref 'AWS::NoValue']",), "links"),
        (("LogConfiguration: {LogDriver: !If [Two, syslog, splunk]}",), "log-options"),
        (
            ("LinuxParameters: {Devices: !If [Two, [{HostPath: /a}], !Ref 'AWS::NoValue']}",),
            "devices",
        ),
        (("CredentialSpecs: !If [Two, [a], !Ref 'AWS::NoValue']",), "windows-credentials"),
    ],
)
def test_what_is_there_under_a_condition_that_the_defaults_do_not_choose_is_seen(lines, id):
    migration = migrate(container(*lines) + KINDS, "t")
    assert id in {each.id for each in (*migration.changes, *migration.decisions)}
    assert "Two, 300" not in migration.after
    assert migrate(migration.after, "t").after == migration.after


@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (("PlacementConstraints: !If [Two, [{Type: distinctInstance}], []]",), "placement"),
        (("RequiresCompatibilities: [!If [Two, EC2, FARGATE]]",), "compatibilities"),
        (("RequiresCompatibilities: [!If [Two, EXTERNAL, EC2]]",), "external-instances"),
    ],
)
def test_so_it_is_in_a_task(lines, id):
    migration = migrate(task(*lines) + KINDS, "t")
    assert id in {each.id for each in (*migration.changes, *migration.decisions)}


# --- a condition that chooses the task

_TWO_TASKS = (
    WORKER.replace("TaskDefinition: !Ref Task", "TaskDefinition: !If [Two, !Ref Task, !Ref Other]")
    + """\
  Other:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [{Name: a, Image: 'b:1', Memory: 100, Hostname: me}]}
"""
    + KINDS
)


def test_every_task_that_a_condition_chooses_for_a_service_is_migrated():
    made = both(_TWO_TASKS)
    modes = [made[id]["Properties"]["NetworkMode"] for id in ("Task", "Other")]
    assert modes == ["awsvpc", "awsvpc"]


def test_every_task_that_a_condition_chooses_for_a_service_that_stays_stays():
    text = _TWO_TASKS.replace("      Cluster: main\n", "      SchedulingStrategy: DAEMON\n")
    assert migrate(text, "t").unchanged


def test_a_task_that_a_condition_chooses_for_instances_alone_stays():
    text = _TWO_TASKS.replace(
        "      Cluster: main\n", "      LaunchType: !If [Two, FARGATE, EC2]\n"
    )
    assert "Hostname: me" in migrate(text, "t").after


# --- containers that a function makes


@pytest.mark.parametrize(
    "raw",
    [
        "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: 's3://a/b'}}}",
        "[{Name: a, Image: 'b:1', Memory: 100}, {Fn::Transform: {Name: More}}]",
    ],
)
def test_a_task_whose_containers_are_not_all_known_is_asked_for_its_size(raw):
    head = WORKER[: WORKER.index("      ContainerDefinitions:")]
    text = head + f"      ContainerDefinitions: {raw}\n" + WORKER[WORKER.index("  Service:\n") :]
    migration = migrate(text, "t")
    assert "Default: '512'" in migration.after
    assert both(text)["Task"]["Properties"]["Cpu"] == {"Ref": "TaskCpu"}
    assert any("not all containers" in note.what for note in migration.notes)


# --- a condition that chooses the target group, or whether there is one

_OWN = "Own: {Type: String, AllowedValues: ['yes', 'no']}"
_CHOSEN = (
    WEB.replace("Parameters:\n", f"Parameters:\n  {_OWN}\n")
    .replace("Resources:\n", "Conditions:\n  Owns: !Equals [!Ref Own, 'yes']\n\nResources:\n", 1)
    .replace(
        "          TargetGroupArn: !Ref TargetGroup\n",
        "          TargetGroupArn: !If [Owns, !Ref TargetGroup, !ImportValue other]\n",
    )
)


def _owned(text: str, *kinds: str) -> str:
    for kind in kinds:
        head = f"    Type: AWS::{kind}\n"
        text = text.replace(head, f"{head}    Condition: Owns\n")
    return text


_GROUP, _RULE = "ElasticLoadBalancingV2::TargetGroup", "ElasticLoadBalancingV2::ListenerRule"


def test_a_target_group_that_a_condition_takes_from_elsewhere_is_told_at_its_branch():
    (note,) = [each for each in migrate(_CHOSEN, "t").notes if each.id == "outside"]
    assert note.what == "the target group is made elsewhere"
    assert note.path[-3:] == ("TargetGroupArn", "Fn::If", 2)


def test_a_target_group_from_elsewhere_is_not_told_where_the_service_is_never_with_it():
    text = _owned(_CHOSEN, "ECS::Service")
    assert "outside" not in {each.id for each in migrate(text, "t").notes}


def test_every_target_group_that_a_condition_chooses_is_of_addresses():
    other = """\
  Second: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 80}}
"""
    made = both(_CHOSEN.replace("!ImportValue other", "!Ref Second") + other)
    kinds = [made[id]["Properties"]["TargetType"] for id in ("TargetGroup", "Second")]
    assert kinds == ["ip", "ip"]


def test_a_rule_that_may_not_be_there_is_not_waited_for_and_told():
    migration = migrate(_owned(_CHOSEN, _GROUP, _RULE), "t")
    assert "listener-dependency" not in {each.id for each in migration.changes}
    (note,) = [each for each in migration.notes if each.id == "listener-dependency"]
    assert note.what.startswith("Service does not wait for Rule, which is there under Owns alone")
    assert "!If [Owns, !Ref Rule, '']" in note.fix


@pytest.mark.parametrize("kinds", [(), ("ECS::Service", _GROUP, _RULE), (_GROUP,)])
def test_a_rule_that_is_there_wherever_the_service_is_is_waited_for(kinds):
    migration = migrate(_owned(_CHOSEN, *kinds), "t")
    assert both(_owned(_CHOSEN, *kinds))["Service"]["DependsOn"] == "Rule"
    assert "listener-dependency" not in {each.id for each in migration.notes}


def test_who_has_done_what_the_note_says_is_told_nothing():
    wait = """\
  Wait:
    Type: AWS::CloudFormation::WaitConditionHandle
    Metadata: {Rule: !If [Owns, !Ref Rule, '']}
"""
    head = "    Type: AWS::ECS::Service\n"
    text = _owned(_CHOSEN, _GROUP, _RULE).replace(head, f"{head}    DependsOn: Wait\n") + wait
    assert "listener-dependency" not in {each.id for each in migrate(text, "t").notes}


_ATTACHED = """\
Parameters:
  Attach: {Type: String, Default: 'no'}
  Group: {Type: String, Default: ''}
Conditions:
  Attached: !Equals [!Ref Attach, 'yes']
""" + WORKER.replace("Cluster: main", "LoadBalancers: @")
_BALANCER = "{ContainerName: worker, ContainerPort: 80, TargetGroupArn: !Ref Group}"
_INGRESS = {
    "IpProtocol": "tcp",
    "FromPort": 80,
    "ToPort": 80,
    "SourceSecurityGroupId": {"Ref": "LoadBalancerSecurityGroup"},
}


@pytest.mark.parametrize(
    "raw",
    [
        f"!If [Attached, [{_BALANCER}], !Ref 'AWS::NoValue']",
        f"[!If [Attached, {_BALANCER}, !Ref 'AWS::NoValue']]",
    ],
)
def test_who_has_no_load_balancer_is_not_asked_for_its_security_group(raw):
    text = _ATTACHED.replace("@", raw)
    rules = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert rules == [{"Fn::If": ["Attached", _INGRESS, {"Ref": "AWS::NoValue"}]}]
    asked = read(migrate(text, "t").after, "t").body["Parameters"]["LoadBalancerSecurityGroup"]
    assert (asked["Type"], asked["Default"]) == ("String", "")
    assert migrate(migrate(text, "t").after, "t").unchanged


@pytest.mark.parametrize("raw", [f"[{_BALANCER}]", f"!If [Attached, [{_BALANCER}], [{_BALANCER}]]"])
def test_who_has_one_in_any_case_is_asked(raw):
    text = _ATTACHED.replace("@", raw)
    rules = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert rules == [_INGRESS]
    asked = read(migrate(text, "t").after, "t").body["Parameters"]["LoadBalancerSecurityGroup"]
    assert asked["Type"] == "AWS::EC2::SecurityGroup::Id"
    assert "Default" not in asked


def test_a_target_group_that_a_condition_shares_with_what_stays_stays():
    other = """\
  Second: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 80}}
  Agent:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: agent
      SchedulingStrategy: DAEMON
      LoadBalancers: [{ContainerName: a, ContainerPort: 80, TargetGroupArn: !Ref Second}]
"""
    migration = migrate(_CHOSEN.replace("!ImportValue other", "!Ref Second") + other, "t")
    assert {"Service", "Second"} <= set(migration.staying)
    assert migration.unchanged
