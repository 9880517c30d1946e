"""What a load balancer needs to reach the tasks: the protocols and ports of their security group, and its own."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from tests.unit.migrate.templates import WEB, container, service
from tests.unit.migrate.test_steps import both, notes


def web(old: str, new: str) -> str:
    assert old in WEB
    return WEB.replace(old, new)


def opened(text: str) -> list[tuple[str, int]]:
    rules = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert all(rule["FromPort"] == rule["ToPort"] for rule in rules)
    return [(rule["IpProtocol"], rule["FromPort"]) for rule in rules]


@pytest.mark.parametrize(
    ("protocol", "rules"),
    [
        ("HTTP", [("tcp", 8080)]),
        ("TLS", [("tcp", 8080)]),
        ("TCP_UDP", [("udp", 8080), ("tcp", 8080)]),
        ("UDP", [("udp", 8080), ("tcp", 8080)]),
    ],
)
def test_tasks_are_open_to_the_protocols_of_their_target_group(protocol, rules):
    assert opened(web("Protocol: HTTP", f"Protocol: {protocol}")) == rules


@pytest.mark.parametrize(
    ("protocol", "rules"),
    [("HTTP", [("tcp", 8080), ("tcp", 9000)]), ("UDP", [("udp", 8080), ("tcp", 9000)])],
)
def test_tasks_are_open_where_they_are_checked(protocol, rules):
    assert (
        opened(web("Protocol: HTTP", f"Protocol: {protocol}\n      HealthCheckPort: 9000")) == rules
    )


def test_a_task_that_is_checked_where_it_serves_opens_that_alone():
    assert opened(web("Protocol: HTTP", "Protocol: HTTP\n      HealthCheckPort: 8080")) == [
        ("tcp", 8080)
    ]


def test_health_checks_of_another_port_of_the_instance_ask_the_container_behind_it():
    text = web("HostPort: 0", "HostPort: 0\n            - {ContainerPort: 9001, HostPort: 9000}")
    text = text.replace("Protocol: HTTP", "Protocol: HTTP\n      HealthCheckPort: 9000")
    assert both(text)["TargetGroup"]["Properties"]["HealthCheckPort"] == 9001
    assert opened(text) == [("tcp", 8080), ("tcp", 9001)]


def behind(egress: str) -> str:
    """The service behind a load balancer of the same template, whose group says where it may connect to."""
    return (
        WEB
        + f"""\
  Front:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {{Subnets: !Ref Subnets, SecurityGroups: [!GetAtt Open.GroupId]}}
  Open:
    Type: AWS::EC2::SecurityGroup
    Properties: {{GroupDescription: a, VpcId: !Ref Vpc{egress}}}
"""
    )


_NOBODY = "{CidrIp: 255.255.255.255/32, IpProtocol: icmp, FromPort: 252, ToPort: 86}"


@pytest.mark.parametrize("rules", ["[]", f"[{_NOBODY}]"])
def test_a_load_balancer_that_is_told_where_it_may_connect_to_is_let_out_to_the_tasks(rules):
    text = behind(f", SecurityGroupEgress: {rules}")
    assert both(text)["ServiceEgress"] == {
        "Type": "AWS::EC2::SecurityGroupEgress",
        "Properties": {
            "GroupId": {"Fn::GetAtt": ["Open", "GroupId"]},
            "IpProtocol": "tcp",
            "FromPort": 8080,
            "ToPort": 8080,
            "DestinationSecurityGroupId": {"Fn::GetAtt": ["ServiceSecurityGroup", "GroupId"]},
        },
    }
    assert not notes(text, "outgoing-rules")
    assert migrate(migrate(text, "t").after, "t").unchanged


@pytest.mark.parametrize(
    "egress",
    [
        "",
        ", SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]",
        ", SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]",
    ],
)
def test_a_load_balancer_that_may_connect_to_everybody_stays_as_it_is(egress):
    assert "ServiceEgress" not in both(behind(egress))
    assert not notes(behind(egress), "outgoing-rules")


def test_a_service_that_has_its_network_already_is_told():
    given = "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets, SecurityGroups: [sg-1]}}"
    text = behind(", SecurityGroupEgress: []").replace(
        "DesiredCount: 2", f"DesiredCount: 2\n      {given}"
    )
    assert "ServiceEgress" not in both(text)
    assert "Open, the load balancer's" in notes(text, "outgoing-rules")[0]


# --- network load balancers without a security group


def network(protocol: str, scheme: str, *more: str) -> str:
    """The service behind a Network Load Balancer of the same template, in a VPC of it."""
    group = f"Protocol: {protocol}" + "".join(f"\n      {line}" for line in more)
    rule = WEB[WEB.index("  Rule:") : WEB.index("  Service:\n")]
    return (
        WEB.replace("Protocol: HTTP", group)
        .replace("      HealthCheckPath: /health\n", "")
        .replace(rule, "")
        + f"""\
  Net:
    Type: AWS::EC2::VPC
    Properties: {{CidrBlock: 10.0.0.0/16}}
  Front:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {{Type: network, Subnets: !Ref Subnets{scheme}}}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Front
      Port: 53
      Protocol: {protocol}
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref TargetGroup}}]
"""
    )


AROUND = {"Fn::GetAtt": ["Net", "CidrBlock"]}
WORLD = "0.0.0.0/0"
KEPT = "TargetGroupAttributes: [{Key: preserve_client_ip.enabled, Value: true}]"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (network("UDP", ""), [("udp", 8080, WORLD), ("tcp", 8080, AROUND)]),
        (
            network("UDP", ", Scheme: internet-facing", "HealthCheckPort: 9000"),
            [("udp", 8080, WORLD), ("tcp", 9000, AROUND)],
        ),
        (network("TCP_UDP", ""), [("udp", 8080, WORLD), ("tcp", 8080, WORLD)]),
        (network("QUIC", ""), [("udp", 8080, WORLD), ("tcp", 8080, AROUND)]),
        (network("UDP", ", Scheme: internal"), [("udp", 8080, AROUND), ("tcp", 8080, AROUND)]),
        (network("TCP", ""), [("tcp", 8080, AROUND)]),
        (network("TLS", ", Scheme: internal"), [("tcp", 8080, AROUND)]),
        (network("TCP", "", KEPT), [("tcp", 8080, WORLD)]),
        (
            network("TCP_UDP", ", Scheme: !Ref Cluster"),
            [
                ("udp", 8080, {"Ref": "TaskClientCidr"}),
                ("tcp", 8080, {"Ref": "TaskClientCidr"}),
                ("tcp", 8080, AROUND),
            ],
        ),
    ],
)
def test_tasks_let_in_the_addresses_that_a_network_load_balancer_passes_on(text, rules):
    made = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert [(rule["IpProtocol"], rule["ToPort"], rule["CidrIp"]) for rule in made] == rules


def test_it_is_told_who_is_let_in_and_why():
    changes = {each.id: each for each in migrate(network("UDP", ""), "t").changes}
    what = changes["network-configuration"].what
    assert "open to everyone (0.0.0.0/0)" in what
    assert "passes its clients' addresses on" in what


def test_a_network_load_balancer_with_a_security_group_is_let_in_by_that():
    text = network("UDP", ", SecurityGroups: [sg-12345678]")
    made = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert {rule["SourceSecurityGroupId"] for rule in made} == {"sg-12345678"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (network("TCP", ""), True),
        (network("TLS", ""), True),
        (network("TCP", "", KEPT), False),
        (network("TCP", "", KEPT.replace("true", "false")), False),
        (network("UDP", ""), False),
        (WEB, False),
    ],
)
def test_it_is_told_where_tasks_no_longer_see_the_addresses_of_clients(text, told):
    found = notes(text, "target-groups")
    assert any("no longer those of its clients" in what for what in found) is told


# --- links


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("'http://db:${P}'", "http://localhost:${P}"),
        ("!Sub 'http://db:${P}'", {"Fn::Sub": "http://localhost:${P}"}),
        ("!Sub 'http://db.x:${P}'", {"Fn::Sub": "http://db.x:${P}"}),
        ("!Sub ['u:p@db:${X}/db', {X: 1}]", {"Fn::Sub": ["u:p@localhost:${X}/db", {"X": 1}]}),
        (
            "!Join ['', ['http://db:', !Ref P]]",
            {"Fn::Join": ["", ["http://localhost:", {"Ref": "P"}]]},
        ),
        (
            "!Join ['', ['http://', 'db', ':80']]",
            {"Fn::Join": ["", ["http://", "localhost", ":80"]]},
        ),
        ("!Join [':', [db, !Ref P]]", {"Fn::Join": [":", ["localhost", {"Ref": "P"}]]}),
        ("!Join ['', ['pg://h/', db]]", {"Fn::Join": ["", ["pg://h/", "db"]]}),
        ("!Join ['', [!Ref P, db]]", {"Fn::Join": ["", [{"Ref": "P"}, "db"]]}),
        ("!Join ['', ['http://db', !Ref P]]", {"Fn::Join": ["", ["http://db", {"Ref": "P"}]]}),
        (
            "!If [C, 'http://db', !Sub 'x//db:${P}']",
            {"Fn::If": ["C", "http://localhost", {"Fn::Sub": "x//localhost:${P}"}]},
        ),
    ],
)
def test_a_link_becomes_localhost_where_it_is_the_host_of_an_expression(value, local):
    text = container("Links: [db]", f"Environment: [{{Name: A, Value: {value}}}]")
    found = both(text + "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n")
    (variable,) = found["Task"]["Properties"]["ContainerDefinitions"][0]["Environment"]
    assert variable["Value"] == local


# --- capacity providers


def test_of_a_strategy_over_both_the_part_of_fargate_is_left():
    lines = (
        "CapacityProviderStrategy:",
        "  - {CapacityProvider: FARGATE, Weight: 1}  # kept",
        "  - {CapacityProvider: !Ref Own, Weight: 1}",
        "  - CapacityProvider: FARGATE_SPOT",
    )
    provider = "  Own: {Type: 'AWS::ECS::CapacityProvider', Properties: {}}\n"
    made = both(service(*lines) + provider)["Service"]["Properties"]
    names = [each["CapacityProvider"] for each in made["CapacityProviderStrategy"]]
    assert names == ["FARGATE", "FARGATE_SPOT"]
    assert "LaunchType" not in made


# --- several target groups

_SECOND = """\
  Second: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 9090}}
  Other:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 11
      Conditions: [{Field: path-pattern, Values: ['/a']}]
      Actions: [{Type: forward, TargetGroupArn: !Ref Second}]
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ["Rule", "Other"]),
        ("DependsOn: Rule", ["Rule", "Other"]),
        ("DependsOn: [Logs]", ["Logs", "Rule", "Other"]),
        ("DependsOn: [Rule, Other]", ["Rule", "Other"]),
    ],
)
def test_a_service_waits_for_what_forwards_to_each_of_its_target_groups(before, after):
    one = "          TargetGroupArn: !Ref TargetGroup\n"
    text = web(
        one,
        f"{one}        - {{ContainerName: web, ContainerPort: 9, TargetGroupArn: !Ref Second}}\n",
    )
    head = "    Type: AWS::ECS::Service\n"
    text = text.replace(head, head + (f"    {before}\n" if before else "")) + _SECOND
    assert both(text)["Service"]["DependsOn"] == after


