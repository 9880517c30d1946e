"""The way into the fake, and what goes wrong on it: a `before-send` handler, and what the HTTP server calls."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from tests.faults.fake.calls import Call, Calls
from tests.faults.fake.failure import Alarm, AwsFailure
from tests.faults.fake.faults import (
    DONE_FIRST,
    Bucket,
    Effect,
    Fault,
    Ordered,
    broken,
    denied,
    expired,
    throttled,
)
from tests.faults.fake.planting import planted, planted_failure
from tests.faults.fake.protocol import Asked, Got, Sent, answered, asked, failed

if TYPE_CHECKING:
    from tests.faults.fake.timeline import Timeline

Carry = Callable[[Asked], Mapping[str, Any]]
_NO_ANSWER = (Effect.REFUSED, Effect.LOST, Effect.ANSWER_LOST, Effect.TIMED_OUT)
_IAM = {"elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}


class Broken(Exception):
    """There is no answer: the door says so in its own way."""

    def __init__(self, effect: Effect) -> None:
        super().__init__(effect.value)
        self.effect = effect


class Wire:
    """carry: what is at its other end. caller: the ARN that denials name.

    turn: who comes over HTTP takes it, for there several come at once. planted: words behind every sentence of AWS.
    """

    def __init__(self, carry: Carry, timeline: Timeline, caller: str, seed: int) -> None:
        self.calls = Calls()
        self.alarms: list[str] = []
        self.latency = 0.0
        self.planted = ""
        self.turn = Lock()
        self._carry = carry
        self._timeline = timeline
        self._caller = caller
        self._seed = seed
        self._ordered: list[Ordered] = []
        self._denied: dict[str, None] = {}
        self._buckets: Callable[[str], Bucket | None] = lambda _: None
        self._expiries: list[tuple[float, tuple[str, ...] | None]] = []

    def fault(self, effect: Effect, operation: str = "*", **when: Any) -> Ordered:
        """Order a fault; see `Fault` for the conditions. Its `over = True` ends it."""
        ordered = Ordered(
            Fault(effect=effect, operation=operation, **when),
            Random(f"{self._seed}/{len(self._ordered)}"),
        )
        self._ordered.append(ordered)
        return ordered

    def deny(self, *actions: str) -> None:
        """Take permissions away, as `ecs:DescribeServices` or `logs:*`."""
        self._denied |= dict.fromkeys(actions)

    def allow(self, *actions: str) -> None:
        """Give them back."""
        for action in actions:
            self._denied.pop(action, None)

    def limit(self, rate: float = 10.0, burst: float = 20.0, *, each_service: bool = True) -> None:
        """Throttle what is over so many calls a second: a bucket for each service, or one for all."""
        buckets: dict[str, Bucket] = {}

        def bucket(service: str) -> Bucket:
            return buckets.setdefault(service if each_service else "", Bucket(rate, burst))

        self._buckets = bucket

    def expire(self, at: float, *keys: str) -> None:
        """Let credentials expire at that second: those of these access keys; without keys all, for good.

        `FakeSession` has the access key AKIAFAKE0001 first, AKIAFAKE0002 when it was renewed once, and so on.
        """
        self._expiries.append((at, keys or None))

    def __call__(
        self, request: AWSPreparedRequest, event_name: str, *, patience: float = 20.0, **_: Any
    ) -> AWSResponse:
        """Answer a request of botocore's, before it is sent. patience: seconds after which its client gives up."""
        try:
            got = self.answer(_sent(request))
        except Broken as broke:
            if broke.effect is Effect.TIMED_OUT:
                self._timeline.clock.sleep(patience)
            raise _as_botocore(broke.effect, request.url) from broke
        headers = {str(k): str(v) for k, v in got.headers.items()}
        return AWSResponse(request.url, got.status, headers, _Body(got.body))

    def answer(self, sent: Sent) -> Got:
        """Answer a request. Raises Broken where there is no answer."""
        call = asked(sent)
        if self.latency:
            self._timeline.clock.sleep(self.latency)
        self._timeline.advance()
        self.calls.all.append(self._logged(call))
        effect = next((o.fault.effect for o in self._ordered if o.meets(self.calls.all[-1])), None)
        if effect in (Effect.REFUSED, Effect.LOST):
            raise self._became(Broken(effect), effect.name)
        number = len(self.calls)
        try:
            self._gate(call, effect)
            carried = self._carried(call)
            got = answered(
                call, planted(carried, self.planted) if self.planted else carried, number
            )
        except AwsFailure as failure:
            self._became(failure, failure.code)
            got = failed(call, planted_failure(failure, self.planted), number)
        if effect in DONE_FIRST:
            self._became(effect, effect.name)
        if effect in _NO_ANSWER:
            raise Broken(effect)
        return (
            replace(got, body=got.body[: len(got.body) // 2]) if effect is Effect.TRUNCATED else got
        )

    def _carried(self, call: Asked) -> Mapping[str, Any]:
        try:
            return self._carry(call)
        except Alarm as alarm:
            self._became(alarm, "ALARM")
            self.alarm(alarm)

    def alarm(self, alarm: Alarm) -> NoReturn:
        """Remember it: whatever becomes of the exception, the test fails."""
        self.alarms.append(str(alarm))
        raise alarm

    def _gate(self, call: Asked, effect: Effect | None) -> None:
        """What AWS asks before it does anything."""
        bucket = self._buckets(call.service)
        if effect is Effect.THROTTLED or (bucket and not bucket.takes(self._timeline.now)):
            raise throttled(call.service)
        if effect in (Effect.ERROR, Effect.UNAVAILABLE):
            raise broken(effect)
        if effect is Effect.EXPIRED or self._has_expired(call.key):
            raise expired(call.service)
        action = f"{_IAM.get(call.service, call.service)}:{call.operation}"
        if effect is Effect.DENIED or self._is_denied(action):
            raise denied(call.service, action, self._caller)

    def _has_expired(self, key: str) -> bool:
        now = self._timeline.now
        return any(at <= now and (keys is None or key in keys) for at, keys in self._expiries)

    def _is_denied(self, action: str) -> bool:
        service = action.partition(":")[0]
        return action in self._denied or f"{service}:*" in self._denied

    def _logged(self, call: Asked) -> Call:
        return Call(
            second=self._timeline.now,
            at=self._timeline.utc(),
            service=call.service,
            operation=call.operation,
            parameters=call.parameters,
            became="ok",
            key=call.key,
            region=call.region,
        )

    def _became(self, what: Any, name: str) -> Any:
        self.calls.all[-1] = replace(self.calls.all[-1], became=name)
        return what


def _sent(request: AWSPreparedRequest) -> Sent:
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    return Sent(
        method=request.method,
        url=request.url,
        headers={k.lower(): _text(v) for k, v in request.headers.items()},
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _as_botocore(effect: Effect, url: str) -> Exception:
    if effect is Effect.REFUSED:
        return EndpointConnectionError(endpoint_url=url, error="Connection refused")
    if effect is Effect.TIMED_OUT:
        return ReadTimeoutError(endpoint_url=url)
    return ConnectionClosedError(endpoint_url=url)


class _Body(io.BytesIO):
    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk
