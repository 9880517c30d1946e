"""Load balancers beside the one that all share: an environment's internal one, and a service's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.environment import environment_stack
from bbfd.launch.ec2 import EC2
from bbfd.launch.host import Host
from bbfd.model.access_logs import AccessLogs
from bbfd.model.balancers import InternalLoadBalancer, OwnLoadBalancer
from bbfd.model.definition import Definition
from bbfd.model.environment import Certificate, Environment, ExistingLoadBalancer, LoadBalancer
from bbfd.model.firewall import ExistingFirewall, Firewall
from bbfd.model.http import Http, Listener, Match
from bbfd.model.network import Network
from bbfd.model.stack import FromListener, FromStack, Stack
from tests.unit.build.test_http import found, refused
from tests.unit.examples import environment, properties, stack, web

INSIDE = environment(
    internal_load_balancer=InternalLoadBalancer(idle_timeout=5, admit=("10.0.0.0/8",)),
    certificate=Certificate.lookup("example.com"),
)
PLAIN = environment()
SECURE = environment(certificate=Certificate.lookup("example.com"))
THERE = ExistingLoadBalancer(
    arn="arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1",
    security_group="sg-1",
    dns_name="internal-a.elb.amazonaws.com",
    http_listener="arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2",
)


def made_by(where: Environment) -> Stack:
    made = environment_stack(Definition("test", where, "environments/test.py"))
    assert made is not None
    assert made.refusals == ()
    return made


def own(where: Environment = SECURE, **fields: Any) -> Stack:
    return stack(web(http=Http(balancer=OwnLoadBalancer(**fields))), where)


def test_an_environment_may_have_an_internal_load_balancer_beside_the_public_one():
    made = made_by(INSIDE)
    balancer = properties(made, "InternalLoadBalancer")
    assert balancer["Scheme"] == "internal"
    assert balancer["Subnets"] == [{"Ref": "PrivateSubnet1"}, {"Ref": "PrivateSubnet2"}]
    assert {"Key": "idle_timeout.timeout_seconds", "Value": "5"} in balancer[
        "LoadBalancerAttributes"
    ]
    rules = properties(made, "InternalLoadBalancerSecurityGroup")["SecurityGroupIngress"]
    assert [(each["CidrIp"], each["FromPort"]) for each in rules] == [
        ("10.0.0.0/8", 80),
        ("10.0.0.0/8", 443),
    ]
    assert properties(made, "InternalHttpListener")["DefaultActions"][0]["Type"] == "redirect"
    https = properties(made, "InternalHttpsListener")
    assert https["SslPolicy"] == InternalLoadBalancer().tls_policy
    assert https["DefaultActions"][0]["Type"] == "fixed-response"
    assert {
        "InternalLoadBalancer",
        "InternalLoadBalancerSecurityGroup",
        "InternalLoadBalancerDnsName",
        "InternalHttpListener",
        "InternalHttpsListener",
    } <= made.body["Outputs"].keys()
    assert properties(made, "LoadBalancer")["Scheme"] == "internet-facing"


@pytest.mark.parametrize(
    ("network", "blocks"),
    [
        (Network.create(cidr="10.7.0.0/16", nat="one"), ["10.7.0.0/16"]),
        (
            Network.existing("vpc-0a1b2c3d", public=("subnet-1a", "subnet-2b")),
            ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
        ),
    ],
)
def test_without_a_word_who_is_outside_does_not_reach_an_internal_one(
    network: Network, blocks: list[str]
) -> None:
    made = made_by(environment(network=network, internal_load_balancer=InternalLoadBalancer()))
    rules = properties(made, "InternalLoadBalancerSecurityGroup")["SecurityGroupIngress"]
    assert [each["CidrIp"] for each in rules] == blocks


def test_the_instances_admit_both_load_balancers():
    groups = properties(made_by(INSIDE), "InstanceSecurityGroup")["SecurityGroupIngress"]
    assert [each["SourceSecurityGroupId"]["Ref"] for each in groups] == [
        "LoadBalancerSecurityGroup",
        "InternalLoadBalancerSecurityGroup",
    ]


def test_an_internal_way_is_behind_the_internal_load_balancer():
    made = stack(web(http=(Http(), Http(internal=True, name="inside"))), INSIDE)
    assert properties(made, "RuleInside")["ListenerArn"] == {"Ref": "InternalHttpsListener"}
    admitted = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    assert [each["SourceSecurityGroupId"]["Ref"] for each in admitted] == [
        "LoadBalancerSecurityGroup",
        "InternalLoadBalancerSecurityGroup",
    ]
    parameters = {each.name: each.source for each in made.parameters}
    assert isinstance(parameters["RulePriorityInside"], FromListener)
    assert parameters["RulePriorityInside"].listener == "InternalHttpsListener"
    assert parameters["InternalHttpsListener"] == FromStack(
        stack="bbfd-environment-test", output="InternalHttpsListener"
    )
    assert made.body["Outputs"]["UrlInside"]["Value"]["Fn::Join"][1][1] == {
        "Ref": "InternalLoadBalancerDnsName"
    }
    assert found(made) == []


def test_the_first_way_is_what_people_are_told_of():
    ways = (Http(name="one"), Http(), Http(name="two"))
    outputs = stack(web(http=ways)).body["Outputs"]
    assert {"Url", "Url80", "UrlTwo"} == {name for name in outputs if name.startswith("Url")}


def test_an_internal_way_is_behind_the_only_load_balancer_where_that_is_internal():
    only = environment(load_balancer=LoadBalancer(internal=True))
    made = stack(web(http=Http(internal=True)), only)
    assert properties(made, "Rule")["ListenerArn"] == {"Ref": "HttpListener"}
    (refusal,) = refused(web(http=Http(internal=True)), PLAIN)
    assert (refusal.field, "InternalLoadBalancer()" in refusal.fix) == ("http.internal", True)


def test_an_internal_load_balancer_may_be_there_already():
    where = environment(internal_load_balancer=THERE)
    made = stack(web(http=Http(internal=True)), where)
    defaults = {each.name: each.default for each in made.parameters}
    assert defaults["InternalHttpListener"] == THERE.http_listener
    assert defaults["InternalLoadBalancerSecurityGroup"] == "sg-1"
    outputs = made_by(where).body["Outputs"]
    assert outputs["InternalHttpListener"]["Value"] == {"Ref": "InternalHttpListener"}
    assert "InternalHttpsListener" not in outputs


def test_a_load_balancer_of_its_own_sends_everything_one_way_where_nothing_else_is_said():
    made = own(idle_timeout=90, admit=("10.0.0.0/8",))
    balancer = properties(made, "OwnLoadBalancer")
    assert balancer["Scheme"] == "internet-facing"
    assert balancer["Subnets"] == {"Ref": "PublicSubnets"}
    forward = [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]
    assert properties(made, "OwnHttpsListener")["DefaultActions"] == forward
    assert properties(made, "OwnHttpListener")["DefaultActions"][0]["Type"] == "redirect"
    assert made.body["Resources"]["Service"]["DependsOn"] == "OwnHttpsListener"
    assert not [name for name in made.body["Resources"] if name.startswith("Rule")]
    admitted = properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]
    assert [each["SourceSecurityGroupId"]["Ref"] for each in admitted] == [
        "OwnLoadBalancerSecurityGroup"
    ]
    assert made.body["Outputs"]["Url"]["Value"]["Fn::Join"][1][:2] == [
        "https://",
        {"Fn::GetAtt": ["OwnLoadBalancer", "DNSName"]},
    ]
    assert found(made) == []


def test_without_a_certificate_a_load_balancer_of_its_own_speaks_http():
    made = own(PLAIN)
    assert properties(made, "OwnHttpListener")["DefaultActions"][0]["Type"] == "forward"
    assert "OwnHttpsListener" not in made.body["Resources"]


def test_an_internal_one_of_its_own_is_in_private_subnets_where_there_are_some():
    made = own(internal=True)
    assert properties(made, "OwnLoadBalancer")["Scheme"] == "internal"
    assert properties(made, "OwnLoadBalancer")["Subnets"] == {"Ref": "PrivateSubnets"}
    public = own(replace(SECURE, network=Network.create(nat="none")), internal=True)
    assert properties(public, "OwnLoadBalancer")["Subnets"] == {"Ref": "PublicSubnets"}


def test_ways_that_say_the_same_load_balancer_share_it_by_rules_that_nobody_else_numbers():
    balancer = OwnLoadBalancer(internal=True)
    made = stack(
        web(
            http=(
                Http(balancer=balancer),
                Http(balancer=balancer, port=9090, host="admin.example.com"),
            )
        ),
        SECURE,
    )
    assert [name for name in made.body["Resources"] if "OwnLoadBalancer" in name] == [
        "OwnLoadBalancer",
        "OwnLoadBalancerSecurityGroup",
    ]
    first, second = (properties(made, name) for name in ("Rule", "Rule9090"))
    assert first["ListenerArn"] == second["ListenerArn"] == {"Ref": "OwnHttpsListener"}
    assert second["Priority"] < first["Priority"]
    assert properties(made, "OwnHttpsListener")["DefaultActions"][0]["Type"] == "fixed-response"
    assert not [each.name for each in made.parameters if "Priority" in each.name]
    assert found(made) == []


def test_a_listener_of_its_own_on_a_load_balancer_of_its_own_is_the_only_one():
    made = stack(
        web(http=Http(balancer=OwnLoadBalancer(), listener=Listener(port=8443, protocol="HTTPS"))),
        SECURE,
    )
    listeners = [n for n, r in made.body["Resources"].items() if r["Type"].endswith("::Listener")]
    assert listeners == ["Listener"]
    assert properties(made, "Listener")["LoadBalancerArn"] == {"Ref": "OwnLoadBalancer"}
    assert properties(made, "ListenerIngress")["GroupId"] == {"Ref": "OwnLoadBalancerSecurityGroup"}
    assert "SecurityGroupIngress" not in properties(made, "OwnLoadBalancerSecurityGroup")
    assert found(made) == []


def test_a_rule_alone_makes_a_load_balancer_of_its_own_answer_404_to_the_rest():
    made = stack(
        web(http=Http(balancer=OwnLoadBalancer(), rules=(Match(path="/b"),), path="/a")), SECURE
    )
    assert properties(made, "OwnHttpsListener")["DefaultActions"][0]["Type"] == "fixed-response"
    assert made.body["Resources"]["Service"]["DependsOn"] == ["Rule", "RuleB"]


@pytest.mark.parametrize(
    ("http", "runs_on", "where", "field"),
    [
        (Http(balancer=OwnLoadBalancer(), internal=True), None, INSIDE, "http.internal"),
        (Http(balancer=OwnLoadBalancer(admit=("all",))), None, SECURE, "http.balancer.admit"),
        (
            Http(balancer=OwnLoadBalancer()),
            None,
            replace(
                SECURE, network=Network.existing(vpc="vpc-1", private=("subnet-1", "subnet-2"))
            ),
            "http.balancer",
        ),
    ],
)
def test_what_no_load_balancer_of_its_own_can_be_is_refused(
    http: Http, runs_on: Any, where: Environment, field: str
) -> None:
    assert field in [each.field for each in refused(web(http=http, runs_on=runs_on), where)]


def test_the_instances_of_an_environment_admit_a_load_balancer_of_a_services_own():
    made = stack(web(http=Http(balancer=OwnLoadBalancer()), runs_on=EC2()), SECURE)
    assert properties(made, "InstanceIngress") == {
        "GroupId": {"Ref": "InstanceSecurityGroup"},
        "Description": "a load balancer of a service's own",
        "IpProtocol": "tcp",
        "FromPort": 32768,
        "ToPort": 65535,
        "SourceSecurityGroupId": {"Ref": "OwnLoadBalancerSecurityGroup"},
    }
    group = next(each for each in made.parameters if each.name == "InstanceSecurityGroup")
    assert group.source == FromStack(stack="bbfd-environment-test", output="InstanceSecurityGroup")
    assert "InstanceSecurityGroup" in made_by(SECURE).body["Outputs"]
    fixed = stack(
        web(http=Http(balancer=OwnLoadBalancer()), runs_on=EC2(network_mode=Host())), SECURE
    )
    assert properties(fixed, "InstanceIngress")["FromPort"] == 80
    assert "InstanceIngress" not in own().body["Resources"]
    assert found(made) == found(fixed) == []


def test_what_says_something_of_https_and_has_no_certificate_is_refused():
    where = environment(
        internal_load_balancer=InternalLoadBalancer(tls_policy="ELBSecurityPolicy-X")
    )
    made = environment_stack(Definition("test", where, "e.py"))
    assert made is not None
    assert [each.field for each in made.refusals] == ["internal_load_balancer.tls_policy"]


def test_a_certificate_is_of_use_to_an_internal_load_balancer_alone():
    assert made_by(replace(INSIDE, load_balancer=None)).refusals == ()


WRITTEN = AccessLogs(prefix="web", days=7)
WALL = Firewall(limit=500)


@pytest.mark.parametrize("beside", ["internal", "own"])
def test_requests_are_written_down_and_turned_away_before_any_load_balancer(beside: str) -> None:
    said: Any = {"access_logs": WRITTEN, "firewall": WALL}
    if beside == "internal":
        made, name = made_by(environment(internal_load_balancer=InternalLoadBalancer(**said))), ""
        balancer = "InternalLoadBalancer"
    else:
        made = own(**said)
        name = next(n for n in made.body["Resources"] if n.startswith("OwnHttpListener"))
        name, balancer = name.removeprefix("OwnHttpListener"), "OwnLoadBalancer"
    logs, policy = f"{balancer}AccessLogs{name}", f"{balancer}AccessLogsPolicy{name}"
    whole = properties(made, f"{balancer}{name}")
    attributes = {each["Key"]: each["Value"] for each in whole["LoadBalancerAttributes"]}
    assert attributes["access_logs.s3.bucket"] == {"Ref": logs}
    assert attributes["access_logs.s3.prefix"] == "web"
    assert policy in made.body["Resources"][f"{balancer}{name}"]["DependsOn"]
    (rule,) = properties(made, logs)["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 7
    assert properties(made, policy)["Bucket"] == {"Ref": logs}
    tied = properties(made, f"{balancer}WebAclAssociation{name}")
    assert tied == {
        "ResourceArn": {"Ref": f"{balancer}{name}"},
        "WebACLArn": {"Fn::GetAtt": [f"{balancer}WebAcl{name}", "Arn"]},
    }
    assert properties(made, f"{balancer}WebAcl{name}")["Rules"][0]["Name"] == "limit"
    assert found(made) == []


def test_the_logs_of_a_load_balancer_of_ones_own_are_kept_where_the_environment_is_protected() -> (
    None
):
    made = own(environment(protected=True), access_logs=AccessLogs())
    (bucket,) = (r for r in made.body["Resources"].values() if r["Type"] == "AWS::S3::Bucket")
    assert bucket["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"access_logs": AccessLogs(days=0)}, "access_logs.days"),
        ({"access_logs": AccessLogs(bucket="A B")}, "access_logs.bucket"),
        ({"firewall": Firewall(limit=9)}, "firewall.limit"),
        ({"firewall": Firewall(rules=("Mine",))}, "firewall.rules"),
        ({"firewall": ExistingFirewall(arn="web")}, "firewall.arn"),
    ],
)
def test_what_cannot_be_said_of_logs_and_firewall_is_refused(said: Any, field: str) -> None:
    (refusal,) = refused(web(http=Http(balancer=OwnLoadBalancer(**said))), SECURE)
    assert refusal.field == f"http.balancer.{field}"
