from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from bbfd.aws import whole
from bbfd.aws.limiter import Limiter
from bbfd.aws.trouble import asking
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.test_limiter import _Body
from tests.unit.deploy.fakes import VirtualClock

XML = "<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>"
JSON = '{"services": [], "failures": []}'
PAGE = "<html><body><p>proxy: not allowed<br></body></html>"
CALLS: dict[str, Any] = {
    "cloudformation": ("describe_stacks", XML),
    "ecs": ("describe_services", JSON),
    "route53": ("list_hosted_zones_by_name", XML),
}


class _Answering:
    """A client whose calls are answered in turn; the last answer stays."""

    def __init__(self, service: str, *answers: tuple[int, str], once: bool = False) -> None:
        self.asked = 0
        self._service = service
        self._answers = list(answers)
        session = boto3.Session("key", "secret", region_name="eu-west-1")
        session.events.register("before-send", self._answer)
        config = Config(retries={"mode": "standard", "total_max_attempts": 1})
        self.client = session.client(service, config=config)
        limiter = Limiter(VirtualClock())
        (limiter.once() if once else limiter).attend(self.client)
        whole.attend(self.client)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.asked += 1
        status, text = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return AWSResponse(request.url, status, {}, _Body(text))

    def ask(self) -> Any:
        more = {"services": ["a"]} if self._service == "ecs" else {}
        with asking("ask"):
            return getattr(self.client, CALLS[self._service][0])(**more)


@pytest.mark.parametrize("status", [200, 400, 403, 502])
@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize("broken", ["half", "page"])
def test_a_read_whose_answer_is_none_is_made_again(service: str, broken: str, status: int) -> None:
    text = CALLS[service][1]
    bad = PAGE if broken == "page" else text[: len(text) // 2]
    aws = _Answering(service, (status, bad), (200, text))
    assert aws.ask()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert aws.asked == 2


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("service", CALLS)
def test_in_the_end_it_is_an_error_that_does_not_quote_it(service: str, status: int) -> None:
    aws = _Answering(service, (status, CALLS[service][1][:30]))
    with pytest.raises(AwsError) as caught:
        aws.ask()
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert caught.value.what == f"could not ask: {whole.NOT_WHOLE}"
    assert aws.asked == 4


def test_who_asks_again_anyway_is_told_at_once() -> None:
    aws = _Answering("cloudformation", (200, XML[:30]), once=True)
    with pytest.raises(AwsError):
        aws.ask()
    assert aws.asked == 1


def test_what_may_have_been_carried_out_is_not_repeated() -> None:
    aws = _Answering("cloudformation", (200, "<CancelUpdateStack"))
    with pytest.raises(AwsError), asking("cancel"):
        aws.client.cancel_update_stack(StackName="web")
    assert aws.asked == 1


def test_an_answer_that_is_whole_is_read_as_it_is() -> None:
    refused = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
    aws = _Answering("cloudformation", (403, refused))
    with pytest.raises(AwsError) as caught:
        aws.ask()
    assert caught.value.trouble is Trouble.DENIED
    assert aws.asked == 1
