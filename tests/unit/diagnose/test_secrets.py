"""Which secret a sentence of AWS is about: one of the kind that it speaks of, by its whole name, or none."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.diagnose import Evidence, Rolling, StoppedTask, diagnosed

PULL = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
SSM = PULL + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
ASM = PULL + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
GONE = "ResourceNotFoundException: Secrets Manager can't find the specified secret."
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter"


def _what(reason: str, *values: Any) -> str:
    secrets = [{"Name": f"V{n}", "ValueFrom": value} for n, value in enumerate(values)]
    container = {"Name": "app", "Secrets": secrets}
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {"ContainerDefinitions": [container]},
    }
    service = Rolling(name="web", tasks=(StoppedTask(arn="1", reason=reason),))
    found = Evidence(stack="prod-web", services=(service,), body={"Resources": {"Task": task}})
    (cause,) = diagnosed(found)
    assert cause.id == "secret-missing"
    return cause.what


@pytest.mark.parametrize(
    ("reason", "value"),
    [
        (f"{SSM}invalid ssm parameters: {ARN}db", f"{ARN}db"),
        (f"{SSM}invalid ssm parameters: /prod/db-password", f"{ARN}db"),
        (f"{ASM}failed to fetch secret {ARN}db: {GONE}", f"{PARAMETER}/db"),
        (f"{ASM}failed to fetch secret {ARN}db-password-AbCdEf: {GONE}", f"{ARN}db"),
        (f"{SSM}invalid ssm parameters: /prod/db-second", f"{PARAMETER}/prod/db"),
        (f"{SSM}invalid ssm parameters: /other/prod/db", f"{PARAMETER}/prod/db"),
    ],
)
def test_a_sentence_about_another_one_names_no_variable(reason: str, value: str) -> None:
    assert "of the variable" not in _what(reason, value)


@pytest.mark.parametrize("reason", [f"{SSM}invalid ssm parameters: {ARN}db", f"{ASM}{GONE}"])
def test_a_secret_is_not_named_for_being_alone(reason: str) -> None:
    assert _what(reason, f"{ARN}db") == "a secret or parameter is not there"


@pytest.mark.parametrize(
    ("reason", "value", "name"),
    [
        (f"{SSM}invalid ssm parameters: /prod/db", f"{PARAMETER}/prod/db", "/prod/db"),
        (f"{SSM}invalid ssm parameters: /prod/db", "/prod/db", "/prod/db"),
        (f"{SSM}invalid ssm parameters: db", f"{PARAMETER}/db", "db"),
        (f"{SSM}invalid ssm parameters: {PARAMETER}/a/b", {"Fn::Sub": f"{PARAMETER}/a/b"}, "/a/b"),
        (f"{ASM}failed to fetch secret {ARN}db-AbCdEf: {GONE}", f"{ARN}db", "db"),
        (f"{ASM}failed to fetch secret {ARN}db-AbCdEf: {GONE}", f"{ARN}db-AbCdEf:key::", "db-AbCd"),
    ],
)
def test_one_that_fits_is_named_with_its_variable(reason: str, value: Any, name: str) -> None:
    other = f"{ARN}other" if reason.startswith(SSM) else f"{PARAMETER}/other"
    what = _what(reason, other, value)
    assert what.startswith(f"the secret or parameter {name}")
    assert "of the variable V1 is not there" in what


def test_a_parameter_that_no_variable_reads_is_named_in_the_words_of_aws() -> None:
    said = _what(f"{SSM}invalid ssm parameters: /prod/key", f"{ARN}db")
    assert said == "the secret or parameter /prod/key is not there"
