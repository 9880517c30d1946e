"""What only served the instances of the cluster, what refers to that, and what never did serve them."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from tests.unit.migrate.templates import WEB, resource, service
from tests.unit.migrate.test_steps import both, notes

_HOSTS = (
    "Hosts: {Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {LaunchConfigurationName: !Ref Start}}",
    "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {ImageId: ami-1}}",
    "More: {Type: 'AWS::AutoScaling::ScalingPolicy', Properties: {AutoScalingGroupName: !Ref Hosts}}",
)


def told(*lines: str, more: str = "") -> str:
    return "\n".join(notes(resource(*lines) + more, "cluster-leftovers"))


def alarm(dimension: str, action: str) -> str:
    return (
        "Busy: {Type: 'AWS::CloudWatch::Alarm', Properties: "
        f"{{Dimensions: [{{Name: A, Value: {dimension}}}], AlarmActions: [{action}]}}}}"
    )


# --- what refers to it


def test_an_alarm_that_measures_the_instances_is_no_longer_needed():
    assert "Busy is no longer needed: an alarm on Hosts" in told(
        *_HOSTS, alarm("!Ref Hosts", "!Ref More")
    )


def test_an_alarm_that_only_calls_what_goes_is_told_to_refer_to_it():
    found = told(*_HOSTS, alarm("!GetAtt Service.Name", "!Ref More"))
    assert "Busy refers to More, which is no longer needed" in found
    assert "Busy is no longer needed" not in found


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Board: {Type: 'AWS::CloudWatch::Dashboard', Properties: {DashboardBody: !Sub 'a${Hosts}'}}", "Board"),
        ("Every: {Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {AlarmRule: !Sub 'ALARM(${Busy})'}}", "Every"),
        ("Late: {Type: 'AWS::SNS::Topic', DependsOn: [Task, Hosts]}", "Late"),
        ("Late: {Type: 'AWS::SNS::Topic', DependsOn: Hosts}", "Late"),
        ("All: {Type: 'AWS::ECS::Cluster', Properties: {CapacityProviders: [!If [A, !Ref Own, FARGATE]]}}", "All"),
        ("Policy: {Type: 'AWS::IAM::Policy', Properties: {Roles: [!Ref Role]}}", "Policy"),
        ("Fn: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !GetAtt Role.Arn}}", "Fn"),
    ],
)  # fmt: skip
def test_everything_that_refers_to_what_goes_is_named(line, says):
    found = told(
        *_HOSTS,
        alarm("!Ref Hosts", "!Ref More"),
        "Own: {Type: 'AWS::ECS::CapacityProvider', Properties: {}}",
        "Profile: {Type: 'AWS::IAM::InstanceProfile', Properties: {Roles: [!Ref Role]}}",
        "Role: {Type: 'AWS::IAM::Role', Properties: {}}",
        line,
    )
    assert f"{says} refers to " in found


def test_an_output_that_refers_to_what_goes_is_named_at_its_line():
    text = resource(*_HOSTS) + "Outputs:\n  Group:\n    Description: a\n    Value: !Ref Hosts\n"
    (note,) = [note for note in migrate(text, "t").notes if "refers to" in note.what]
    assert note.what == "the output Group refers to Hosts, which is no longer needed"
    assert text.splitlines()[note.place.line - 1] == "    Value: !Ref Hosts"


def test_all_that_something_refers_to_is_told_once():
    line = "Late: {Type: 'AWS::SNS::Topic', DependsOn: [Hosts, Start], Properties: {DisplayName: !Ref Hosts}}"
    found = told(*_HOSTS, line)
    assert "Late refers to Hosts, Start, which are no longer needed" in found
    assert found.count("Late") == 1


def test_what_goes_and_refers_to_other_that_goes_is_not_told_twice():
    assert "refers to" not in told(*_HOSTS)


def test_a_service_that_no_longer_has_the_role_does_not_refer_to_it():
    found = "\n".join(notes(WEB, "cluster-leftovers"))
    assert "ServiceRole is no longer needed" in found
    assert "refers to" not in found


def test_a_service_that_no_longer_has_the_capacity_does_not_refer_to_it():
    text = service("CapacityProviderStrategy: [{CapacityProvider: !Ref Own, Weight: 1}]")
    text += "  Own: {Type: 'AWS::ECS::CapacityProvider', Properties: {}}\n"
    found = "\n".join(notes(text, "cluster-leftovers"))
    assert "Own is no longer needed" in found
    assert "refers to" not in found


def test_a_service_that_waits_for_the_instances_refers_to_them():
    text = resource(*_HOSTS).replace(
        "    Type: AWS::ECS::Service\n", "    Type: AWS::ECS::Service\n    DependsOn: Hosts\n"
    )
    assert "Service refers to Hosts, which is no longer needed" in notes(text, "cluster-leftovers")


# --- instances that are not the cluster's

_ROLE = "Policies: [{PolicyDocument: {Statement: [{Action: 'ecs:RegisterContainerInstance'}]}}]"
_MANAGED = "ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role']"


def _with_role(role: str) -> tuple[str, ...]:
    return (
        "One: {Type: 'AWS::EC2::Instance', Properties: {ImageId: ami-1, IamInstanceProfile: !Ref Profile}}",
        "Profile: {Type: 'AWS::IAM::InstanceProfile', Properties: {Roles: [!Ref Role]}}",
        f"Role: {{Type: 'AWS::IAM::Role', Properties: {{{role}}}}}",
    )


def _instance(inside: str) -> str:
    return f"One: {{Type: 'AWS::EC2::Instance', Properties: {{{inside}}}}}"


_CLUSTER = "Own: {Type: 'AWS::ECS::Cluster'}"


@pytest.mark.parametrize(
    "lines",
    [
        (_instance("UserData: !Base64 'echo ECS_CLUSTER=main >> /etc/ecs/ecs.config'"),),
        (_instance("UserData: {Fn::Base64: !Sub 'join ${Own}'}"), _CLUSTER),
        (_instance("ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id}}'"),),
        (_instance("ImageId: !Ref EcsAmi"),),
        (_instance("ImageId: !FindInMap [AWSRegionToECSAMI, !Ref 'AWS::Region', id]"),),
        (_instance("IamInstanceProfile: ecsInstanceRole"),),
        _with_role(_ROLE),
        _with_role(_MANAGED),
        (*_with_role(""), f"Policy: {{Type: 'AWS::IAM::Policy', Properties: {{Roles: [!Ref Role], {_ROLE}}}}}"),
        (
            _instance("LaunchTemplate: {LaunchTemplateId: !Ref Start}"),
            "Start: {Type: 'AWS::EC2::LaunchTemplate', Properties: {LaunchTemplateData: {UserData: ECS_CLUSTER}}}",
        ),
    ],
)  # fmt: skip
def test_an_instance_that_joins_the_cluster_is_named(lines):
    assert "One is no longer needed: an instance" in told(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        (_instance("ImageId: ami-0123456789abcdef0, InstanceType: t3.nano"),),
        (_instance("UserData: !Base64 'yum install nmap', ImageId: !Ref BastionSpecs"), _CLUSTER),
        _with_role("ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore']"),
    ],
)
def test_an_instance_that_does_not_join_the_cluster_is_not(lines):
    assert told(*lines) == ""


def test_a_group_of_other_instances_beside_those_of_the_cluster_is_not_named():
    found = told(
        "Hosts: {Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {LaunchConfigurationName: !Ref Start}}",
        "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {UserData: ECS_CLUSTER=a}}",
        "Jumps: {Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {LaunchConfigurationName: !Ref Jump}}",
        "Jump: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {IamInstanceProfile: !Ref Profile}}",
        "Profile: {Type: 'AWS::IAM::InstanceProfile', Properties: {Roles: [!Ref Role]}}",
        "Role: {Type: 'AWS::IAM::Role', Properties: {}}",
        "Nightly: {Type: 'AWS::AutoScaling::ScheduledAction', Properties: {AutoScalingGroupName: !Ref Jumps}}",
    )
    assert [line.split()[0] for line in found.splitlines()] == ["Hosts", "Start"]


def test_instances_behind_a_capacity_provider_are_the_clusters():
    found = told(
        "Hosts: {Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {LaunchConfigurationName: !Ref Start}}",
        "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {ImageId: ami-1}}",
        "Own: {Type: 'AWS::ECS::CapacityProvider', Properties: {AutoScalingGroupProvider: [!Ref Hosts]}}",
        _instance("UserData: ECS_CLUSTER=main"),
    )
    assert all(f"{id} is no longer needed" in found for id in ("Hosts", "Start", "Own", "One"))


def test_other_instances_say_nothing_of_the_platform_and_let_no_task_in():
    text = resource(
        _instance("InstanceType: t4g.nano, SecurityGroupIds: [!Ref Inside]"),
        "Inside: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: a}}",
        "Db: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {SourceSecurityGroupId: !Ref Inside}}",
    )
    assert "RuntimePlatform" not in both(text)["Task"]["Properties"]
    assert not notes(text, "security-groups")


def test_a_parameter_that_nothing_refers_to_any_more_is_told_and_stays():
    text = WEB.replace("!Ref ServiceRole", "!Ref RoleName").replace(
        "Parameters:\n", "Parameters:\n  RoleName: {Type: String}\n  Unused: {Type: String}\n"
    )
    migration = migrate(text, "t")
    (told,) = (note for note in migration.notes if note.id == "idle-parameters")
    assert told.path == ("Parameters", "RoleName")
    assert "  RoleName: {Type: String}\n" in migration.after
    assert not [n for n in migrate(WEB, "t").notes if n.id == "idle-parameters"]
    assert not [n for n in migrate(migration.after, "t").notes if n.id == "idle-parameters"]
