"""Hosts that no certificate of the environment is for: whoever calls them would be warned away."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.model.balancers import OwnLoadBalancer
from bbfd.model.environment import Certificate, ExistingLoadBalancer
from bbfd.model.http import Http, Listener, Match
from bbfd.model.stack import FromListener
from tests.unit.build.test_http import refused
from tests.unit.examples import environment, stack, web

_ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
MADE = Certificate.create("example.com", also=("*.example.com",))


def fields(http: Any, **where: Any) -> list[str]:
    return [each.field for each in refused(web(http=http), environment(**where))]


@pytest.mark.parametrize(
    ("http", "field"),
    [
        (Http(host="example.org"), "http.host"),
        (Http(host=("example.com", "a.b.example.com")), "http.host"),
        (Http(rules=(Match(host="example.org"),)), "http.rules.0.host"),
        (Http(host="example.org", balancer=OwnLoadBalancer()), "http.host"),
    ],
)
def test_a_host_that_the_environments_certificate_does_not_name_is_refused(
    http: Http, field: str
) -> None:
    assert fields(http, certificate=MADE) == [field]


@pytest.mark.parametrize("host", ["example.com", "A.example.com", "*.example.org", "*"])
def test_a_host_that_it_names_and_one_that_is_a_pattern_are_not(host: str) -> None:
    assert fields(Http(host=host), certificate=MADE) == []


def test_whose_names_are_not_known_may_be_for_it():
    there = Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/a")
    other, own = Certificate.lookup("example.org"), Http(host="example.org")
    assert fields(own, certificate=other) == []
    assert fields(own, certificate=MADE, more_certificates=(there,)) == []
    assert fields(Http(host="example.org", certificate=other), certificate=MADE) == []
    ways = (Http(host="example.org", certificate=other), Http(host="example.org", port=81))
    assert fields(ways, certificate=MADE) == []


def test_a_host_outside_the_domain_of_a_certificate_that_is_looked_up_is_refused():
    found = Certificate.lookup("*.example.com")
    assert fields(Http(host="example.org"), certificate=found) == ["http.host"]
    assert fields(Http(host=("a.example.com", "example.com")), certificate=found) == []
    assert fields(Http(host="notexample.com"), certificate=found) == ["http.host"]
    other = Certificate.lookup("example.org")
    assert fields(Http(host="example.org"), certificate=found, more_certificates=(other,)) == []


def test_over_http_nobody_asks_for_a_certificate():
    assert fields(Http(listener=Listener(port=8080)), certificate=MADE) == []
    there = ExistingLoadBalancer(
        arn=f"{_ARN}:loadbalancer/app/a/1",
        security_group="sg-0a1b2c3d",
        dns_name="a.example.com",
        https_listener=f"{_ARN}:listener/app/a/1/2",
    )
    assert fields(Http(host="example.org"), certificate=MADE, load_balancer=there) == []


def priorities(http: Any, **where: Any) -> list[str]:
    made = stack(web(http=http), environment(**where))
    sources = [each.source for each in made.parameters]
    return [each.certificate for each in sources if isinstance(each, FromListener)]


def test_by_which_domain_the_only_certificate_of_a_listener_is_found_is_kept_for_the_plan():
    found = Certificate.lookup("example.com")
    there = Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/a")
    host = Http(host="a.example.com")
    assert priorities(host, certificate=found) == ["example.com"]
    assert priorities(host, certificate=there) == [""]
    assert priorities(host, certificate=found, more_certificates=(there,)) == [""]
    assert priorities(host) == [""]
