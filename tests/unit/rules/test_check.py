import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.errors import Place
from bbfd.rules import Level, all_rules, check
from bbfd.template import document, read
from tests.unit.rules.stacks import WEB

RULES = all_rules()


def found(text: str) -> dict[str, Level]:
    return {each.rule: each.level for each in check(read(text, "t.yaml"), RULES)}


def errors(text: str) -> set[str]:
    return {rule for rule, level in found(text).items() if level is Level.ERROR}


# A service as it was on EC2, with `LaunchType: FARGATE` put in and nothing else changed.
MOVED_BY_ONE_WORD = """
Parameters:
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Cluster: {Type: String}
Resources:
  Log: {Type: 'AWS::Logs::LogGroup'}
  ServiceRole:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:7
          Memory: 300
          PortMappings: [{ContainerPort: 8080, HostPort: 0}]
          LogConfiguration:
            LogDriver: awslogs
            Options: {awslogs-group: !Ref Log, awslogs-region: !Ref 'AWS::Region', awslogs-stream-prefix: app}
  Balancer: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Subnets: !Ref Subnets}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      Role: !Ref ServiceRole
      TaskDefinition: !Ref Task
      LoadBalancers: [{ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Targets}]
"""

OF_THE_GUIDES = {
    "FARGATE-EXEC-ROLE-AWSLOGS",
    "AWSVPC-HOST-PORT",
    "FARGATE-NETWORK-MODE-MISSING",
    "FARGATE-REQUIRES-COMPATIBILITIES",
    "FARGATE-CPU-REQUIRED",
    "TG-TARGET-TYPE-DEFAULT",
    "SERVICE-NETWORK-CONFIG",
    "SERVICE-ROLE-AWSVPC",
}


def test_a_service_moved_by_one_word_gets_all_the_errors_of_the_guides_at_once() -> None:
    assert errors(MOVED_BY_ONE_WORD) == OF_THE_GUIDES | {
        "FARGATE-MEMORY-REQUIRED",
        "FARGATE-EXEC-ROLE-ECR",
    }


def test_a_role_that_may_not_pull_is_seen_once_there_is_one() -> None:
    text = MOVED_BY_ONE_WORD.replace(
        "    Properties:\n      ContainerDefinitions",
        "    Properties:\n      ExecutionRoleArn: !GetAtt ServiceRole.Arn\n      ContainerDefinitions",
    )
    assert "EXEC-ROLE-ECR-POLICY" in errors(text)


@pytest.mark.parametrize(
    "launched",
    [
        "LaunchType: FARGATE",
        "CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]",
        "Cluster: !Ref OfFargate",
        "Cluster: !GetAtt Associated.Arn",
    ],
)
def test_fargate_is_what_the_service_says_not_the_task_definition(launched: str) -> None:
    text = MOVED_BY_ONE_WORD.replace(
        "Cluster: !Ref Cluster\n      LaunchType: FARGATE", launched
    ) + (
        "  OfFargate:\n    Type: AWS::ECS::Cluster\n    Properties:\n"
        "      DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]\n"
        "  Associated: {Type: 'AWS::ECS::Cluster'}\n"
        "  Association:\n    Type: AWS::ECS::ClusterCapacityProviderAssociations\n    Properties:\n"
        "      Cluster: !Ref Associated\n      CapacityProviders: [FARGATE]\n"
        "      DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]\n"
    )
    assert errors(text) >= OF_THE_GUIDES


@pytest.mark.parametrize(
    "target",
    [
        "Type: AWS::Events::Rule\n    Properties:\n      Targets: [{Id: a, Arn: !Ref Cluster, EcsParameters: %s}]",
        "Type: AWS::Scheduler::Schedule\n    Properties:\n      Target: {Arn: !Ref Cluster, EcsParameters: %s}",
    ],
)
def test_fargate_is_also_what_an_event_or_a_schedule_says(target: str) -> None:
    parameters = "{LaunchType: FARGATE, TaskDefinitionArn: !Ref Task}"
    text = (
        MOVED_BY_ONE_WORD.split("  Balancer:", maxsplit=1)[0]
        + f"  Nightly:\n    {target % parameters}\n"
    )
    assert errors(text) >= {
        "FARGATE-EXEC-ROLE-AWSLOGS",
        "FARGATE-CPU-REQUIRED",
        "FARGATE-NETWORK-MODE-MISSING",
    }


def test_on_ec2_none_of_it_is_wrong() -> None:
    assert errors(MOVED_BY_ONE_WORD.replace("LaunchType: FARGATE", "LaunchType: EC2")) == set()


def test_a_stack_of_ours_breaks_nothing() -> None:
    assert found(WEB) == {}


