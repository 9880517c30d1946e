from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bbfd.aws import secrets
from bbfd.aws.kms import Kms
from bbfd.aws.secrets import ParameterStore, Secrets, SecretsManager
from bbfd.deploy.records import Secret
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import Refusal, answering

HOME = "eu-west-1:111122223333"
SECRET = f"arn:aws:secretsmanager:{HOME}:secret:dev/web-AbCdEf"
OTHER = f"arn:aws:secretsmanager:{HOME}:secret:dev/mail-XyZxYz"
GONE = Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")

Call = tuple[str, dict[str, Any] | Refusal, dict[str, Any]]


def _secret(arn: str, answer: dict[str, Any] | Refusal) -> Call:
    return ("describe_secret", answer, {"SecretId": arn})


def _named(names: list[str], *found: str, **more: Any) -> Call:
    wanted = {"Key": "Name", "Option": "Equals", "Values": names}
    answer = {"Parameters": [{"Name": name} for name in found]}
    return ("describe_parameters", answer, {"ParameterFilters": [wanted], **more})


def _missing(
    *references: str, manager: tuple[Call, ...] = (), parameters: tuple[Call, ...] = ()
) -> tuple[str, ...]:
    """Ask; a service that nothing refers to is not even reached."""
    with ExitStack() as stack:
        made = {
            name: stack.enter_context(answering(name, *calls))
            for name, calls in (("secretsmanager", manager), ("ssm", parameters))
            if calls
        }
        looked = Secrets(
            lambda: SecretsManager(made["secretsmanager"]),
            lambda: ParameterStore(made["ssm"]),
            account="111122223333",
            region="eu-west-1",
        )
        return looked.missing(references)


def test_a_secret_is_looked_for_once_whatever_is_taken_out_of_it() -> None:
    references = (SECRET, f"{SECRET}:password::", f"{SECRET}:user:AWSCURRENT:")
    assert _missing(*references, manager=(_secret(SECRET, {"ARN": SECRET}),)) == ()


def test_a_secret_that_is_gone_or_about_to_go_is_missing() -> None:
    deleted = {"ARN": OTHER, "DeletedDate": datetime(2026, 1, 1, tzinfo=timezone.utc)}
    references = (f"{SECRET}:password::", OTHER)
    calls = (_secret(SECRET, GONE), _secret(OTHER, deleted))
    assert _missing(*references, manager=calls) == references


def test_parameters_are_looked_for_by_name_and_arn_without_their_values() -> None:
    arn = f"arn:aws:ssm:{HOME}:parameter"
    references = ("plain", "/dev/web/key", f"{arn}/dev/web/token", f"{arn}/alone", "gone")
    asked = ["/alone", "/dev/web/key", "/dev/web/token", "alone", "gone", "plain"]
    call = _named(asked, "plain", "/dev/web/key", "/dev/web/token", "/alone")
    assert _missing(*references, parameters=(call,)) == ("gone",)


def test_parameters_are_asked_for_fifty_at_a_time_and_over_all_pages() -> None:
    names = [f"/p/{n:02}" for n in range(51)]
    first = _named(names[:50], *names[:10])
    first[1]["NextToken"] = "t"
    calls = (
        first,
        _named(names[:50], *names[10:49], NextToken="t"),
        _named(names[50:], names[50]),
    )
    assert _missing(*names, parameters=calls) == (names[49],)


@pytest.mark.parametrize(
    "reference",
    [
        SECRET.replace("eu-west-1", "us-east-1"),
        SECRET.replace("111122223333", "444455556666"),
        "arn:aws:ssm:us-east-1:111122223333:parameter/x",
        "arn:aws:s3:::bucket/file.env",
        f"arn:aws:dynamodb:{HOME}:table/x",
        "arn:aws",
    ],
)
def test_what_cannot_be_looked_for_is_not_called_missing(reference: str) -> None:
    assert _missing(reference) == ()


def test_what_may_not_be_looked_for_is_not_called_missing_either() -> None:
    with pytest.raises(AwsError) as caught:
        _missing(SECRET, manager=(_secret(SECRET, Refusal("AccessDeniedException")),))
    assert caught.value.trouble is Trouble.DENIED


@pytest.mark.parametrize("call", ["get_secret_value", "get_parameter", "WithDecryption"])
def test_no_call_that_gives_a_value_stands_in_the_file_at_all(call: str) -> None:
    assert call not in Path(secrets.__file__).read_text(encoding="utf-8")


def _found(*calls: Call) -> Secret | None:
    with answering("secretsmanager", *calls) as client:
        return SecretsManager(client).named("dev/web")


def test_a_secret_is_found_by_its_name_with_what_encrypts_it() -> None:
    known = ("describe_secret", {"ARN": SECRET}, {"SecretId": "dev/web"})
    assert _found(known) == Secret(arn=SECRET)
    own = ("describe_secret", {"ARN": SECRET, "KmsKeyId": "alias/app"}, {"SecretId": "dev/web"})
    assert _found(own) == Secret(arn=SECRET, key="alias/app")


def test_a_secret_that_is_gone_or_about_to_go_is_not_found_by_its_name() -> None:
    deleted = {"ARN": SECRET, "DeletedDate": datetime(2026, 1, 1, tzinfo=timezone.utc)}
    assert _found(("describe_secret", GONE, {"SecretId": "dev/web"})) is None
    assert _found(("describe_secret", deleted, {"SecretId": "dev/web"})) is None


def test_a_key_is_found_by_its_alias() -> None:
    arn = f"arn:aws:kms:{HOME}:key/1"
    asked = {"KeyId": "alias/app"}
    answer = {"KeyMetadata": {"Arn": arn, "KeyId": "1"}}
    with answering("kms", ("describe_key", answer, asked)) as client:
        assert Kms(client).arn("alias/app") == arn
    gone = Refusal("NotFoundException", "Alias arn:aws:kms:... is not found.")
    with answering("kms", ("describe_key", gone, asked)) as client:
        assert Kms(client).arn("alias/app") is None
