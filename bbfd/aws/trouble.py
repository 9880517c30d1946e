"""botocore's exceptions -> AwsError. Every call to AWS is made inside `asking`, and nothing else catches them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore import exceptions as b
from botocore.parsers import ResponseParserError

from bbfd.aws import sentences
from bbfd.aws.whole import NOT_WHOLE
from bbfd.errors import AwsError, Trouble

Answer = TypeVar("Answer")

# Codes differ from service to service, and some from API protocol to API protocol.
_CODES: dict[Trouble, frozenset[str]] = {
    Trouble.DENIED: frozenset(
        {
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "Forbidden",
            "UnauthorizedOperation",
        }
    ),
    Trouble.EXPIRED: frozenset(
        {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
    ),
    Trouble.NO_CREDENTIALS: frozenset(
        {
            "AuthFailure",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        }
    ),
    Trouble.THROTTLED: frozenset(
        {
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "PriorRequestNotComplete",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        }
    ),
    Trouble.UNREACHABLE: frozenset(
        {
            "InternalError",
            "InternalFailure",
            "InternalServiceError",
            "RequestTimeout",
            "RequestTimeoutException",
            "ServerException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        }
    ),
    Trouble.EXISTS: frozenset(
        {
            "AlreadyExistsException",
            "EntityAlreadyExists",
            "ImageAlreadyExistsException",
            "ImageTagAlreadyExistsException",
            "LayerAlreadyExistsException",
            "TokenAlreadyExistsException",
        }
    ),
    Trouble.ABSENT: frozenset(
        {
            "ChangeSetNotFound",
            "ChangeSetNotFoundException",
            "ClusterNotFoundException",
            "HookResultNotFound",
            "HookResultNotFoundException",
            "ImageNotFoundException",
            "ListenerNotFound",
            "NoSuchBucket",
            "NoSuchKey",
            "NoSuchEntity",
            "NotFoundException",
            "OperationNotFoundException",
            "RepositoryNotFoundException",
            "ResourceNotFoundException",
            "RuleNotFound",
            "ScanNotFoundException",
            "ServiceDeploymentNotFoundException",
            "ServiceNotFoundException",
            "TargetGroupNotFound",
        }
    ),
}

_FIXES = {
    Trouble.DENIED: "ask for the permission that the message names; `aws sts get-caller-identity` says for whom",
    Trouble.EXPIRED: "get new credentials (`aws sso login`, or a new session), then type the command again",
    Trouble.NO_CREDENTIALS: "set AWS_PROFILE or `aws=Access(profile=...)` in the environment, and sign in "
    "(`aws sso login`, `aws configure`)",
    Trouble.THROTTLED: "wait a moment, then type the command again",
    Trouble.UNREACHABLE: "check the network and the region, then type the command again",
    Trouble.ABSENT: "check the name, the account and the region",
}
_OTHERWISE = "correct what the message names, then type the command again"

# The credentials, or the token behind them, could not be had.
_CREDENTIALS = (
    b.NoCredentialsError,
    b.NoAuthTokenError,
    b.PartialCredentialsError,
    b.CredentialRetrievalError,
    b.MetadataRetrievalError,
    b.RefreshWithMFAUnsupportedError,
    b.ProfileNotFound,
    b.ConfigNotFound,
    b.ConfigParseError,
    b.InvalidConfigError,
    b.UnknownCredentialError,
)
_SSO = (b.SSOError, b.TokenRetrievalError)
# HTTPClientError is the root of time-outs, refused and closed connections, and TLS and proxy errors.
_NO_ANSWER = (
    b.HTTPClientError,
    b.ConnectionError,
    b.EndpointConnectionError,
    b.IncompleteReadError,
)


@contextmanager
def asking(doing: str) -> Iterator[None]:
    """Wrap a call. doing: what we wanted, as `describe the stack web`."""
    try:
        yield
    except b.ClientError as error:
        raise answered(doing, error.response) from error
    except _CREDENTIALS as error:
        raise _said(doing, Trouble.NO_CREDENTIALS, error) from error
    except _SSO as error:
        raise _said(doing, Trouble.EXPIRED, error) from error
    except ResponseParserError as error:
        raise _said(doing, Trouble.UNREACHABLE, error, NOT_WHOLE) from error
    except _NO_ANSWER as error:
        raise _said(doing, Trouble.UNREACHABLE, error) from error
    except b.BotoCoreError as error:
        raise _said(doing, Trouble.OTHER, error) from error


def if_there(doing: str, call: Callable[[], Answer]) -> Answer | None:
    """Make a call about one thing; None when, and only when, AWS says that there is no such thing."""
    try:
        with asking(doing):
            return call()
    except AwsError as error:
        if error.trouble is Trouble.ABSENT:
            return None
        raise


def answered(doing: str, response: Any) -> AwsError:
    """Turn an error that AWS answered with into ours."""
    error = response.get("Error", {})
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    trouble = trouble_of(code, message, status)
    return AwsError(
        f"could not {doing}: {message or 'AWS gave no reason'} ({code})",
        fix=_FIXES.get(trouble, _OTHERWISE),
        trouble=trouble,
        code=code,
    )


def trouble_of(code: str, message: str, status: int) -> Trouble:
    """What an error code means to us."""
    for trouble, codes in _CODES.items():
        if code in codes:
            return trouble
    if code == "ValidationError" and status < 500:
        return _invalid(message)
    return Trouble.UNREACHABLE if status >= 500 else Trouble.INVALID


def _invalid(message: str) -> Trouble:
    """What a ValidationError means: AWS has one code for all that it does not take."""
    if sentences.says_absent(message):
        return Trouble.ABSENT
    if sentences.says_held(message):
        return Trouble.HELD
    return Trouble.EXISTS if sentences.says_made(message) else Trouble.INVALID


def _said(doing: str, trouble: Trouble, error: Exception, why: str = "") -> AwsError:
    return AwsError(
        f"could not {doing}: {why or error}",
        fix=_FIXES.get(trouble, _OTHERWISE),
        trouble=trouble,
        code=type(error).__name__,
    )
