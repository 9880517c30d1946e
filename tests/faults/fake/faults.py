"""What may go wrong on the wire, which calls it meets, and how many calls a second AWS takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from random import Random

from tests.faults.fake.calls import Call
from tests.faults.fake.failure import AwsFailure


class Effect(Enum):
    """THROTTLED to SLOW are answers of AWS; of the rest, ANSWER_LOST and the two after it are carried out first."""

    THROTTLED = "the call is refused: too many of them"
    EXPIRED = "the call is refused: the credentials are no longer valid"
    DENIED = "the call is refused: no permission"
    ERROR = "the service answers 500"
    UNAVAILABLE = "the service answers 503"
    REFUSED = "nobody listens: connection refused"
    LOST = "the connection is closed before the call arrives"
    ANSWER_LOST = "the call is carried out, and the connection is closed before the answer"
    TRUNCATED = "the call is carried out, and its answer breaks off"
    TIMED_OUT = "the call is carried out, and its answer does not come in time"


DONE_FIRST = (Effect.ANSWER_LOST, Effect.TRUNCATED, Effect.TIMED_OUT)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to which calls; every condition that is given has to hold.

    operation: as `DescribeStacks`, `Describe*`, `*`. service: as `cloudformation`; "" for all.
    nth: which of the calls that match, from 1. every: each n-th of them. share: of them, by chance (seeded).
    since, until: seconds since the start. count: so many and no more.
    keys: only calls that are signed with one of these access keys. reading: only reads, or only mutations.
    """

    effect: Effect
    operation: str = "*"
    service: str = ""
    nth: tuple[int, ...] = ()
    every: int = 1
    share: float = 1.0
    since: float = 0.0
    until: float = 1e12
    count: int = 1_000_000_000
    keys: tuple[str, ...] = ()
    reading: bool | None = None

    def means(self, call: Call) -> bool:
        """Whether a call is of the kind that it is about."""
        return (
            fnmatchcase(call.operation, self.operation)
            and self.service in ("", call.service)
            and self.since <= call.second < self.until
            and (not self.keys or call.key in self.keys)
            and (self.reading is None or self.reading == call.reads)
        )


class Ordered:
    """A fault at work: how many it met."""

    def __init__(self, fault: Fault, random: Random) -> None:
        self.fault = fault
        self._random = random
        self._seen = self._met = 0
        self.over = False

    def meets(self, call: Call) -> bool:
        if self.over or not self.fault.means(call):
            return False
        self._seen += 1
        fault = self.fault
        meets = (
            self._met < fault.count
            and (not fault.nth or self._seen in fault.nth)
            and self._seen % fault.every == 0
            and (fault.share >= 1.0 or self._random.random() < fault.share)
        )
        self._met += meets
        return meets


class Bucket:
    """A token bucket, as AWS limits calls. rate: calls a second; burst: how many at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._left, self._then = burst, 0.0

    def takes(self, now: float) -> bool:
        self._left = min(self.burst, self._left + (now - self._then) * self.rate)
        self._then = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


_JSON = ("ecs", "logs", "ecr", "secretsmanager", "ssm", "acm", "service-quotas")


def throttled(service: str) -> AwsFailure:
    """Rate exceeded, in the words of each service."""
    if service in _JSON or service == "application-autoscaling":
        return AwsFailure("ThrottlingException", "Rate exceeded")
    if service == "ec2":
        return AwsFailure("RequestLimitExceeded", "Request limit exceeded.", 503)
    if service == "s3":
        return AwsFailure("SlowDown", "Please reduce your request rate.", 503)
    return AwsFailure("Throttling", "Rate exceeded")


def expired(service: str) -> AwsFailure:
    code = "ExpiredTokenException" if service in _JSON else "ExpiredToken"
    return AwsFailure(code, "The security token included in the request is expired", 403)


def denied(service: str, action: str, arn: str) -> AwsFailure:
    """AccessDenied in AWS's wording, which names the action."""
    message = (
        f"User: {arn} is not authorized to perform: {action} because no identity-based policy allows "
        f"the {action} action"
    )
    if service == "ec2":
        said = f"You are not authorized to perform this operation. {message}"
        return AwsFailure("UnauthorizedOperation", said, 403)
    if service in _JSON:
        return AwsFailure("AccessDeniedException", message, 400)
    return AwsFailure("AccessDenied", message, 403)


def broken(effect: Effect) -> AwsFailure:
    if effect is Effect.ERROR:
        return AwsFailure("InternalFailure", "An internal error occurred.", 500)
    return AwsFailure("ServiceUnavailable", "Service is unavailable", 503)
