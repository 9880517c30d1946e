"""What is new refers to nothing that a condition may leave out while the new thing is there."""

from __future__ import annotations

from bbfd.migrate import migrate
from bbfd.template import read
from tests.unit.migrate.templates import WEB, WORKER
from tests.unit.migrate.test_steps import both

WHERE = "Conditions:\n  Own: !Equals [!Ref 'AWS::Region', eu-west-1]\n"
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
