from collections.abc import Callable

import pytest
from botocore import exceptions as b
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker
from botocore.session import Session

from bbfd.aws.trouble import answered, asking, if_there
from bbfd.errors import AwsError, Trouble


def _caught(error: BaseException) -> AwsError:
    with pytest.raises(AwsError) as caught, asking("describe the stack web"):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("code", "message", "status", "expected"),
    [
        ("AccessDenied", "", 403, Trouble.DENIED),
        ("AccessDeniedException", "", 400, Trouble.DENIED),
        ("UnauthorizedOperation", "", 403, Trouble.DENIED),
        ("ExpiredToken", "", 403, Trouble.EXPIRED),
        ("ExpiredTokenException", "", 400, Trouble.EXPIRED),
        ("InvalidClientTokenId", "", 403, Trouble.NO_CREDENTIALS),
        ("UnrecognizedClientException", "", 400, Trouble.NO_CREDENTIALS),
        ("Throttling", "Rate exceeded", 400, Trouble.THROTTLED),
        ("ThrottlingException", "", 400, Trouble.THROTTLED),
        ("RequestLimitExceeded", "", 503, Trouble.THROTTLED),
        ("InternalFailure", "", 500, Trouble.UNREACHABLE),
        ("Whatever", "", 503, Trouble.UNREACHABLE),
        ("AlreadyExistsException", "", 400, Trouble.EXISTS),
        ("ChangeSetNotFound", "", 404, Trouble.ABSENT),
        ("ValidationError", "Stack with id web does not exist", 400, Trouble.ABSENT),
        ("ValidationError", "Stack [web] does not exist", 400, Trouble.ABSENT),
        (
            "ValidationError",
            "Stack:arn:aws:cloudformation:eu-west-1:1:stack/web/1 is in UPDATE_IN_PROGRESS state and can not be "
            "updated.",
            400,
            Trouble.HELD,
        ),
        (
            "ValidationError",
            "Stack [web] already exists and cannot be created again with the changeSet [bbfd-1].",
            400,
            Trouble.EXISTS,
        ),
        ("ValidationError", "Role arn:x does not exist", 400, Trouble.INVALID),
        ("ValidationError", "Parameters: [A] do not exist in the template", 400, Trouble.INVALID),
        ("ValidationError", "Export 'x' is not imported by any stack.", 400, Trouble.ABSENT),
        ("InvalidChangeSetStatus", "", 400, Trouble.INVALID),
        ("InsufficientCapabilitiesException", "Requires capabilities", 400, Trouble.INVALID),
        ("OperationNotFoundException", "", 400, Trouble.ABSENT),
        ("TokenAlreadyExistsException", "", 400, Trouble.EXISTS),
        ("UnsupportedFeatureException", "", 400, Trouble.INVALID),
        ("ConflictException", "", 400, Trouble.INVALID),
        ("InvalidSignatureException", "Signature expired", 403, Trouble.NO_CREDENTIALS),
        ("MissingAuthenticationTokenException", "", 403, Trouble.NO_CREDENTIALS),
        ("HealthUnavailable", "", 500, Trouble.UNREACHABLE),
        ("InternalServerError", "", 500, Trouble.UNREACHABLE),
        # A hard limit: waiting does not lift it.
        ("LimitExceededException", "", 400, Trouble.INVALID),
    ],
)
def test_each_code_means_what_it_should(
    code: str, message: str, status: int, expected: Trouble
) -> None:
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    error = _caught(b.ClientError(response, "DescribeStacks"))
    assert (error.trouble, error.code) == (expected, code)
    assert error.what.startswith("could not describe the stack web: ")
    assert error.fix


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (b.NoCredentialsError(), Trouble.NO_CREDENTIALS),
        (b.PartialCredentialsError(provider="env", cred_var="x"), Trouble.NO_CREDENTIALS),
        (b.ProfileNotFound(profile="x"), Trouble.NO_CREDENTIALS),
        (b.CredentialRetrievalError(provider="x", error_msg="x"), Trouble.NO_CREDENTIALS),
        (b.UnauthorizedSSOTokenError(), Trouble.EXPIRED),
        (b.SSOTokenLoadError(error_msg="x"), Trouble.EXPIRED),
        (b.TokenRetrievalError(provider="x", error_msg="x"), Trouble.EXPIRED),
        (b.EndpointConnectionError(endpoint_url="x"), Trouble.UNREACHABLE),
        (b.ConnectTimeoutError(endpoint_url="x"), Trouble.UNREACHABLE),
        (b.ReadTimeoutError(endpoint_url="x"), Trouble.UNREACHABLE),
        (b.ConnectionClosedError(endpoint_url="x"), Trouble.UNREACHABLE),
        (b.SSLError(endpoint_url="x", error="x"), Trouble.UNREACHABLE),
        (b.ProxyConnectionError(proxy_url="x"), Trouble.UNREACHABLE),
        (ResponseParserError("not XML"), Trouble.UNREACHABLE),
        (b.ParamValidationError(report="x"), Trouble.OTHER),
        (b.NoRegionError(), Trouble.OTHER),
    ],
)
def test_what_botocore_raises_itself_is_wrapped(error: Exception, expected: Trouble) -> None:
    assert _caught(error).trouble is expected


