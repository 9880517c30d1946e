"""How services are found and called, read back from the template; and what cannot be."""

from dataclasses import replace

import pytest

from bbfd.build import build_environment
from bbfd.build.service import service_stack
from bbfd.kinds.backend_service import BackendService
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2
from bbfd.launch.external import External
from bbfd.launch.fargate import Fargate
from bbfd.launch.host import Host
from bbfd.launch.managed import ManagedInstances
from bbfd.model.connect import CloudMap, Connect, Tls
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.deployment import BlueGreen, Canary, Hook, TestHeader
from bbfd.model.environment import ExistingNamespace, HttpNamespace
from bbfd.model.http import Listener
from bbfd.model.managed import ManagedCapacity
from bbfd.model.port import Port
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import JOB, WEB, WORKER, environment, properties, stack

PLACE = environment(discovery="test.internal")
API = BackendService(container=Container(image="api:1", port=8080))
CHECK = "arn:aws:lambda:eu-west-1:123456789012:function:check"
AUTHORITY = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/a"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"
CALLERS = {"Ref": "CallersSecurityGroup"}


def backend(**fields):
    return stack(replace(API, **fields), PLACE, name="api")


def refused(workload, where=PLACE):
    made = service_stack(Definition("api", workload, "a.py"), Definition("test", where, "b.py"))
    return [refusal.field for refusal in made.refusals]


def connected(made):
    return properties(made, "Service")["ServiceConnectConfiguration"]


def port_mappings(made):
    return properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"]


def groups(made):
    network = properties(made, "Service")["NetworkConfiguration"]["AwsvpcConfiguration"]
    return network["SecurityGroups"]


def admitted(made):
    rules = properties(made, "TaskSecurityGroup").get("SecurityGroupIngress", [])
    return [(rule["SourceSecurityGroupId"], rule["FromPort"], rule["ToPort"]) for rule in rules]


def test_a_backend_is_called_by_its_name_at_its_containers_port():
    made = backend()
    assert connected(made)["Services"] == [
        {
            "PortName": "connect",
            "DiscoveryName": "api-connect",
            "ClientAliases": [{"DnsName": "api", "Port": 8080}],
        }
    ]
    assert port_mappings(made) == [
        {"ContainerPort": 8080, "Name": "connect", "AppProtocol": "http"}
    ]
    assert "${Namespace}" in connected(made)["Namespace"]["Fn::Sub"]


def test_callers_alone_reach_it_and_it_calls_others_itself():
    made = backend()
    assert admitted(made) == [(CALLERS, 8080, 8080)]
    assert groups(made) == [{"Fn::GetAtt": ["TaskSecurityGroup", "GroupId"]}, CALLERS]


def test_all_of_how_it_is_called_can_be_said():
    connect = Connect(
        name="orders",
        alias="orders.shop",
        port=9000,
        called_at=80,
        protocol="grpc",
        idle_timeout=0,
        request_timeout=15,
        tls=Tls(authority=AUTHORITY, encryption_key=KEY),
        proxy_port=9001,
        access_log="JSON",
        queries=True,
    )
    made = backend(connect=connect)
    assert connected(made)["Services"] == [
        {
            "PortName": "connect",
            "DiscoveryName": "orders",
            "ClientAliases": [{"DnsName": "orders.shop", "Port": 80}],
            "IngressPortOverride": 9001,
            "Timeout": {"IdleTimeoutSeconds": 0, "PerRequestTimeoutSeconds": 15},
            "Tls": {
                "IssuerCertificateAuthority": {"AwsPcaAuthorityArn": AUTHORITY},
                "RoleArn": {"Fn::GetAtt": ["ServiceConnectRole", "Arn"]},
                "KmsKey": KEY,
            },
        }
    ]
    assert connected(made)["AccessLogConfiguration"] == {
        "Format": "JSON",
        "IncludeQueryParameters": "ENABLED",
    }
    assert port_mappings(made)[1] == {
        "ContainerPort": 9000,
        "Name": "connect",
        "AppProtocol": "grpc",
    }
    assert admitted(made) == [(CALLERS, 9001, 9001)]


def test_by_both_ways_it_is_two_services_in_cloud_map_of_two_names():
    made = backend(discovery=CloudMap())
    (service,) = connected(made)["Services"]
    assert service["DiscoveryName"] != properties(made, "Discovery")["Name"] == "api"
    assert service["ClientAliases"][0]["DnsName"] == "api"
    named = connected(backend(connect=Connect(name="orders")))["Services"][0]
    assert named["ClientAliases"][0]["DnsName"] == named["DiscoveryName"] == "orders"


