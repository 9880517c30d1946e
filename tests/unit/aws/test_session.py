from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from bbfd._version import __version__
from bbfd.aws.session import Connection, connect
from bbfd.errors import AwsError, Trouble
from bbfd.model.access import Access, Local
from bbfd.model.environment import Environment
from bbfd.model.network import Network
from tests.unit.deploy.fakes import VirtualClock

ACCOUNT = "111122223333"


def _to(access: Access | Local, root: Path) -> Connection:
    if isinstance(access, Local):
        pytest.importorskip("ministack", reason="`make ends` goes without the embedded AWS")
    environment = Environment(
        account=ACCOUNT, region="eu-west-1", aws=access, network=Network.create()
    )
    return connect(environment, root=root, clock=VirtualClock())


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Connection]:
    with _to(Local(), tmp_path) as aws:
        yield aws


def test_each_service_is_made_once_and_only_when_asked_for() -> None:
    made: list[str] = []

    class Session:
        def client(self, name: str, **_: Any) -> Any:
            made.append(name)
            return Closeable()

    class Closeable:
        def close(self) -> None:
            made.append("closed")

    aws = Connection(Session, account=ACCOUNT, region="eu-west-1")
    assert made == []
    assert aws.stacks is aws.stacks
    assert made == ["cloudformation"]
    aws.renew()
    assert aws.stacks is aws.stacks
    assert made == ["cloudformation", "closed", "cloudformation"]


def test_the_retries_and_the_name_of_every_client_are_ours(embedded: Connection) -> None:
    config = embedded.stacks._client.meta.config
    assert config.retries["mode"] == "standard"
    assert config.retries["total_max_attempts"] == 1  # repeating is the limiter's
    assert (config.connect_timeout, config.read_timeout) == (5, 20)
    assert f"bbfd/{__version__}" in config.user_agent_extra
    assert embedded.stacks._client.meta.region_name == "eu-west-1"


def test_the_embedded_aws_is_the_environments_account_whoever_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    with _to(Local(), tmp_path) as aws:
        assert aws.identity.who().account == ACCOUNT
        assert aws.stacks._client._get_credentials().access_key == ACCOUNT


def test_what_was_made_is_there_for_the_next_connection(tmp_path: Path) -> None:
    with _to(Local(), tmp_path) as aws:
        aws.roles.create_linked("ecs.amazonaws.com")
    with _to(Local(), tmp_path) as aws:
        assert aws.roles.exists("AWSServiceRoleForECS")


def test_secrets_and_parameters_are_looked_for_in_this_account_and_region(
    embedded: Connection,
) -> None:
    home = f"eu-west-1:{ACCOUNT}"
    secret, parameter = f"arn:aws:secretsmanager:{home}:secret:gone-AbCdEf", "/dev/gone"
    elsewhere = f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/x"
    found = embedded.secrets.missing((secret, f"{secret}:key::", parameter, elsewhere))
    assert found == (secret, f"{secret}:key::", parameter)


def test_logs_are_read_in_this_account_and_region(embedded: Connection) -> None:
    assert not embedded.logs.exists("/bbfd/dev/web")
    assert embedded.logs.tail("/bbfd/dev/web", "app/app/1", lines=3) == ()


def test_a_profile_that_does_not_exist_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(AwsError) as caught:
        _to(Access(profile="no-such-profile"), tmp_path).identity.who()
    assert caught.value.trouble is Trouble.NO_CREDENTIALS


def test_the_service_role_goes_to_cloudformation(tmp_path: Path) -> None:
    aws = _to(Access(service_role="arn:aws:iam::111122223333:role/r"), tmp_path)
    assert aws.stacks._role == "arn:aws:iam::111122223333:role/r"


def test_a_role_is_assumed_before_the_first_call(tmp_path: Path) -> None:
    role = "arn:aws:iam::444455556666:role/deployer"
    with mock_aws():
        aws = _to(Access(role=role, external_id="shared-word"), tmp_path)
        who = aws.identity.who()
    assert who.account == "444455556666"
    assert ":assumed-role/deployer/bbfd" in who.arn
