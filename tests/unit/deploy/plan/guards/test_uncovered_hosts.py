from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.deploy.plan.guards import Case
from bbfd.deploy.plan.guards.uncovered_hosts import guard
from bbfd.deploy.records import Certificate
from bbfd.model.stack import FromListener, Parameter
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, added, case, changed, resources

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
FOUND = Certificate(arn="arn:acm/1", domains=("example.com", "*.example.com"))
BODY = resources(It=(RULE, {"Priority": {"Ref": "RulePriority"}}))


def _aws(*certificates: Certificate) -> FakeAws:
    aws = FakeAws()
    aws.still.certificates_of = certificates or (FOUND,)
    return aws


def _case(*hosts: str, aws: FakeAws | None = None, domain: str = "example.com") -> Case:
    source = FromListener(
        listener="HttpsListener",
        first=1,
        last=9,
        conditions=(("host-header", hosts), ("path-pattern", ("/*",))),
        certificate=domain,
    )
    priority = Parameter(name="RulePriority", type="Number", source=source)
    return case(added(RULE), body=BODY, aws=aws or _aws(), parameters=(priority,))


def test_a_host_that_the_found_certificate_does_not_have_is_refused() -> None:
    (objection,) = guard(_case("a.b.example.com")).objections
    assert "a.b.example.com is not on the certificate that is found for example.com" in (
        objection.what
    )
    assert "example.com, *.example.com" in objection.what
    assert 'certificate=Certificate.lookup("a.b.example.com")' in objection.fix


@pytest.mark.parametrize("host", ["example.com", "A.example.com", "*.b.example.com"])
def test_one_that_it_has_and_a_pattern_are_not(host: str) -> None:
    assert guard(_case(host)).objections == ()


def test_the_certificate_that_is_used_is_the_one_that_counts() -> None:
    narrow = Certificate(arn="arn:acm/2", domains=("example.com",))
    (objection,) = guard(_case("a.example.com", aws=_aws(narrow, FOUND))).objections
    assert "arn:acm/2" in objection.what


def test_where_it_is_not_known_what_the_listener_shows_nothing_is_asked() -> None:
    wanted = _case("a.b.example.com", domain="")
    assert guard(wanted).objections == ()
    kept = replace(wanted.proposal, changes=(changed(RULE, "Actions"),))
    known = _case("a.b.example.com")
    assert guard(replace(known, proposal=kept)).objections == ()


def test_where_certificates_may_not_be_listed_it_is_a_note() -> None:
    aws = _aws()
    aws.order("issued", DENIED)
    found = guard(_case("a.b.example.com", aws=aws))
    assert found.objections == ()
    assert "was not checked" in found.notes[0]