def test_a_port_that_the_container_names_keeps_its_name():
    port = Port(number=8080, name="rest", application="http2")
    made = backend(container=Container(image="api:1", port=8080, ports=(port,)))
    assert connected(made)["Services"][0]["PortName"] == "rest"
    assert port_mappings(made)[0]["AppProtocol"] == "http2"


def test_tcp_is_passed_on():
    assert "AppProtocol" not in port_mappings(backend(connect=Connect(protocol="tcp")))[0]


def test_what_the_proxy_says_is_kept_unless_it_is_not_wanted():
    options = connected(backend())["LogConfiguration"]["Options"]
    assert options["awslogs-group"] == {"Ref": "Logs"}
    assert "LogConfiguration" not in connected(backend(connect=Connect(log=False)))


@pytest.mark.parametrize("workload", [WORKER, WEB])
def test_a_service_that_calls_others_offers_nothing(workload):
    made = stack(replace(workload, connect=True), PLACE)
    assert "Services" not in connected(made)
    assert CALLERS in groups(made)
    assert CALLERS not in [rule[0] for rule in admitted(made)]


def test_a_web_service_can_be_called_by_others_too():
    made = stack(replace(WEB, connect=Connect()), PLACE)
    assert admitted(made) == [({"Ref": "LoadBalancerSecurityGroup"}, 80, 80), (CALLERS, 80, 80)]


def test_tasks_that_no_service_keeps_running_can_call_others():
    made = stack(replace(JOB, calls=True), PLACE)
    target = properties(made, "Schedule")["Target"]["EcsParameters"]
    assert CALLERS in target["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"]
    assert CALLERS in groups(stack(replace(WORKER, calls=True), PLACE))


@pytest.mark.parametrize(
    ("workload", "launch", "where", "field"),
    [
        (replace(WORKER, calls=True), EC2(), environment(), "calls"),
        (replace(WORKER, calls=True), External(), PLACE, "runs_on"),
        (replace(WORKER, connect=True), External(), PLACE, "runs_on"),
        (replace(API, discovery=CloudMap()), External(), PLACE, "runs_on"),
        (
            replace(WORKER, calls=True),
            ManagedInstances(network_mode=Host()),
            replace(PLACE, managed=ManagedCapacity()),
            "runs_on.network_mode",
        ),
    ],
)
def test_who_would_call_others_in_vain_is_refused(workload, launch, where, field):
    assert field in refused(replace(workload, runs_on=launch), where)


def test_on_instances_that_carry_the_group_of_callers_nothing_more_is_needed():
    on_instances = replace(WORKER, runs_on=EC2())
    assert stack(replace(on_instances, calls=True), PLACE).body == stack(on_instances, PLACE).body


def test_who_calls_nobody_is_as_before():
    assert stack(WEB, PLACE).body == stack(WEB).body