BASE = """
Parameters:
  P: {Type: String%s}
  Q: {Type: String%s}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Conditions:
  OnFargate: !Equals [!Ref P, FARGATE]
  HasRole: !Not [!Equals [!Ref P, '']]
Resources:
  Role: {Type: 'AWS::IAM::Role'}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: '256'
      Memory: '512'
      ContainerDefinitions:
        - {Name: web, Image: 'nginx:1', PortMappings: [{ContainerPort: 80}]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets, SecurityGroups: [sg-1]}}
"""


def based(*changes: tuple[str, str], default: str = "") -> str:
    text = BASE % (default, default)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


LEGAL = {
    "an execution role by its name": (("Cpu:", "ExecutionRoleArn: !Ref Role\n      Cpu:"),),
    "empty lists": (
        (
            "LaunchType: FARGATE",
            "LaunchType: FARGATE\n      PlacementConstraints: []\n      PlacementStrategies: []",
        ),
        ("Cpu:", "Volumes: []\n      PlacementConstraints: []\n      Cpu:"),
        ("Name: web,", "Name: web, Links: [], Secrets: [], Privileged: false,"),
    ),
    "the launch type from a parameter": (("LaunchType: FARGATE", "LaunchType: !Ref P"),),
    "the network mode from a parameter": (("NetworkMode: awsvpc", "NetworkMode: !Ref Q"),),
    "the sizes from a parameter": (("'256'", "!Ref Q"), ("'512'", "!Ref Q")),
    "sizes as numbers": (("'256'", "256"), ("'512'", "512")),
    "sizes with units": (("'256'", "0.25 vCPU"), ("'512'", "1GB")),
    "sizes with units and no zero": (("'256'", ".25 vcpu"), ("'512'", "0.5 GB")),
    "32 vCPU": (("'256'", "32 vCPU"), ("'512'", "244 GB")),
    "what it runs on from a condition": (
        ("[FARGATE]", "[!If [OnFargate, FARGATE, EC2]]"),
        ("LaunchType: FARGATE", "LaunchType: !If [OnFargate, FARGATE, EC2]"),
    ),
    "an image from a parameter": (("'nginx:1'", "!Ref P"),),
    "a host port equal to the container's, as text": (
        ("ContainerPort: 80", "ContainerPort: 80, HostPort: '80'"),
    ),
    "a host port and a container port from one parameter": (
        ("ContainerPort: 80", "ContainerPort: !Ref P, HostPort: !Ref P"),
    ),
    "a range of ports": (("ContainerPort: 80", "ContainerPortRange: 80-90"),),
}


@pytest.mark.parametrize("changes", LEGAL.values(), ids=LEGAL.keys())
def test_what_is_legal_is_called_no_error(changes: tuple[tuple[str, str], ...]) -> None:
    assert errors(based(*changes)) == set()


@pytest.mark.parametrize(
    ("added", "by"),
    [
        (("Resources:", "Transform: Company::Defaults\nResources:"), "the macro Company::Defaults"),
        (("Resources:", "Transform: [{Name: 'AWS::Include'}]\nResources:"), "the macro AWS::Include"),
        (("LaunchType: FARGATE", "LaunchType: FARGATE\n      Fn::Transform: {Name: 'AWS::Include'}"), "Fn::Transform"),
        (("Resources:", "Transform: 'AWS::LanguageExtensions'\nResources:\n  Fn::ForEach::T: [N, [a], {X: {}}]"),
         "Fn::ForEach"),
    ],
)  # fmt: skip
def test_what_a_macro_may_yet_mend_is_no_error(added: tuple[str, str], by: str) -> None:
    (finding,) = check(read(based(("'256'", "'300'"), added), "t.yaml"), RULES)
    assert (finding.rule, finding.level) == ("FARGATE-CPU-VALUE", Level.WARNING)
    assert f"{by} may change that" in finding.detail


@pytest.mark.parametrize(
    "known", ["AWS::Serverless-2016-10-31", "[AWS::LanguageExtensions]", "AWS::CodeDeployBlueGreen"]
)
def test_what_leaves_tasks_alone_mends_nothing(known: str) -> None:
    text = based(("'256'", "'300'"), ("Resources:", f"Transform: {known}\nResources:"))
    assert errors(text) == {"FARGATE-CPU-VALUE"}


def test_a_task_that_suits_fargate_without_saying_so_is_a_warning() -> None:
    text = based(("      RequiresCompatibilities: [FARGATE]\n", ""))
    assert found(text) == {"FARGATE-REQUIRES-COMPATIBILITIES": Level.WARNING}


def test_a_role_under_a_condition_is_a_warning() -> None:
    role = "LaunchType: FARGATE\n      Role: !If [HasRole, !Ref P, !Ref AWS::NoValue]"
    for default in ("", ", Default: ''"):
        text = based(("LaunchType: FARGATE", role), default=default)
        assert found(text) == {"SERVICE-ROLE-AWSVPC": Level.WARNING}


