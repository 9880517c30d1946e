from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto import mock_aws

from bbfd._version import __version__
from bbfd.aws.limiter import Limiter
from bbfd.aws.session import Connection, connect
from bbfd.errors import AwsError, Trouble
from bbfd.model.access import Access, Local
from bbfd.model.environment import Environment
from bbfd.model.network import Network
from tests.unit.aws.test_limiter import _Body
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


NOTHING = (200, "<r><DescribeStacksResult><Stacks/></DescribeStacksResult></r>")
EXPIRED = (403, "<r><Error><Code>ExpiredToken</Code><Message>too old</Message></Error></r>")


@dataclass
class _Held:
    """Credentials. method: where botocore found them."""

    method: str
    _expiry_time: datetime | None = None


class _Sessions:
    """Calling it makes the next session; those that are named are refused. method: of the credentials of all."""

    def __init__(self, *expired: int, method: str = "sso") -> None:
        self.made = 0
        self.asked: list[int] = []
        self._expired = expired
        self._method = method

    def __call__(self) -> Any:
        self.made += 1
        number = self.made
        session = boto3.Session("key", "secret", region_name="eu-west-1")

        def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
            self.asked.append(number)
            status, text = EXPIRED if number in self._expired else NOTHING
            return AWSResponse(request.url, status, {}, _Body(text))

        session.events.register("before-send", answer)
        return _Session(session, _Held(self._method))


class _Session:
    def __init__(self, session: Any, held: _Held) -> None:
        self.client = session.client
        self._held = held

    def get_credentials(self) -> _Held:
        return self._held


def _limited(begin: Any) -> Connection:
    limiter = Limiter(VirtualClock())
    return Connection(begin, account=ACCOUNT, region="eu-west-1", limiter=limiter)


def test_who_waits_for_an_answer_is_kept_seven_seconds_and_others_twenty() -> None:
    aws = _limited(_Sessions())
    times = [
        (config.connect_timeout, config.read_timeout)
        for config in (one.stacks._client.meta.config for one in (aws, aws.at_once))
    ]
    assert times == [(5, 20), (3, 7)]


def test_both_connections_of_a_run_share_a_session_and_its_lock() -> None:
    begin = _Sessions()
    aws = _limited(begin)
    assert aws.at_once is aws.at_once
    assert aws.at_once.at_once._lock is aws._lock
    assert aws.stacks._client is not aws.at_once.stacks._client
    assert begin.made == 1
    aws.at_once.renew()
    assert aws.stacks._client is not aws.at_once.stacks._client
    assert begin.made == 2


@pytest.mark.parametrize("method", ["env", "sso", "assume-role", "container-role", "explicit"])
def test_only_credentials_from_variables_are_told_to_expire(method: str) -> None:
    at = datetime(2026, 1, 2, tzinfo=timezone.utc)

    class Session:
        def get_credentials(self) -> _Held:
            return _Held(method, at)

    assert _limited(Session).expires() == (at if method == "env" else None)


@pytest.mark.parametrize(
    "method", ["sso", "assume-role", "container-role", "shared-credentials-file"]
)
@pytest.mark.parametrize("hasty", [False, True])
def test_a_call_with_credentials_that_expired_is_made_once_more_with_new_ones(
    method: str, hasty: bool
) -> None:
    begin = _Sessions(1, method=method)
    aws = _limited(begin)
    one = aws.at_once if hasty else aws
    assert one.stacks.every() == ()
    assert (aws if hasty else aws.at_once).stacks.every() == ()
    assert begin.asked == [1, 2, 2]


def test_credentials_that_stay_expired_are_an_error_after_one_renewal() -> None:
    begin = _Sessions(1, 2, 3)
    with pytest.raises(AwsError) as caught:
        _limited(begin).stacks.every()
    assert (caught.value.trouble, begin.asked) == (Trouble.EXPIRED, [1, 2])


def test_who_meets_the_end_of_the_same_credentials_later_takes_the_new_ones() -> None:
    begin = _Sessions(1)
    aws = _limited(begin)
    old = [aws.stacks, aws.stacks, aws.at_once.stacks]
    assert [one.every() for one in old] == [(), (), ()]
    assert begin.made == 2


def test_credentials_from_variables_are_never_renewed() -> None:
    begin = _Sessions(1, method="env")
    with pytest.raises(AwsError):
        _limited(begin).stacks.every()
    assert (begin.made, begin.asked) == (1, [1])
