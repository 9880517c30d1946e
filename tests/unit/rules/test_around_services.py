"""What rules about services, listeners, roles, groups and scaling must not stumble over."""

import pytest

from bbfd.rules import Level, all_rules, check
from bbfd.rules._examples import LOGGED, SCALED
from bbfd.template import read

RULES = all_rules()
BY_ID = {rule.id: rule for rule in RULES}


def found(text: str) -> dict[str, Level]:
    return {each.rule: each.level for each in check(read(text, "t.yaml"), RULES)}


def of(id: str, *changes: tuple[str, str], wrong: bool = False) -> dict[str, Level]:
    text = BY_ID[id].wrong if wrong else BY_ID[id].right
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return found(text)


def test_a_certificate_that_a_condition_leaves_empty_is_none() -> None:
    empty = (
        "\n      Port: 80",
        "\n      Port: 80\n      Certificates: [{CertificateArn: !Ref AWS::NoValue}]",
    )
    assert of("LISTENER-SSL-POLICY-HTTP", empty) == {}


@pytest.mark.parametrize(("service", "level"), [("ecs", Level.WARNING), ("ec2", Level.ERROR)])
def test_a_role_for_ecs_itself_is_a_slip_and_one_for_another_service_an_error(
    service: str, level: Level
) -> None:
    assert found(LOGGED.replace("ecs-tasks.", f"{service}.")) == {"EXEC-ROLE-TRUST": level}


def test_a_name_that_a_parameter_gives_is_no_obstacle_and_any_other_is() -> None:
    rule = BY_ID["SERVICE-NAME-CUSTOM-REPLACE"]
    named = rule.wrong.replace(
        "Parameters:\n", "Parameters:\n  Name: {Type: String, Default: web}\n"
    )
    for name in ("!Ref Name", "!Sub '${AWS::StackName}-${Name}'", "!Join ['-', [!Ref Name, web]]"):
        assert found(named.replace("ServiceName: web", f"ServiceName: {name}")) == {}
    for name in ("!Sub '${AWS::StackName}-web'", "!Ref AWS::StackName"):
        assert found(named.replace("ServiceName: web", f"ServiceName: {name}")) == {
            rule.id: Level.WARNING
        }


def test_that_roles_have_names_is_told_once() -> None:
    rule = BY_ID["IAM-NAMED-CAPABILITY"]
    role = rule.wrong.split("Resources:\n")[1]
    more = "".join(role.replace("Role:\n", f"Role{n}:\n") for n in range(3))
    (one,) = check(read(rule.wrong + more, "t.yaml"), [rule])
    assert (one.resource, one.detail) == ("Role", "RoleName is set, here and of 3 more")


def test_a_role_that_trusts_what_is_not_known_is_not_judged() -> None:
    assert found(LOGGED.replace("ecs-tasks.amazonaws.com", "!Ref Anybody")) == {}


def test_a_target_group_that_another_stack_may_tie_is_a_warning() -> None:
    text = BY_ID["SERVICE-TG-NO-LISTENER"].wrong + "Outputs:\n  Group: {Value: !Ref Orphan}\n"
    assert found(text) == {"SERVICE-TG-NO-LISTENER": Level.WARNING}


def test_a_classic_load_balancer_is_one_by_whatever_name() -> None:
    name = ("LoadBalancerName: web", "LoadBalancerName: !Ref Cluster")
    assert "SERVICE-CLASSIC-LB-AWSVPC" in of("SERVICE-CLASSIC-LB-AWSVPC", name, wrong=True)


WAYS_IN = [
    "SecurityGroupIngress: [{IpProtocol: '-1', CidrIp: 10.0.0.0/8}]",
    "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 10.0.0.0/8}]",
    "SecurityGroupIngress: [{IpProtocol: !Ref Cluster, CidrIp: 10.0.0.0/8}]",
    "SecurityGroupIngress: !Ref Subnets",
]


@pytest.mark.parametrize("way", WAYS_IN)
def test_what_may_let_the_load_balancer_in_is_not_called_closed(way: str) -> None:
    given = "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Front}]"
    assert of("SG-SERVICE-INGRESS", (given, way)) == {}


def test_a_permission_that_is_a_resource_lets_in_too() -> None:
    text = BY_ID["SG-SERVICE-INGRESS"].wrong + (
        "  Way:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
        "      {GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}\n"
    )
    assert found(text) == {}


NAMES = [
    ("!Join ['/', [service, !Ref Cluster, !GetAtt Service.Name]]", set()),
    ("!Join ['/', [service, !Ref Cluster, !Ref Service]]", {"SCALING-RESOURCE-ID-ARN"}),
    ("!Ref Cluster", set()),
    ("service/prod/web", set()),
    ("prod/web", {"SCALING-RESOURCE-ID"}),
]


@pytest.mark.parametrize(("name", "rules"), NAMES)
def test_what_scales_is_judged_by_what_is_known_of_its_name(name: str, rules: set[str]) -> None:
    text = SCALED.replace("!Sub service/${Cluster}/${Service.Name}", name)
    assert set(found(text)) == rules


def test_steps_on_both_sides_of_the_threshold_may_leave_it_between_them() -> None:
    steps = ("LowerBound: 10,", "LowerBound: 10, MetricIntervalUpperBound: 20,")
    assert of("SCALING-STEP-GAP", steps) == {}


@pytest.mark.parametrize("name", ["!Sub '${Cluster}-web'", "!Ref Cluster"])
def test_a_name_that_is_known_in_part_is_judged_by_that_part(name: str) -> None:
    group = ("Name: web-tg", f"Name: {name}")
    assert of("TG-NAME-FORMAT", group) == {}


def test_a_part_of_a_name_may_already_be_too_long() -> None:
    named = ("Name: web-tg", f"Name: !Sub '${{Cluster}}-{'a' * 33}'")
    assert of("TG-NAME-FORMAT", named) == {"TG-NAME-LENGTH": Level.ERROR}


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("EVENTS-NETWORK-CONFIG", "AwsVpcConfiguration"),
        ("SCHEDULER-NETWORK", "AwsvpcConfiguration"),
    ],
)
def test_a_task_with_an_interface_of_its_own_has_subnets_whatever_its_launch_type(
    rule: str, key: str
) -> None:
    unsaid = ("LaunchType: FARGATE\n", "TaskCount: 1\n")
    assert of(rule, unsaid, wrong=True)[rule] is Level.ERROR
    assert rule not in of(rule, unsaid)
    assert key in BY_ID[rule].right
    bridge = (
        ("NetworkMode: awsvpc", "NetworkMode: bridge"),
        ("RequiresCompatibilities: [FARGATE]", "RequiresCompatibilities: [EC2]"),
    )
    assert rule not in of(rule, unsaid, *bridge, wrong=True)
