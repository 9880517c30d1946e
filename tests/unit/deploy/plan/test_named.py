"""No stack of an environment that comes and goes names what the environment names that it is like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bbfd.build import build, build_environment
from bbfd.cli.project import Project
from bbfd.deploy.plan.named import claims, clashes
from bbfd.model.connect import CloudMap, Connect
from bbfd.model.definition import Definition
from bbfd.model.environment import Domain, Environment, ExistingLoadBalancer, ExistingNamespace
from bbfd.model.http import Http, Listener
from bbfd.model.passing import passing
from bbfd.model.stack import Stack
from tests.unit.examples import environment, web

ROOT = Path(__file__).parents[4]
PROJECTS = [Project(str(ROOT)), Project(str(ROOT / "tests" / "examples"))]
PLACES = [(project, place) for project in PROJECTS for place in project.environments()]
WRITTEN_OUT = {"other-domain"}  # the hosts that it is reached by, whatever the environment
EXISTING = ExistingLoadBalancer(
    arn="arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1",
    security_group="sg-0a1b2c3d4e5f60718",
    dns_name="x.example.com",
    http_listener="arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/x/1/2",
)


def pairs(project: Project, place: Definition[Environment]) -> Iterator[tuple[str, Stack, Stack]]:
    """Each stack in the environment, and in one that is like it."""
    like = passing(place, "pr-1")
    own, mine = build_environment(place), build_environment(like)
    assert mine is not None
    if own is not None:
        yield "", own, mine
    for service in project.services():
        yield service.name, build(service, place), build(service, like)


@pytest.mark.parametrize(("project", "place"), PLACES, ids=[place.name for _, place in PLACES])
def test_whatever_it_is_like_it_claims_nothing_that_the_other_does(project, place):
    for name, theirs, mine in pairs(project, place):
        found = clashes(mine, theirs)
        assert name in WRITTEN_OUT or not found, (name, found)
        assert {claim.kind for claim in found} <= {"host"}


@pytest.mark.parametrize(("project", "place"), PLACES, ids=[place.name for _, place in PLACES])
def test_no_name_is_written_out_alike_in_both(project, place):
    """The same seen without any list of ours: no property that ends in Name or Identifier."""
    for name, theirs, mine in pairs(project, place):
        assert set(names(mine)) & set(names(theirs)) == set(), name


@pytest.mark.parametrize(("project", "place"), PLACES, ids=[place.name for _, place in PLACES])
def test_it_can_be_built_wherever_the_other_can(project, place):
    for name, theirs, mine in pairs(project, place):
        assert [r.field for r in mine.refusals] == [r.field for r in theirs.refusals], name


# Names of what others make, or in what is made there: databases, policies of one target, services of one namespace.
_WITHIN = {
    "AWS::EC2::VPCEndpoint ServiceName",
    "AWS::VpcLattice::ServiceNetworkServiceAssociation ServiceNetworkIdentifier",
    "AWS::ApplicationAutoScaling::ScalingPolicy PolicyName",
    "AWS::ServiceDiscovery::Service Name",
}


def names(stack: Stack) -> Iterator[tuple[str, str, str]]:
    for resource in stack.body.get("Resources", {}).values():
        for key, said in resource.get("Properties", {}).items():
            named = re.search(
                r"(?<!Metric)(?<!DB)(?<!Database)(?<!Display)(Name|Identifier|Family)$", key
            )
            plain = isinstance(said, str) or "${AWS::StackName}" not in json.dumps(
                said, default=dict
            )
            within = f"{resource['Type']} {key}" in _WITHIN
            if (
                named
                and not within
                and plain
                and "Ref" not in str(said)
                and "GetAtt" not in str(said)
            ):
                yield resource["Type"], key, json.dumps(said, default=dict)


def clash(place: Environment, **fields: Any) -> list[tuple[str, str]]:
    """What a service claims in an environment, and in one that is like it."""
    there = Definition("dev", place, "environments/dev.py")
    service = Definition("web", web(**fields), "services/web.py")
    theirs, mine = build(service, there), build(service, passing(there, "pr-1"))
    assert not mine.refusals
    return [(claim.kind, claim.resource) for claim in clashes(mine, theirs)]


SHARED = environment(load_balancer=EXISTING)


def test_a_listener_that_both_use_takes_the_same_requests_once():
    assert clash(SHARED, http=Http(path="/shop/*")) == [
        ("AWS::ElasticLoadBalancingV2::ListenerRule", "Rule")
    ]
    assert clash(SHARED, http=Http(path="/shop/*", host="{environment}.example.com")) == []
    assert clash(environment(), http=Http(path="/shop/*")) == []


def test_a_listener_of_its_own_on_a_load_balancer_that_both_use():
    assert clash(SHARED, http=Http(listener=Listener(port=8080))) == [
        ("AWS::ElasticLoadBalancingV2::Listener", "Listener")
    ]


def test_a_host_that_is_written_out_leads_to_one_of_them():
    assert clash(environment(), http=Http(host="shop.example.com")) == [("host", "Rule")]
    assert clash(environment(), http=Http(host="*.example.com")) == []
    there = environment(domain=Domain(name="dev.example.com"))
    assert clash(there, http=Http(host="shop.{domain}")) == []


def test_services_of_one_namespace_have_one_name_each():
    shared = environment(discovery=ExistingNamespace(id="ns-0a1b2c3d4e5f6071"))
    kind = "AWS::ServiceDiscovery::Service"
    assert {found for found, _ in clash(shared, discovery=CloudMap())} == {kind}
    assert {found for found, _ in clash(shared, connect=Connect())} == {kind}
    own = environment(discovery="dev.internal")
    assert clash(own, discovery=CloudMap()) == []
    assert clash(own, connect=Connect()) == []


def test_a_name_that_was_chosen_is_claimed_and_one_that_says_the_stack_is_not():
    chosen = clash(environment(), override={"Logs.LogGroupName": "shop"})
    assert chosen == [("AWS::Logs::LogGroup", "Logs")]


def test_a_stack_is_in_the_way_of_itself():
    there = Definition("dev", environment(), "environments/dev.py")
    made = build(Definition("web", web(), "services/web.py"), there)
    assert len(clashes(made, replace(made))) == len(tuple(claims(made))) > 0