def test_a_condition_that_is_wrong_either_way_is_an_error() -> None:
    assert errors(based(("'256'", "!If [OnFargate, '300', '400']"))) == {"FARGATE-CPU-VALUE"}


def test_what_lacks_in_one_form_of_a_template_with_two_is_an_error_and_says_in_which() -> None:
    text = based(
        ("LaunchType: FARGATE", "LaunchType: !If [OnFargate, FARGATE, EC2]"),
        ("NetworkMode: awsvpc", "NetworkMode: !If [OnFargate, awsvpc, bridge]"),
        (
            "RequiresCompatibilities: [FARGATE]",
            "RequiresCompatibilities: [!If [OnFargate, FARGATE, EC2]]",
        ),
        ("NetworkConfiguration: {", "NetworkConfiguration: !If [OnFargate, {"),
        ("[sg-1]}}", "[sg-1]}}, !Ref AWS::NoValue]"),
        ("      Memory: '512'\n", ""),
        ("Name: web,", "Name: web, Memory: 512,"),  # enough on EC2
    )
    findings = check(read(text, "t.yaml"), RULES)
    assert [(each.rule, each.level) for each in findings] == [
        ("FARGATE-MEMORY-REQUIRED", Level.ERROR)
    ]
    assert "P is 'FARGATE'" in findings[0].detail


def test_a_pair_of_sizes_is_seen_through_the_defaults_and_not_without_them() -> None:
    sizes = (("'256'", "!Ref Q"), ("'512'", "'3000'"))
    assert errors(based(*sizes, default=", Default: 512")) == {"FARGATE-CPU-MEMORY"}
    assert errors(based(*sizes)) == set()


def test_a_container_is_found_by_another_expression_of_the_same_name() -> None:
    balanced = "LaunchType: FARGATE\n      LoadBalancers: [{ContainerName: %s, ContainerPort: %s}]"
    for name, wanted in (
        ("!Ref Q", "!Ref Q"),
        ("!Sub '${Q}'", "!Ref Q"),
        ("!If [HasRole, !Ref P, x]", "!Ref P"),
    ):
        text = based(
            ("Name: web", f"Name: {name}"), ("LaunchType: FARGATE", balanced % (wanted, 80))
        )
        assert errors(text) == set()
    text = based(
        ("Name: web", "Name: !Ref Q"),
        ("LaunchType: FARGATE", balanced % ("app", 80)),
        default=", Default: web",
    )
    assert errors(text) == {"SERVICE-LB-CONTAINER-NAME"}


def test_all_findings_have_places_and_ids_that_others_can_use() -> None:
    findings = check(read(MOVED_BY_ONE_WORD, "t.yaml"), RULES)
    port = next(each for each in findings if each.rule == "AWSVPC-HOST-PORT")
    assert (port.resource, port.path[0], port.path[-1]) == (
        "Task",
        "ContainerDefinitions",
        "HostPort",
    )
    assert port.place.line == 18
    assert "8080" in port.fix


def test_places_of_a_stack_of_ours_are_asked_for_only_when_printed() -> None:
    asked: list[str] = []

    def places(logical_id: str, path: tuple[str | int, ...]) -> Place:
        asked.append(f"{logical_id} {path}")
        return Place("services/web.py", 7)

    body = copy.deepcopy(read(WEB, "t.yaml").body)
    body["Resources"]["Task"]["Properties"]["Cpu"] = "300"
    (finding,) = check(document(body, places), RULES)
    assert asked == []
    assert str(finding.place) == "services/web.py:7"
    assert asked == ["Task ('Cpu',)"]


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "FARGATE", "awsvpc", "a:b", "0"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["Ref", "Fn::If", "Fn::Sub", "Fn::GetAtt", "Fn::Join", "Name"]),
            inner,
            max_size=1,
        )
    ),
    max_leaves=4,
)


def nodes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(each for key, item in inside for each in nodes(item, (*path, key)))]


BODIES = [
    read(text, "t").body
    for text in (
        WEB,
        MOVED_BY_ONE_WORD,
        based(),
        *(rule.wrong for rule in RULES if "Resources" in rule.wrong),
    )
]
PLACES = [[path for path in nodes(body) if len(path) > 1] for body in BODIES]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_template_makes_a_rule_stumble(data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(BODIES) - 1))
    body = json.loads(json.dumps(BODIES[index]))
    path = data.draw(st.sampled_from(PLACES[index]))
    node = body
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = data.draw(junk)
    for each in check(document(body, lambda *_: Place("x")), RULES):
        assert each.detail


def test_a_look_at_a_stack_of_ours_takes_no_time() -> None:
    body = read(WEB, "t.yaml").body
    best = 1.0
    for _ in range(50):
        start = time.perf_counter()
        check(document(body, lambda *_: Place("x")), RULES)
        best = min(best, time.perf_counter() - start)
    assert best < 0.001  # ten times what it takes, for a busy machine