# --- target groups that instances are registered with


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ("TargetGroupARNs: [!Ref TargetGroup]", {}),
        ("TargetGroupARNs: [!Ref TargetGroup, other]", {"TargetGroupARNs": ["other"]}),
        ("TrafficSources: [{Identifier: !Ref TargetGroup, Type: elbv2}]", {}),
        ("TargetGroupARNs: [other]", {"TargetGroupARNs": ["other"]}),
    ],
)
def test_instances_are_no_longer_registered_with_a_target_group_of_addresses(lines, left):
    text = (
        WEB
        + f"  Instances: {{Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {{MinSize: '1', {lines}}}}}\n"
    )
    assert both(text)["Instances"]["Properties"] == {"MinSize": "1", **left}
    said = " ".join(change.avoids for change in migrate(text, "t").changes)
    assert ("have target type of instance" in said) is ("Ref" in lines)


GROUPS = "  Mine: {Type: 'List<AWS::EC2::SecurityGroup::Id>'}\n"


@pytest.mark.parametrize("groups", ["", ", SecurityGroups: !Ref Mine"])
def test_a_load_balancer_whose_group_is_not_written_out_has_one_all_the_same(groups):
    front = f"""\
  Front:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {{Subnets: !Ref Subnets{groups}}}
  Door:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Front
      Port: 80
      Protocol: HTTP
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref TargetGroup}}]
"""
    text = WEB.replace("Parameters:\n", f"Parameters:\n{GROUPS}") + front
    (rule,) = both(text)["ServiceSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert rule["SourceSecurityGroupId"] == {
        "Fn::Select": [0, {"Fn::GetAtt": ["Front", "SecurityGroups"]}]
    }
    assert migrate(migrate(text, "t").after, "t").unchanged
