"""What a service uses, asked for its facts."""

from __future__ import annotations

import pytest

from bbfd.features.scratch import Scratch
from bbfd.features.secret import Secret
from bbfd.model.facts import About, Facts, Grant, Mount, SecretVariable, Volume

ABOUT = About(
    environment="dev",
    service="web",
    account="111122223333",
    region="eu-west-1",
    placeholders=(("environment", "dev"),),
)
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-123abc"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"


def test_scratch_is_named_after_its_path_unless_named() -> None:
    made = Facts(
        volumes=(Volume("srv-temp", False),), mounts=(Mount("srv-temp", "/srv/temp", False, None),)
    )
    assert Scratch(path="/srv/temp").facts(ABOUT) == made
    named = Scratch(path="/a", name="shared", container="log", read_only=True).facts(ABOUT)
    assert named == Facts(
        volumes=(Volume("shared", True),), mounts=(Mount("shared", "/a", True, "log"),)
    )


def test_a_parameter_is_the_environments_own_and_may_be_read_at_the_start() -> None:
    arn = "arn:${AWS::Partition}:ssm:eu-west-1:111122223333:parameter/dev/password"
    assert Secret(variable="P", parameter="/{environment}/password").facts(ABOUT) == Facts(
        secrets=(SecretVariable("P", arn, None),),
        start_grants=(Grant(("ssm:GetParameters",), (arn,)),),
    )


def test_a_key_of_a_secret_is_read_and_the_grant_is_for_the_secret() -> None:
    facts = Secret(variable="P", secret=ARN, key="password", encryption_key=KEY).facts(ABOUT)
    assert facts.secrets == (SecretVariable("P", f"{ARN}:password::", None),)
    assert facts.start_grants == (
        Grant(("secretsmanager:GetSecretValue",), (ARN,)),
        Grant(("kms:Decrypt",), (KEY,), "secretsmanager.eu-west-1.amazonaws.com"),
    )


@pytest.mark.parametrize(
    ("secret", "what"),
    [
        (Secret(variable="P"), "either secret= or parameter="),
        (Secret(variable="P", secret=ARN, parameter="a"), "either secret= or parameter="),
        (Secret(variable="P", secret="db"), "not an ARN"),
        (Secret(variable="P", parameter="a b"), "cannot be the name"),
        (Secret(variable="P", parameter="a", key="b"), "no keys"),
        (Secret(variable="P", secret=ARN, encryption_key="alias/k"), "not an ARN"),
        (Secret(variable="P", parameter="{nowhere}"), "nowhere"),
    ],
)
def test_a_secret_that_nobody_could_read_is_refused_with_a_fix(secret: Secret, what: str) -> None:
    facts = secret.facts(ABOUT)
    (refusal,) = facts.refusals
    assert what in refusal.what
    assert refusal.fix
    assert facts == Facts(refusals=(refusal,))
