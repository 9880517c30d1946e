"""How requests reach a service over HTTP: ways, rules, target groups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.ec2 import EC2
from bbfd.model.answers import Answer, Redirect, Rewrite
from bbfd.model.balancers import OwnLoadBalancer
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Certificate, Environment
from bbfd.model.http import HealthCheck, Http, Match, Stickiness
from bbfd.model.scaling import Scaling
from bbfd.model.sign_in import Cognito, Oidc
from bbfd.model.stack import FromListener, Refusal, Stack
from bbfd.model.watching import Alarms
from bbfd.model.workload import Workload
from bbfd.rules import Level, all_rules, check
from bbfd.template import document
from tests.unit.examples import WEB, environment, properties, stack, web

SECURE = environment(certificate=Certificate.lookup("example.com"))
OIDC = Oidc(
    issuer="https://id.example.com",
    authorization="https://id.example.com/authorize",
    token="https://id.example.com/token",
    user_info="https://id.example.com/me",
    client="web",
    client_secret="{environment}/web/oidc",
    client_secret_key="secret",
)
COGNITO = Cognito(
    pool="arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc",
    client="client",
    domain="example",
)


def through(where: Environment = SECURE, **fields: Any) -> Stack:
    return stack(web(http=Http(**fields)), where)


def conditions(made: Stack, rule: str = "Rule") -> dict[str, Any]:
    """Field -> what is said of it."""
    return {
        each["Field"]: next(said for name, said in each.items() if name != "Field")
        for each in properties(made, rule)["Conditions"]
    }


def attributes(made: Stack) -> dict[str, str]:
    return {
        each["Key"]: each["Value"] for each in properties(made, "Targets")["TargetGroupAttributes"]
    }


def refused(workload: Workload, where: Environment = SECURE) -> list[Refusal]:
    made = service_stack(Definition("web", workload, "w.py"), Definition("test", where, "e.py"))
    return list(made.refusals)


def found(made: Stack) -> list[str]:
    """The rules that find an error in it."""
    read = document(made.body, lambda *_: None, name=made.name)  # type: ignore[arg-type, return-value]
    return [each.rule for each in check(read, all_rules()) if each.level is Level.ERROR]


def priority(made: Stack, name: str) -> tuple[int, FromListener]:
    parameter = next(each for each in made.parameters if each.name == name)
    assert isinstance(parameter.source, FromListener)
    return int(parameter.default or 0), parameter.source


def test_a_rule_asks_for_all_that_is_said_and_for_any_path_only_where_nothing_else_is():
    made = through(
        methods=("GET",),
        headers={"X-Version": ("1*", "2*")},
        queries={"debug": "yes", "": "token*"},
    )
    assert properties(made, "Rule")["Conditions"] == [
        {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
        {
            "Field": "http-header",
            "HttpHeaderConfig": {"HttpHeaderName": "X-Version", "Values": ["1*", "2*"]},
        },
        {
            "Field": "query-string",
            "QueryStringConfig": {"Values": [{"Key": "debug", "Value": "yes"}]},
        },
        {"Field": "query-string", "QueryStringConfig": {"Values": [{"Value": "token*"}]}},
    ]
    assert conditions(through(methods="GET")) == {"http-request-method": {"Values": ["GET"]}}
    assert conditions(through(sources="10.0.0.0/8")) == {"source-ip": {"Values": ["10.0.0.0/8"]}}
    assert conditions(through(host="a.example.com")) == {
        "host-header": {"Values": ["a.example.com"]},
        "path-pattern": {"Values": ["/*"]},
    }


def test_more_than_five_values_make_several_rules_that_together_ask_for_the_same():
    hosts = ("a.example.com", "b.example.com")
    paths = tuple(f"/{letter}/*" for letter in "abcdefg")
    made = through(host=hosts, path=paths)
    rules = [name for name in made.body["Resources"] if name.startswith("Rule")]
    assert rules == ["Rule", "Rule2", "Rule3"]
    asked = [conditions(made, rule) for rule in rules]
    assert all(each["host-header"] == {"Values": list(hosts)} for each in asked)
    assert [path for each in asked for path in each["path-pattern"]["Values"]] == list(paths)
    assert made.body["Resources"]["Service"]["DependsOn"] == rules
    assert len({priority(made, f"RulePriority{n}")[0] for n in ("", 2, 3)}) == 3
    assert found(made) == []


def test_a_chosen_priority_goes_on_over_the_rules_that_are_made_of_one():
    made = through(path=tuple(f"/{letter}" for letter in "abcdefg"), priority=10)
    assert [priority(made, f"RulePriority{n}")[0] for n in ("", 2)] == [10, 11]


def test_what_asks_for_more_is_asked_first():
    made = through(
        path="/api/*",
        rules=(
            Match(path="/api/*", methods=("POST",)),
            Match(path="/api/*", methods=("POST",), headers={"X-A": "1"}),
            Match(path="/api/v1/*"),
            Match(host="*.example.com"),
        ),
    )
    bands = [
        priority(made, f"RulePriority{name}")[1].first
        for name in ("ExampleCom", "ApiV1", "ApiPOSTXA", "ApiPOST", "")
    ]
    assert bands == sorted(bands)
    assert found(made) == []


def test_a_request_is_rewritten_before_a_task_sees_it():
    made = through(
        path="/shop/*",
        rewrite=Rewrite(path=("^/shop/(.*)$", "/$1"), host=("^(.*)$", "shop.internal")),
    )
    assert properties(made, "Rule")["Transforms"] == [
        {
            "Type": "host-header-rewrite",
            "HostHeaderRewriteConfig": {
                "Rewrites": [{"Regex": "^(.*)$", "Replace": "shop.internal"}]
            },
        },
        {
            "Type": "url-rewrite",
            "UrlRewriteConfig": {"Rewrites": [{"Regex": "^/shop/(.*)$", "Replace": "/$1"}]},
        },
    ]
    assert found(made) == []


def test_a_rule_that_names_no_host_is_of_the_hosts_of_its_way():
    made = through(host="a.example.com", rules=(Match(path="/b"), Answer(path="/c", host="*")))
    assert conditions(made, "RuleB")["host-header"] == {"Values": ["a.example.com"]}
    assert conditions(made, "RuleC")["host-header"] == {"Values": ["*"]}


def test_a_rule_that_comes_or_goes_renames_no_other():
    one, other = Match(host="a.example.com"), Match(path="/b")
    both, alone = through(rules=(one, other)), through(rules=(other,))
    assert properties(both, "RuleB") == properties(alone, "RuleB")
    assert priority(both, "RulePriorityB") == priority(alone, "RulePriorityB")


def test_the_deployer_is_told_what_a_rule_asks_for():
    made = through(host="a.example.com", path="/a", methods=("GET", "HEAD"))
    wanted, source = priority(made, "RulePriority")
    assert source.first <= wanted <= source.last
    assert source.conditions == (
        ("host-header", ("a.example.com",)),
        ("path-pattern", ("/a",)),
        ("http-request-method", ("GET", "HEAD")),
    )


def test_several_ports_have_a_target_group_each():
    made = stack(
        web(
            container=Container(image="a:1", port=8080),
            sidecars=(Container(image="b:1", name="metrics-agent", port=9100),),
            http=(
                Http(),
                Http(port=9090, host="admin.example.com", health=HealthCheck(path="/up")),
                Http(container="metrics-agent", path="/metrics"),
            ),
        ),
        SECURE,
    )
    service = made.body["Resources"]["Service"]
    assert service["Properties"]["LoadBalancers"] == [
        {"ContainerName": "app", "ContainerPort": 8080, "TargetGroupArn": {"Ref": "Targets"}},
        {"ContainerName": "app", "ContainerPort": 9090, "TargetGroupArn": {"Ref": "Targets9090"}},
        {
            "ContainerName": "metrics-agent",
            "ContainerPort": 9100,
            "TargetGroupArn": {"Ref": "TargetsMetricsAgent9100"},
        },
    ]
    assert service["DependsOn"] == ["Rule", "Rule9090", "RuleMetricsAgent9100"]
    assert properties(made, "Targets9090")["HealthCheckPath"] == "/up"
    assert properties(made, "Rule9090")["Actions"][0]["TargetGroupArn"] == {"Ref": "Targets9090"}
    ports = [r["FromPort"] for r in properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]]
    assert ports == [8080, 9090, 9100]
    app, agent = properties(made, "Task")["ContainerDefinitions"]
    assert [each["ContainerPort"] for each in app["PortMappings"]] == [8080, 9090]
    assert [each["ContainerPort"] for each in agent["PortMappings"]] == [9100]
    assert made.body["Outputs"]["Url9090"]["Value"]["Fn::Join"][1][1] == "admin.example.com"
    assert found(made) == []


def test_two_ways_to_one_port_are_told_apart_by_name():
    twice = (Http(path="/a/*"), Http(path="/b/*", slow_start=30))
    (refusal,) = refused(web(http=twice))
    assert (refusal.field, "name=" in refusal.fix) == ("http.1", True)
    made = stack(web(http=(twice[0], replace(twice[1], name="slow"))))
    assert {"Targets", "TargetsSlow"} <= made.body["Resources"].keys()


def test_a_service_may_have_no_way_at_all():
    made = stack(web(http=()))
    assert "LoadBalancers" not in properties(made, "Service")
    assert "HealthCheckGracePeriodSeconds" not in properties(made, "Service")


def test_a_target_group_says_how_it_is_balanced():
    made = through(
        stickiness=Stickiness(seconds=60),
        algorithm="weighted_random",
        anomaly_mitigation=True,
        cross_zone=True,
        deregistration_delay=5,
    )
    assert attributes(made) == {
        "deregistration_delay.timeout_seconds": "5",
        "stickiness.enabled": "true",
        "stickiness.type": "lb_cookie",
        "stickiness.lb_cookie.duration_seconds": "60",
        "load_balancing.algorithm.type": "weighted_random",
        "load_balancing.algorithm.anomaly_mitigation": "on",
        "load_balancing.cross_zone.enabled": "true",
    }
    assert attributes(through(cross_zone=False))["load_balancing.cross_zone.enabled"] == "false"
    assert attributes(through(slow_start=30, stickiness=Stickiness(cookie="SESSION"))) == {
        "deregistration_delay.timeout_seconds": "30",
        "stickiness.enabled": "true",
        "stickiness.type": "app_cookie",
        "stickiness.app_cookie.duration_seconds": "86400",
        "stickiness.app_cookie.cookie_name": "SESSION",
        "slow_start.duration_seconds": "30",
    }
    assert found(made) == []


def test_grpc_and_http2_are_said_and_grpc_has_codes_of_its_own():
    targets = properties(through(version="GRPC"), "Targets")
    assert targets["ProtocolVersion"] == "GRPC"
    assert targets["Matcher"] == {"GrpcCode": "12"}
    assert targets["HealthCheckPath"] == "/AWS.ALB/healthcheck"
    asked = properties(
        through(version="GRPC", health=HealthCheck(path="/grpc.health.v1.Health/Check")), "Targets"
    )
    assert asked["Matcher"] == {"GrpcCode": "0"}
    assert properties(through(version="HTTP2"), "Targets")["Matcher"] == {"HttpCode": "200"}
    assert found(through(version="GRPC")) == []


def test_a_container_that_speaks_tls_is_asked_for_health_over_tls():
    targets = properties(through(protocol="HTTPS"), "Targets")
    assert (targets["Protocol"], targets["HealthCheckProtocol"]) == ("HTTPS", "HTTPS")
    plain = properties(through(protocol="HTTPS", health=HealthCheck(protocol="HTTP")), "Targets")
    assert "HealthCheckProtocol" not in plain


def test_health_is_asked_for_on_another_port_that_the_load_balancer_may_reach():
    made = through(health=HealthCheck(port=8081, codes="200-299"))
    assert properties(made, "Targets")["HealthCheckPort"] == "8081"
    ports = [r["FromPort"] for r in properties(made, "TaskSecurityGroup")["SecurityGroupIngress"]]
    assert ports == [80, 8081]
    assert found(made) == []


def test_who_is_not_signed_in_does_so_first_but_where_it_is_public():
    made = through(
        sign_in=OIDC, rules=(Match(path="/open/*", public=True), Match(path="/b", sign_in=COGNITO))
    )
    first, then = properties(made, "Rule")["Actions"]
    assert (first["Type"], first["Order"], then["Order"]) == ("authenticate-oidc", 1, 2)
    assert first["AuthenticateOidcConfig"] == {
        "Issuer": "https://id.example.com",
        "AuthorizationEndpoint": "https://id.example.com/authorize",
        "TokenEndpoint": "https://id.example.com/token",
        "UserInfoEndpoint": "https://id.example.com/me",
        "ClientId": "web",
        "ClientSecret": "{{resolve:secretsmanager:test/web/oidc:SecretString:secret}}",
        "OnUnauthenticatedRequest": "authenticate",
        "Scope": "openid",
        "SessionTimeout": 604800,
    }
    assert [each["Type"] for each in properties(made, "RuleOpen")["Actions"]] == ["forward"]
    assert properties(made, "RuleB")["Actions"][0]["AuthenticateCognitoConfig"] == {
        "UserPoolArn": COGNITO.pool,
        "UserPoolClientId": "client",
        "UserPoolDomain": "example",
        "OnUnauthenticatedRequest": "authenticate",
        "Scope": "openid",
        "SessionTimeout": 604800,
    }
    assert found(made) == []


def test_a_further_rule_asks_for_the_sign_in_of_its_way():
    made = through(sign_in=OIDC, rules=(Match(path="/b"),))
    assert properties(made, "RuleB")["Actions"][0]["Type"] == "authenticate-oidc"


def test_redirects_and_answers_are_the_load_balancers_own():
    made = through(
        rules=(
            Redirect(host="old.example.com", to_host="www.example.com", permanent=False),
            Redirect(
                path="/plain/*", to_protocol="HTTPS", to_path="/x/#{path}", to_query="#{query}"
            ),
            Answer(path="/internal/*"),
            Answer(path="/robots.txt", status=200, body="Disallow: /"),
        )
    )
    assert properties(made, "RuleOldExampleCom")["Actions"] == [
        {
            "Type": "redirect",
            "RedirectConfig": {"StatusCode": "HTTP_302", "Host": "www.example.com"},
        }
    ]
    assert properties(made, "RulePlain")["Actions"][0]["RedirectConfig"] == {
        "StatusCode": "HTTP_301",
        "Protocol": "HTTPS",
        "Port": "443",
        "Path": "/x/#{path}",
        "Query": "#{query}",
    }
    assert properties(made, "RuleInternal")["Actions"] == [
        {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    ]
    assert properties(made, "RuleRobotsTxt")["Actions"][0]["FixedResponseConfig"] == {
        "StatusCode": "200",
        "ContentType": "text/plain",
        "MessageBody": "Disallow: /",
    }
    assert made.body["Resources"]["Service"]["DependsOn"] == "Rule"
    assert found(made) == []


@pytest.mark.parametrize(
    ("http", "field", "typed"),
    [
        (Http(container="nope"), "http.container", "app"),
        (Http(rewrite=Rewrite(path=("(", ""))), "http.rewrite.path", "^/shop/"),
        (Http(rewrite=Rewrite()), "http.rewrite", "host="),
        (
            Http(rules=(Answer(path="/a", rewrite=Rewrite(host=("a", "b"))),)),
            "http.rules.0.rewrite",
            "remove",
        ),
        (Http(algorithm="fair"), "http.algorithm", "round_robin"),  # type: ignore[arg-type]
        (Http(headers={"X A": "1"}), "http.headers", "40 characters"),
        (Http(stickiness=Stickiness(cookie="a b")), "http.stickiness.cookie", "without spaces"),
        (Http(rules=(Redirect(path="/a", to_port=0),)), "http.rules.0.to_port", "65535"),
        (Http(version="GRPC"), "http.version", "certificate"),
        (Http(stickiness=Stickiness(seconds=0)), "http.stickiness.seconds", "604800"),
        (Http(stickiness=Stickiness(cookie="AWSALBX")), "http.stickiness.cookie", "AWSALB"),
        (Http(anomaly_mitigation=True), "http.anomaly_mitigation", "weighted_random"),
        (
            Http(slow_start=30, algorithm="least_outstanding_requests"),
            "http.slow_start",
            "remove slow_start=",
        ),
        (Http(sign_in=OIDC), "http.sign_in", "certificate"),
        (Http(rules=(Match(path="/b", sign_in=COGNITO),)), "http.rules.0.sign_in", "certificate"),
        (Http(rules=(Match(host="{x}.example.com"),)), "http.rules.0.host", "{environment}"),
        (Http(rules=(Redirect(path="/a"),)), "http.rules.0", "to_host="),
        (
            Http(rules=(Redirect(path="/a", to_path="b"),)),
            "http.rules.0.to_path",
            'to_path="/b"',
        ),
        (Http(rules=(Answer(path="/a", status=301),)), "http.rules.0.status", "Redirect"),
        (Http(rules=(Answer(path="/a", body="a" * 1025),)), "http.rules.0.body", "1024"),
        (
            Http(
                host=("a.a", "b.b"),
                path=("/a", "/b"),
                methods=("A", "B"),
                sources=("1.1.1.1/32",) * 2,
            ),
            "http",
            "Match(...)",
        ),
    ],
)
def test_what_no_way_can_be_is_refused(http: Http, field: str, typed: str) -> None:
    (refusal,) = refused(replace(WEB, http=http), environment())
    assert refusal.field == field
    assert typed in refusal.fix


@pytest.mark.parametrize(
    ("sign_in", "field"),
    [
        (replace(OIDC, session=0), "session"),
        (replace(OIDC, issuer="http://id.example.com"), "issuer"),
        (replace(OIDC, client_secret="a b"), "client_secret"),
        (replace(COGNITO, pool="eu-west-1_abc"), "pool"),
        (replace(COGNITO, session=604801), "session"),
        (replace(OIDC, unauthenticated="ask"), "unauthenticated"),
        (replace(OIDC, cookie="a b"), "cookie"),
    ],
)
def test_what_no_sign_in_can_be_is_refused(sign_in: Oidc | Cognito, field: str) -> None:
    (refusal,) = refused(web(http=Http(sign_in=sign_in)))
    assert refusal.field == f"http.sign_in.{field}"


def test_what_grpc_answers_has_codes_of_its_own():
    http = Http(version="GRPC", health=HealthCheck(path="/a.B/C", codes="200"))
    (refusal,) = refused(web(http=http))
    assert refusal.field == "http.health.codes"
    (refusal,) = refused(web(http=Http(version="HTTP3")))  # type: ignore[arg-type]
    assert refusal.field == "http.version"


def test_nobody_signs_in_where_grpc_is_spoken():
    (refusal,) = refused(web(http=Http(sign_in=OIDC, version="GRPC")))
    assert refusal.field == "http.sign_in"


def test_health_on_another_port_needs_a_port_that_is_known():
    http = Http(health=HealthCheck(port=8081))
    (refusal,) = refused(web(http=http, runs_on=EC2()))
    assert refusal.field == "http.health.port"
    assert refused(web(http=http, runs_on=EC2(network_mode=Awsvpc()))) == []


@pytest.mark.parametrize(
    ("http", "rule"),
    [
        (Http(path="no path"), "RULE-PATH-FORMAT"),
        (Http(host="no host"), "RULE-HOST-FORMAT"),
        (Http(methods=("get",)), "RULE-METHOD-CASE"),
        (Http(sources=("10.0.0.1",)), "RULE-SOURCE-IP"),
        (Http(slow_start=10), "TG-SLOW-START"),
        (Http(health=HealthCheck(protocol="TCP")), "TG-HC-PROTOCOL-HTTP"),
        (Http(health=HealthCheck(interval=5, timeout=5)), "TG-HC-TIMEOUT-INTERVAL"),
        (Http(health=HealthCheck(codes="abc")), "TG-MATCHER-RANGE"),
    ],
)
def test_what_a_template_shows_is_found_by_a_rule(http: Http, rule: str) -> None:
    assert rule in found(stack(web(http=http)))


def test_the_first_way_is_measured_wherever_it_comes_in():
    scaled = Scaling(minimum=1, maximum=3, requests=100, response_time=1)
    where = replace(SECURE, alarms=Alarms(emails=("a@example.com",), unhealthy=5))
    made = stack(web(http=Http(name="mine", balancer=OwnLoadBalancer()), scaling=scaled), where)
    own = {"Fn::Select": [1, {"Fn::Split": ["loadbalancer/", {"Ref": "OwnLoadBalancerMine"}]}]}
    group = {"Fn::GetAtt": ["TargetsMine", "TargetGroupFullName"]}
    tracked = properties(made, "RequestsScaling")["TargetTrackingScalingPolicyConfiguration"]
    label = tracked["PredefinedMetricSpecification"]["ResourceLabel"]
    assert label == {"Fn::Join": ["/", [own, group]]}
    dimensions = properties(made, "WatchedHealthAlarm")["Dimensions"]
    assert [each["Value"] for each in dimensions] == [own, group]
    (refusal, *_) = refused(web(http=(), scaling=scaled), where)
    assert refusal.field == "scaling.requests"
