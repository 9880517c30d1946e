"""What nobody's requests or connections could do, though no template shows it: refused, each with its field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.model.answers import Answer, Redirect, Rewrite
from bbfd.model.balancers import OwnLoadBalancer
from bbfd.model.connections import TcpListener, TlsListener, UdpListener
from bbfd.model.environment import Certificate
from bbfd.model.http import HealthCheck, Http, Listener, Match, Stickiness
from bbfd.model.sign_in import Cognito, Oidc
from tests.unit.build.test_http import COGNITO, OIDC, SECURE, refused, through
from tests.unit.examples import properties, stack, web

ON_INSTANCES = EC2(network_mode=Bridge())
ELSEWHERE = Certificate.arn("arn:aws:acm:us-east-1:123456789012:certificate/a")


def ruled(rule: Any) -> Http:
    return Http(rules=(rule,))


@pytest.mark.parametrize(
    ("http", "field", "typed"),
    [
        (Http(public=True), "http.public", "remove public="),
        (Http(public=True, sign_in=COGNITO), "http.public", "remove public="),
        (ruled(Match(path="/a", public=True)), "http.rules.0.public", "remove public="),
        (
            Http(sign_in=COGNITO, rules=(Match(path="/a", public=True, sign_in=COGNITO),)),
            "http.rules.0.public",
            "sign_in=",
        ),
        (
            Http(
                sign_in=COGNITO, rules=(Redirect(path="/a", to_host="b.example.com", public=True),)
            ),
            "http.rules.0.public",
            "remove public=",
        ),
        (ruled(Answer(path="/a", public=True)), "http.rules.0.public", "remove public="),
        (ruled(Answer(path="/a", rewrite=Rewrite(path=("a", "b")))), "http.rules.0.rewrite", "rew"),
        (Http(listener=Listener(port=81), public=True), "http.public", "remove public="),
        (ruled(Http(path="/a")), "http.rules.0", "Match("),
        (Http(methods=""), "http.methods", '"GET"'),
        (Http(headers={"A": ""}), "http.headers", '"*"'),
        (Http(headers={"A": "x" * 129}), "http.headers", "128"),
        (Http(headers={"host": "a.example.com"}), "http.headers", "host="),
        (Http(queries={"a": ""}), "http.queries", '"*"'),
        (Http(queries={"": ("b", "")}), "http.queries", '"*"'),
        (Http(queries={"a=b": "c"}), "http.queries", "="),
        (Http(queries={"a": "x" * 129}), "http.queries", "128"),
        (Http(queries={"a" * 129: "x"}), "http.queries", "128"),
        (Http(rewrite=Rewrite(path=("a",))), "http.rewrite.path", "two"),  # type: ignore[arg-type]
        (Http(rewrite=Rewrite(path=("a" * 1025, "b"))), "http.rewrite.path", "1024"),
        (Http(rewrite=Rewrite(path=("^/a$", "/$1"))), "http.rewrite.path", "$1"),
    ],
)
def test_what_no_rule_can_ask_for_is_refused(http: Http, field: str, typed: str) -> None:
    assert any(each.field == field and typed in each.fix for each in refused(web(http=http)))


@pytest.mark.parametrize(
    ("to", "field", "typed"),
    [
        ({"to_path": "/a"}, "", "another"),
        ({"to_host": "a.example.com"}, "", "another"),
        ({"to_host": "a.example.com", "to_path": "/a"}, "", "another"),
        ({"to_protocol": "HTTPS"}, "", "another"),
        ({"to_protocol": "HTTPS", "to_port": 443}, "", "another"),
        ({"to_port": 443}, "", "another"),
        ({"to_host": "#{host}", "to_path": "/#{path}"}, "", "another"),
        ({"to_host": "#{nohost}"}, ".to_host", "#{host}"),
        ({"to_path": "/#{service}"}, ".to_path", "#{path}"),
        ({"to_host": "https://b.example.com/"}, ".to_host", "b.example.com"),
        ({"to_host": "www.{nope}"}, ".to_host", "{environment}"),
        ({"to_path": "/b?c=d"}, ".to_path", "to_query="),
        ({"to_query": "?c=d", "to_path": "/b"}, ".to_query", '"c=d"'),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(to: Any, field: str, typed: str) -> None:
    http = ruled(Redirect(path=("/a", "/c"), host="a.example.com", **to))
    (told,) = refused(web(http=http))
    assert told.field == f"http.rules.0{field}"
    assert typed in told.fix


def test_a_redirect_of_all_hosts_to_one_of_its_service_is_none_in_circles():
    to = Redirect(path="/*", host="*", to_host="www.example.com", to_query="")
    assert refused(web(http=Http(host="www.example.com", rules=(to,)))) == []


def test_the_host_of_a_redirect_is_filled_in():
    to = Redirect(path="/a", to_host="{service}.{environment}.#{host}", to_path="/#{path}/{region}")
    (action,) = properties(through(rules=(to,)), "RuleA")["Actions"]
    assert action["RedirectConfig"]["Host"] == "web.test.#{host}"
    assert action["RedirectConfig"]["Path"] == "/#{path}/eu-west-1"


@pytest.mark.parametrize(
    ("sign_in", "field"),
    [
        *(
            (replace(each, **{name: wrong}), f"http.sign_in.{name}")
            for each in (OIDC, COGNITO)
            for name, wrong in (
                ("scope", ""),
                ("scope", "email"),
                ("client", ""),
                ("cookie", "AWSALB"),
            )
        ),
        (replace(OIDC, issuer="https://"), "http.sign_in.issuer"),
        (replace(OIDC, token="https://a b"), "http.sign_in.token"),
        (replace(OIDC, client_secret_key=""), "http.sign_in.client_secret_key"),
        (replace(OIDC, client_secret_key="a:b}}"), "http.sign_in.client_secret_key"),
        (replace(OIDC, client="{nope}"), "http.sign_in"),
        (replace(COGNITO, domain=""), "http.sign_in.domain"),
        (replace(COGNITO, domain="https://a.example.com"), "http.sign_in.domain"),
    ],
)
def test_a_sign_in_that_nobody_passes_is_refused(sign_in: Oidc | Cognito, field: str) -> None:
    assert [each.field for each in refused(web(http=Http(sign_in=sign_in)))] == [field]


@pytest.mark.parametrize(
    ("certificate", "typed"),
    [
        (Certificate.create("a.org"), "Certificate.lookup"),
        (Certificate.arn("mine"), "arn:aws:acm"),
        (ELSEWHERE, "eu-west-1"),
        (Certificate.lookup(""), "Certificate.lookup"),
    ],
)
def test_a_certificate_that_no_listener_takes_is_refused(certificate: Any, typed: str) -> None:
    for workload, field in (
        (web(http=Http(certificate=certificate)), "http.certificate"),
        (web(network=TlsListener(port=5, certificate=certificate)), "network.certificate"),
    ):
        (told,) = refused(workload)
        assert told.field == field
        assert typed in told.fix


@pytest.mark.parametrize("name", ["", "--", "ä"])
def test_a_way_is_called_by_letters_or_digits(name: str) -> None:
    assert {each.field for each in refused(web(http=Http(name=name)))} == {"http.name"}


@pytest.mark.parametrize("balancer", [None, OwnLoadBalancer()])
def test_two_ways_cannot_listen_on_one_port(balancer: OwnLoadBalancer | None) -> None:
    one = Http(listener=Listener(port=8080), balancer=balancer)
    told = refused(web(http=(one, replace(one, name="other"))))
    assert [each.field for each in told] == ["http.1.listener.port"]


def test_a_port_of_its_own_is_not_that_of_the_load_balancers_other_ways():
    own = OwnLoadBalancer()
    other = Http(name="other", balancer=own, listener=Listener(port=80))
    told = refused(web(http=(Http(balancer=own), other)))
    assert [each.field for each in told] == ["http.1.listener.port"]


def test_health_that_is_asked_for_on_the_port_of_requests_is_asked_for_where_they_go():
    for health in (HealthCheck(), HealthCheck(port=80)):
        made = stack(web(http=Http(health=health), runs_on=ON_INSTANCES), SECURE)
        assert properties(made, "Targets")["HealthCheckPort"] == "traffic-port"


@pytest.mark.parametrize(
    ("http", "field"),
    [
        (Http(health=HealthCheck(port=70000)), "http.health.port"),
        (Http(health=HealthCheck(codes="")), "http.health.codes"),
        (Http(stickiness=Stickiness(), cross_zone=False), "http.cross_zone"),
    ],
)
def test_what_no_target_group_can_be_is_refused(http: Http, field: str) -> None:
    assert field in [each.field for each in refused(web(http=http))]


@pytest.mark.parametrize(
    ("network", "field"),
    [
        (
            TcpListener(port=5, health=HealthCheck(protocol="TCP", timeout=16)),
            "network.health.timeout",
        ),
        (TcpListener(port=5, health=HealthCheck(port=70000)), "network.health.port"),
        (
            TcpListener(port=5, health=HealthCheck(protocol="HTTP", codes="600")),
            "network.health.codes",
        ),
        (
            TcpListener(port=5, health=HealthCheck(protocol="HTTP", codes="")),
            "network.health.codes",
        ),
        (
            TcpListener(port=5, health=HealthCheck(protocol="HTTP", path="up")),
            "network.health.path",
        ),
    ],
)
def test_health_that_no_load_balancer_asks_for_is_refused(network: TcpListener, field: str) -> None:
    assert [each.field for each in refused(web(network=network))] == [field]


@pytest.mark.parametrize(
    ("network", "field"),
    [
        (UdpListener(port=53, to=53, health=HealthCheck(port=53)), "network.health.port"),
        (TcpListener(port=53, to=53, udp=True), "network.udp"),
    ],
)
def test_where_docker_picks_ports_one_is_not_of_both_protocols(network: Any, field: str) -> None:
    (told,) = refused(web(http=(), network=network, runs_on=ON_INSTANCES))
    assert told.field == field
    assert "Awsvpc()" in told.fix
