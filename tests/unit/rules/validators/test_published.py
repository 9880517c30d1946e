"""docs/checking.md, "Templates that people publish": each kind of it, and what is said of it here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bbfd.rules import Level, all_rules, check
from bbfd.rules._examples import TASK, WEB
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read

PAGE = (Path(__file__).parents[4] / "docs" / "checking.md").read_text(encoding="utf-8")
BOTH = (cloudformation_validate.findings, cfn_lint.findings)
GROUP = "Protocol: HTTP, VpcId: !Ref Vpc}"
CHECKED = "HealthCheckIntervalSeconds: !Ref Every, HealthCheckTimeoutSeconds: 5, "
EVERY = "Parameters:\n  Every: {Type: Number, Default: 5}\n"
CHOICE = """\
Parameters:
  Where: {Type: String, AllowedValues: [fargate, instances]}
"""
NETWORK = """\
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: !Ref Subnets
          SecurityGroups: [!Ref Group]
"""
CHOSEN_NETWORK = """\
      NetworkConfiguration: !If
        - Serverless
        - AwsvpcConfiguration: {Subnets: !Ref Subnets, SecurityGroups: [!Ref Group]}
        - !Ref AWS::NoValue
"""
CHOSEN = (
    (WEB + "Conditions: {Serverless: !Equals [!Ref Where, fargate]}\n")
    .replace("Parameters:\n", CHOICE, 1)
    .replace("LaunchType: FARGATE", "LaunchType: !If [Serverless, FARGATE, EC2]")
    .replace("NetworkMode: awsvpc", "NetworkMode: !If [Serverless, awsvpc, bridge]")
    .replace("[FARGATE]", "[!If [Serverless, FARGATE, EC2]]")
    .replace(NETWORK, CHOSEN_NETWORK)
    .replace("TargetType: ip, ", "")
)
BESIDE = """\
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !Ref Subnets}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}]
"""
HASTY = WEB.replace("    DependsOn: Rule\n", "")
ROLE = """\
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
"""


def timed(protocol: str) -> str:
    text = WEB.replace("Parameters:\n", EVERY, 1)
    return text.replace(GROUP, CHECKED + GROUP.replace("HTTP", protocol))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        pytest.param(timed("HTTP"), {"TG-HC-TIMEOUT-INTERVAL"}, id="time-out"),
        pytest.param(timed("TCP"), set(), id="time-out over TCP"),
        pytest.param(WEB.replace("!Ref Vpc", "vpc-123"), {"E1151"}, id="an id for another"),
        pytest.param(WEB.replace("!Ref Vpc", "!Ref VPC"), {"F1020"}, id="a name of nothing"),
        pytest.param(WEB.replace("  Rule:\n", "Rule:\n"), {"F0005", "E3005"}, id="left margin"),
        pytest.param(CHOSEN, {"TG-TARGET-TYPE-DEFAULT"}, id="one choice"),
        pytest.param(
            HASTY.replace("  Listener: {Type: String}\n", "") + BESIDE,
            {"SERVICE-LB-DEPENDS-ON"},
            id="hasty beside",
        ),
        pytest.param(HASTY, set(), id="hasty"),
        pytest.param(
            TASK.replace("      Cpu:", "      TaskRoleArn: !Ref Role\n      Cpu:") + ROLE,
            set(),
            id="name of a role",
        ),
        pytest.param(
            TASK + "          LinuxParameters: {Devices: [], Tmpfs: []}\n", set(), id="empty lists"
        ),
    ],
)
def test_what_aws_refuses_is_an_error_and_nothing_else_is(text: str, rules: set[str]) -> None:
    found = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
    errors = {each.rule for each in found if each.level is Level.ERROR}
    assert errors == rules


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (HASTY, "SERVICE-LB-DEPENDS-ON"),
        (TASK.replace("      Cpu:", "      TaskRoleArn: !Ref Role\n      Cpu:") + ROLE, "E1041"),
    ],
)
def test_what_may_go_well_is_a_warning(text: str, rule: str) -> None:
    found = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
    assert [each.level for each in found if each.rule == rule] == [Level.WARNING]


def test_what_one_choice_brings_about_names_it() -> None:
    found = check(read(CHOSEN, "t.yaml"), all_rules(), validators=BOTH)
    (told,) = (each for each in found if each.level is Level.ERROR)
    assert "when Where is 'fargate'" in told.detail


def test_rules_of_ours_that_are_named_there_exist() -> None:
    part = PAGE.partition("## Templates that people publish")[2].partition("\n## ")[0]
    named = set(re.findall(r"\b[A-Z]{2,}(?:-[A-Z]+)+\b", part))
    assert named
    assert named <= {rule.id for rule in all_rules()}
