from bbfd.deploy.plan.guards.certificates import guard
from bbfd.model.stack import FromCertificate, Parameter
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, added, case, changed, resources

LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
ARN = "arn:aws:acm:eu-west-1:111122223333:certificate/1"
BODY = resources(It=(LISTENER, {"Certificates": [{"CertificateArn": ARN}]}))


def _aws() -> FakeAws:
    aws = FakeAws()
    aws.still.not_issued = (ARN,)
    return aws


def test_a_certificate_that_is_not_issued_is_refused() -> None:
    (objection,) = guard(case(added(LISTENER), body=BODY, aws=_aws())).objections
    assert ARN in objection.what
    assert "describe-certificate" in objection.fix


def test_an_issued_one_passes_and_an_unchanged_one_is_not_looked_up() -> None:
    assert guard(case(added(LISTENER), body=BODY)).objections == ()
    aws = _aws()
    assert guard(case(changed(LISTENER, "DefaultActions"), body=BODY, aws=aws)).objections == ()
    assert aws.calls == []
    assert guard(case(changed(LISTENER, "Certificates"), body=BODY, aws=aws)).objections != ()


def test_one_that_was_found_by_its_domain_is_not_looked_up_again() -> None:
    found = Parameter(name="C", type="String", source=FromCertificate(domain="example.com"))
    body = resources(It=(LISTENER, {"Certificates": [{"CertificateArn": {"Ref": "C"}}]}))
    aws = _aws()
    made = case(added(LISTENER), body=body, aws=aws, parameters=(found,), values={"C": ARN})
    assert guard(made).objections == ()
    assert aws.calls == []


def test_without_the_permission_it_is_a_note() -> None:
    aws = _aws()
    aws.order("is_issued", DENIED)
    found = guard(case(added(LISTENER), body=BODY, aws=aws))
    assert found.objections == ()
    assert "is issued was not checked" in found.notes[0]
