"""What other validators call an error and is none: values that a condition leaves out, amounts that AWS reads."""

from __future__ import annotations

import pytest

from bbfd.rules import Finding, Level, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read
from tests.unit.rules.validators.others import examples

BOTH = (cloudformation_validate.findings, cfn_lint.findings)

# Three optional pairs of parameters, as shared templates have them: not one of them is given.
OPTIONAL = (
    "Parameters:\n"
    + "".join(
        f"  {kind}{n}: {{Type: String, Default: ''}}\n" for kind in ("Key", "Value") for n in (1, 2)
    )
    + "  Policies: {Type: String, Default: ''}\n"
    + "Conditions:\n"
    + "".join(f"  Has{n}: !Not [!Equals [!Ref Key{n}, '']]\n" for n in (1, 2))
    + "  HasPolicies: !Not [!Equals [!Ref Policies, '']]\n"
    + """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
      ManagedPolicyArns: !If [HasPolicies, !Split [',', !Ref Policies], !Ref 'AWS::NoValue']
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: @
      Memory: 1 GB
      TaskRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.29
          Environment:
            - !If [Has1, {Name: !Ref Key1, Value: !Ref Value1}, !Ref 'AWS::NoValue']
            - !If [Has2, {Name: !Ref Key2, Value: !Ref Value2}, !Ref 'AWS::NoValue']
"""
)


def errors(text: str) -> list[Finding]:
    found = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
    return [each for each in found if each.level is Level.ERROR]


@pytest.mark.parametrize("cpu", ["512", "0.5 vCPU", ".5 vCPU", "'0.5 vcpu'"])
def test_what_a_condition_leaves_out_and_what_aws_reads_is_no_error(cpu: str) -> None:
    assert errors(OPTIONAL.replace("@", cpu)) == []


def test_a_pair_that_does_not_exist_is_an_error_however_it_is_written() -> None:
    text = OPTIONAL.replace("@", "0.5 vCPU").replace("Memory: 1 GB", "Memory: 16 GB")
    assert {each.rule for each in errors(text)} == {"FARGATE-CPU-MEMORY"}


def test_a_health_check_without_a_port_is_of_the_port_that_the_traffic_goes_to() -> None:
    (example,) = (each for each in examples() if each.id == "EC2-DYNAMIC-PORT-HC")
    unsaid = example.right.replace("HealthCheckPort: traffic-port, ", "")
    assert example.right != unsaid
    told = [{each.rule for each in errors(text)} for text in (example.wrong, unsaid)]
    assert ["E3049" in each for each in told] == [True, False]


# Each condition doubles the forms of the template: more than AWS's validator looks at.
MANY = (
    "Parameters:\n"
    + "".join(f"  P{n}: {{Type: String, Default: ''}}\n" for n in range(24))
    + "Conditions:\n"
    + "".join(f"  C{n}: !Not [!Equals [!Ref P{n}, '']]\n" for n in range(24))
    + """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.29
          Memory: 64
          Environment:
"""
    + "".join(
        f"            - !If [C{n}, {{Name: !Ref P{n}, Value: b}}, !Ref 'AWS::NoValue']\n"
        for n in range(24)
    )
)


def test_a_validator_that_gives_up_half_way_is_told_and_is_no_error() -> None:
    found = check(read(MANY, "t.yaml"), all_rules(), validators=BOTH)
    told = [(each.rule, each.level) for each in found if "budget" in each.detail]
    assert told == [("VALIDATOR-FAILED", Level.WARNING)]


DATABASE = """\
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      AllocatedStorage: '80'
      DBInstanceClass: @
      Engine: postgres
      EngineVersion: '#'
      MasterUsername: shop
      ManageMasterUserPassword: true
"""


@pytest.mark.parametrize(
    ("size", "version"),
    [
        ("db.m5.large", "15.10"),  # the list for it is Aurora's: engines share their numbers there
        ("db.m99.large", "17.9"),  # what is sold from tomorrow on
        ("db.m5.large", "17.99"),
    ],
)
def test_what_is_not_on_a_list_of_databases_that_are_sold_is_told_and_is_no_error(
    size: str, version: str
) -> None:
    text = DATABASE.replace("@", size).replace("#", version)
    found = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
    told = {each.level for each in found if each.rule[1:] in ("3025", "3062", "3691")}
    assert told == {Level.WARNING}
    assert errors(text) == []


def test_an_engine_that_there_is_not_is_an_error() -> None:
    text = DATABASE.replace("@", "db.m5.large").replace("#", "17.9")
    assert errors(text) == []
    assert errors(text.replace("postgres", "postgress")) != []


def test_a_function_whose_runtime_aws_makes_no_more_is_an_error() -> None:
    text = """\
Resources:
  Starter:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/starter
      Runtime: python3.7
      Handler: index.handler
      Code: {ZipFile: 'def handler(event, context): pass'}
"""
    assert {each.rule for each in errors(text)} <= {"E2531", "E2533"}
    assert errors(text) != []


CHOSEN = """\
Parameters:
  Open: {Type: String, AllowedValues: ['true', 'false'], Default: @}
Conditions:
  IsOpen: !Equals [!Ref Open, 'true']
Resources:
  Cluster: {Type: 'AWS::ECS::Cluster', Condition: IsOpen}
"""


@pytest.mark.parametrize("default", ["true", "false", "False", "'false'"])
def test_a_default_of_true_or_false_is_the_text_that_cloudformation_makes_of_it(
    default: str,
) -> None:
    assert errors(CHOSEN.replace("@", default)) == []


@pytest.mark.parametrize("default", ["1", "maybe", "'no'"])
def test_a_default_that_is_not_allowed_is_an_error(default: str) -> None:
    assert "2015" in {each.rule[1:] for each in errors(CHOSEN.replace("@", default))}


HOOKED = """\
Transform: 'AWS::CodeDeployBlueGreen'
Hooks:
  Green:
    Type: AWS::CodeDeploy::BlueGreen
    Properties: {ServiceRole: deploy, Applications: []}
Resources:
  Cluster: {Type: 'AWS::ECS::Cluster'}
"""


def test_the_section_of_the_blue_green_transform_is_one() -> None:
    def told(text: str) -> set[tuple[str | int, ...]]:
        found = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
        return {each.path for each in found if each.path[:1] == ("Hooks",)}

    assert ("Hooks",) not in told(HOOKED)
    assert ("Hooks",) in told(HOOKED.replace("Transform: 'AWS::CodeDeployBlueGreen'\n", ""))


WRITTEN_OUT = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: Logs
          PolicyDocument: |
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "@", "Action": "logs:PutLogEvents", "Resource": "*"}]}
"""


def test_a_policy_may_be_a_text_of_json() -> None:
    assert errors(WRITTEN_OUT.replace("@", "Allow")) == []
    assert errors(WRITTEN_OUT.replace('{"Version"', "{Version")) != []
