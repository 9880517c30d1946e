"""What a service uses, asked for its facts."""

from __future__ import annotations

import pytest

from bbfd.features.scratch import Scratch
from bbfd.features.secret import Secret
from bbfd.model.facts import About, Facts, Grant, Mount, SecretVariable, Volume
from bbfd.model.stack import FromKey, FromSecret, Parameter

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
        (Secret(variable="P", secret="d b"), "cannot be the name of a secret"),
        (Secret(secret="db"), "either variable= or keys="),
        (Secret(variable="P", secret="db", keys={"P": "p"}), "either variable= or keys="),
        (Secret(secret="db", keys={"P": "p"}, key="p"), "either variable= or keys="),
        (Secret(variable="P", parameter="a b"), "cannot be the name"),
        (Secret(variable="P", parameter="a", key="b"), "no keys"),
        (Secret(keys={"P": "p"}, parameter="a"), "no keys"),
        (Secret(variable="P", parameter="a", stage="AWSPENDING"), "no keys, stages"),
        (Secret(variable="P", secret=ARN, encryption_key="k"), "neither an ARN nor an alias"),
        (Secret(variable="P", parameter="{nowhere}"), "nowhere"),
    ],
)
def test_a_secret_that_nobody_could_read_is_refused_with_a_fix(secret: Secret, what: str) -> None:
    facts = secret.facts(ABOUT)
    (refusal,) = facts.refusals
    assert what in refusal.what
    assert refusal.fix
    assert facts == Facts(refusals=(refusal,))


def parameters(facts: Facts) -> list[Parameter]:
    return [made for part in facts.parts for made in part(None)]


def test_a_secret_that_is_named_is_found_when_planning_and_so_is_its_key() -> None:
    facts = Secret(variable="P", secret="{environment}/db", key="password").facts(ABOUT)
    assert facts.secrets == (SecretVariable("P", "${DevDbArn}:password::", None),)
    assert facts.start_grants == (
        Grant(("secretsmanager:GetSecretValue",), ("${DevDbArn}",)),
        Grant(("kms:Decrypt",), ("${DevDbKeyArn}",), "secretsmanager.eu-west-1.amazonaws.com"),
    )
    assert parameters(facts) == [
        Parameter(name="DevDbArn", type="String", source=FromSecret(name="dev/db")),
        Parameter(name="DevDbKeyArn", type="String", source=FromSecret(name="dev/db", fact="key")),
    ]


def test_a_key_that_is_said_is_not_looked_for_and_one_by_its_alias_is() -> None:
    said = Secret(variable="P", secret="db", encryption_key=KEY).facts(ABOUT)
    assert said.start_grants[1].resources == (KEY,)
    assert [made.name for made in parameters(said)] == ["DbArn"]
    alias = Secret(variable="P", parameter="db", encryption_key="alias/app").facts(ABOUT)
    assert alias.start_grants[1].resources == ("${AliasAppArn}",)
    (parameter,) = parameters(alias)
    assert parameter == Parameter(
        name="AliasAppArn", type="String", source=FromKey(alias="alias/app")
    )


def test_several_keys_of_a_secret_are_variables_and_one_grant() -> None:
    facts = Secret(secret=ARN, keys={"USER": "username", "PASS": "password"}).facts(ABOUT)
    assert facts.secrets == (
        SecretVariable("USER", f"{ARN}:username::", None),
        SecretVariable("PASS", f"{ARN}:password::", None),
    )
    assert facts.start_grants == (Grant(("secretsmanager:GetSecretValue",), (ARN,)),)


def test_a_stage_or_a_version_stands_behind_the_key() -> None:
    (pending,) = Secret(variable="P", secret=ARN, stage="AWSPENDING").facts(ABOUT).secrets
    assert pending.value_from == f"{ARN}::AWSPENDING:"
    (old,) = Secret(variable="P", secret=ARN, key="p", version="v1").facts(ABOUT).secrets
    assert old.value_from == f"{ARN}:p::v1"


def test_all_that_is_wrong_with_a_secret_is_told_at_once() -> None:
    facts = Secret(encryption_key="k").facts(ABOUT)
    assert len(facts.refusals) == 3