def test_in_cloud_map_tasks_are_found_by_address():
    made = backend(connect=False, discovery=CloudMap(name="orders", ttl=5))
    told = properties(made, "Discovery")
    assert told["Name"] == "orders"
    assert told["DnsConfig"]["DnsRecords"] == [{"Type": "A", "TTL": 5}]
    assert properties(made, "Service")["ServiceRegistries"] == [
        {"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}}
    ]
    assert made.body["Outputs"]["Address"]["Value"] == "orders.test.internal"
    assert admitted(made) == [(CALLERS, 8080, 8080)]
    assert "ServiceConnectConfiguration" not in properties(made, "Service")


@pytest.mark.parametrize(
    "fields", [{"discovery": CloudMap(record="SRV")}, {"discovery": CloudMap(), "runs_on": EC2()}]
)
def test_an_srv_record_tells_the_port(fields):
    made = backend(connect=False, **fields)
    assert properties(made, "Discovery")["DnsConfig"]["DnsRecords"][0]["Type"] == "SRV"
    assert properties(made, "Service")["ServiceRegistries"] == [
        {
            "RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]},
            "ContainerName": "app",
            "ContainerPort": 8080,
        }
    ]


def test_traffic_that_comes_through_service_connect_is_shifted():
    check_it = Hook(function=CHECK, at=("POST_TEST_TRAFFIC_SHIFT",))
    test = TestHeader(name="x-test", values=("yes",))
    made = backend(deployment=Canary(percent=10, test=test, hooks=(check_it,)))
    assert properties(made, "Service")["DeploymentConfiguration"]["Strategy"] == "CANARY"
    assert connected(made)["Services"][0]["ClientAliases"][0]["TestTrafficRules"] == {
        "Header": {"Name": "x-test", "Value": {"Exact": "yes"}}
    }
    assert made.body["Resources"]["HookRole"]
    found = check(document(made.body, {}), all_rules())
    assert [each.rule for each in found if each.rule.startswith("BG-")] == []
    assert "TestTrafficRules" not in str(backend(deployment=BlueGreen()).body)


@pytest.mark.parametrize("launch", [EC2(), EC2(network_mode=Awsvpc()), Fargate()])
def test_it_is_called_on_any_capacity_and_no_rule_objects(launch):
    made = backend(runs_on=launch, discovery=CloudMap())
    found = check(document(made.body, {}), all_rules())
    assert [each.rule for each in found if each.rule.startswith(("SC-", "SD-"))] == []


def place(**fields):
    made = build_environment(Definition("test", environment(**fields), "b.py"))
    assert made is not None
    assert made.refusals == ()
    return made


def test_an_environment_with_names_has_a_group_of_callers_that_instances_carry_too():
    made = place(discovery="test.internal")
    assert made.body["Outputs"]["CallersSecurityGroup"]
    assert properties(made, "CallersIngress")["SourceSecurityGroupId"] == CALLERS
    (interface,) = properties(made, "InstanceTemplate")["LaunchTemplateData"]["NetworkInterfaces"]
    assert interface["Groups"] == [{"Ref": "InstanceSecurityGroup"}, CALLERS]
    assert "CallersIngress" not in place(discovery="a.b", capacity=None).body["Resources"]
    assert "CallersSecurityGroup" not in place().body["Resources"]


def test_a_namespace_without_dns_is_enough_for_service_connect():
    made = place(discovery=HttpNamespace(name="test"))
    assert made.body["Resources"]["Namespace"]["Type"] == "AWS::ServiceDiscovery::HttpNamespace"
    assert properties(made, "Namespace")["Name"] == "test"
    assert place(discovery=ExistingNamespace(id="ns-0a1b2c3d4e5f6071")).body["Resources"][
        "CallersSecurityGroup"
    ]


@pytest.mark.parametrize(
    ("fields", "where", "field"),
    [
        ({}, environment(), "connect"),
        ({"connect": False}, PLACE, "connect"),
        ({"container": Container(image="api:1")}, PLACE, "container"),
        ({"connect": Connect(port=0)}, PLACE, "connect.port"),
        ({"connect": Connect(called_at=70000)}, PLACE, "connect.called_at"),
        ({"connect": Connect(proxy_port=0)}, PLACE, "connect.proxy_port"),
        ({"connect": Connect(idle_timeout=-1)}, PLACE, "connect.idle_timeout"),
        ({"connect": Connect(queries=True)}, PLACE, "connect.queries"),
        ({"connect": Connect(access_log="TEXT", log=False)}, PLACE, "connect.access_log"),
        ({"runs_on": EC2(network_mode=Host())}, PLACE, "runs_on.network_mode"),
        ({"runs_on": Fargate(system="WINDOWS_SERVER_2022_CORE")}, PLACE, "connect"),
        ({"discovery": CloudMap(record="A"), "runs_on": EC2()}, PLACE, "discovery.record"),
        ({"discovery": CloudMap(ttl=-1)}, PLACE, "discovery.ttl"),
        ({"deployment": BlueGreen(test=Listener(port=9000))}, PLACE, "deployment.test"),
        (
            {"deployment": BlueGreen(test=TestHeader(name="x", values=("a", "b")))},
            PLACE,
            "deployment.test",
        ),
        ({"deployment": BlueGreen(bake=2000)}, PLACE, "deployment"),
        (
            {"deployment": BlueGreen(), "connect": False, "discovery": CloudMap()},
            PLACE,
            "deployment",
        ),
        ({"connect": Connect(name="api"), "discovery": CloudMap()}, PLACE, "connect.name"),
        ({"discovery": CloudMap()}, environment(discovery=HttpNamespace(name="a")), "discovery"),
    ],
)
def test_what_cannot_be_called_is_refused(fields, where, field):
    assert field in refused(replace(API, **fields), where)


@pytest.mark.parametrize(
    ("connect", "rule"),
    [
        (Connect(alias="Api Shop"), "SC-DNS-NAME"),
        (Connect(name="Api"), "SC-DISCOVERY-NAME"),
        (Connect(protocol="tcp", request_timeout=5), "SC-TIMEOUT-TCP"),
    ],
)
def test_a_rule_looks_at_names_and_timeouts(connect, rule):
    found = check(document(backend(connect=connect).body, {}), all_rules())
    assert rule in {each.rule for each in found}
