from typing import Any

import pytest

from bbfd.deploy.plan.guards.sign_in_secrets import guard
from bbfd.deploy.records import Secret
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, added, case, changed, resources

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/oidc-AbCdEf"


def signing_in(reference: str) -> dict[str, Any]:
    action = {"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"ClientSecret": reference}}
    return resources(It=(RULE, {"Actions": [action, {"Type": "forward"}]}))


BODY = signing_in("{{resolve:secretsmanager:prod/oidc:SecretString:secret}}")


@pytest.mark.parametrize(
    ("reference", "secret"),
    [
        ("{{resolve:secretsmanager:prod/oidc:SecretString:secret}}", "prod/oidc"),
        ("{{resolve:secretsmanager:prod/oidc:SecretString}}", "prod/oidc"),
        ("{{resolve:secretsmanager:prod/oidc}}", "prod/oidc"),
        (f"{{{{resolve:secretsmanager:{ARN}:SecretString:secret}}}}", ARN),
    ],
)
def test_a_secret_that_is_not_there_is_refused(reference: str, secret: str) -> None:
    (objection,) = guard(case(added(RULE), body=signing_in(reference))).objections
    assert f"the secret {secret} does not exist" in objection.what
    assert f"--name {secret} " in objection.fix
    aws = FakeAws()
    aws.still.secrets_of[secret] = Secret(arn=ARN)
    assert guard(case(added(RULE), body=signing_in(reference), aws=aws)).objections == ()


def test_a_rule_that_signs_in_as_before_is_not_looked_at() -> None:
    aws = FakeAws()
    assert guard(case(changed(RULE, "Priority"), body=BODY, aws=aws)).objections == ()
    assert aws.calls == []
    assert guard(case(changed(RULE, "Actions"), body=BODY, aws=aws)).objections != ()


def test_without_the_permission_it_is_a_note() -> None:
    aws = FakeAws()
    aws.order("named", DENIED)
    found = guard(case(added(RULE), body=BODY, aws=aws))
    assert found.objections == ()
    assert "prod/oidc exists was not checked" in found.notes[0]


def test_what_is_no_reference_is_nobodys_to_look_for() -> None:
    assert guard(case(added(RULE), body=signing_in("{{resolve:ssm:/a}}"))).objections == ()