def test_what_is_not_botocores_passes() -> None:
    with pytest.raises(KeyboardInterrupt), asking("wait"):
        raise KeyboardInterrupt


def test_every_exception_of_botocore_becomes_an_error_of_ours() -> None:
    """Those that inherit from BotoCoreError or ClientError; the rest are no answers to a call."""
    kinds = [
        kind
        for kind in vars(b).values()
        if isinstance(kind, type) and issubclass(kind, (b.BotoCoreError, b.ClientError))
    ]
    assert len(kinds) > 50
    for kind in kinds:
        error = kind.__new__(kind)
        if isinstance(error, b.ClientError):
            error.response = {}
        assert isinstance(_caught(error), AwsError)


# Every call about one thing, of which it is an answer that there is no such thing.
ABOUT_ONE = (
    ("acm", "DescribeCertificate"),
    ("cloudformation", "DescribeChangeSet"),
    ("cloudformation", "GetHookResult"),
    ("cloudformation", "ListHookResults"),
    ("ecr", "DescribeImages"),
    ("ecs", "DescribeServiceDeployments"),
    ("ecs", "DescribeServices"),
    ("ecs", "ListServiceDeployments"),
    ("ecs", "ListTasks"),
    ("ecs", "StopServiceDeployment"),
    ("elbv2", "DescribeRules"),
    ("elbv2", "DescribeTargetHealth"),
    ("logs", "GetLogEvents"),
    ("secretsmanager", "DescribeSecret"),
)


@pytest.mark.parametrize(("service", "operation"), ABOUT_ONE)
def test_what_aws_calls_not_found_is_absent(service: str, operation: str) -> None:
    model = Session().get_service_model(service).operation_model(operation)
    codes = {shape.error_code for shape in model.error_shapes if "NotFound" in shape.name}
    for code in codes:
        assert answered("do", {"Error": {"Code": code}}).trouble is Trouble.ABSENT, code


def test_there_is_none_or_there_is_one_or_there_is_trouble() -> None:
    def refused(code: str) -> Callable[[], str]:
        def call() -> str:
            raise b.ClientError({"Error": {"Code": code}}, "GetRole")

        return call

    assert if_there("look", lambda: "one") == "one"
    assert if_there("look", refused("NoSuchEntity")) is None
    with pytest.raises(AwsError):
        if_there("look", refused("AccessDenied"))


# A hard limit, which waiting does not lift; and a code of DynamoDB transactions.
NOT_FOR_US = {"LimitExceededException", "TransactionInProgressException"}


@pytest.mark.parametrize(
    "code", sorted(set(ThrottledRetryableChecker._THROTTLED_ERROR_CODES) - NOT_FOR_US)
)
def test_what_botocore_takes_for_throttling_is_throttling(code: str) -> None:
    assert answered("do", {"Error": {"Code": code}}).trouble is Trouble.THROTTLED


def test_a_broken_answer_is_not_told() -> None:
    error = _caught(ResponseParserError("invalid XML received: <DescribeStacksResponse><Key>"))
    assert "<" not in error.what
    assert "broke off" in error.what
