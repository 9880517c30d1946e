"""Failures between boto3 and the embedded AWS: register a `FaultyWire` for `before-send` in its place.

Failures inside CloudFormation are ordered otherwise, by `faults.json`: see `bbfd/local/faults.py`.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError

Handler = Callable[..., AWSResponse]


class Effect(Enum):
    THROTTLED = "the call is refused: too many of them"
    EXPIRED = "the call is refused: the credentials are no longer valid"
    UNAVAILABLE = "the service answers 503"
    LOST = "the connection breaks before the call arrives"
    ANSWER_LOST = "the call is carried out, and the connection breaks before the answer"
    GARBLED = "somebody else answers, as a hotel's network does"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to which calls. action: as in DescribeStacks. nth: which of them, from 1; empty: all."""

    action: str
    effect: Effect
    nth: tuple[int, ...] = ()


class FaultyWire:
    """A handler that lets calls through to another one, except for the faults. `calls` is what was tried."""

    def __init__(self, inner: Handler, *faults: Fault) -> None:
        self.calls: list[str] = []
        self._inner = inner
        self._faults = faults
        self._counted: Counter[str] = Counter()

    def __call__(self, request: AWSPreparedRequest, event_name: str, **more: Any) -> AWSResponse:
        action = event_name.rpartition(".")[2]
        self.calls.append(action)
        self._counted[action] += 1
        effect = self._effect(action)
        if effect is Effect.LOST:
            raise ConnectionClosedError(endpoint_url=request.url)
        if effect in _ANSWERS:
            return _answer(request, *_ANSWERS[effect])
        answer = self._inner(request=request, event_name=event_name, **more)
        if effect is Effect.ANSWER_LOST:
            raise ConnectionClosedError(endpoint_url=request.url)
        return answer

    def _effect(self, action: str) -> Effect | None:
        for fault in self._faults:
            if fault.action == action and self._counted[action] in (
                fault.nth or [self._counted[action]]
            ):
                return fault.effect
        return None


# status, code, message; a code of "" stands for a page that is no answer of AWS at all.
_ANSWERS = {
    Effect.THROTTLED: (400, "Throttling", "Rate exceeded"),
    Effect.EXPIRED: (403, "ExpiredToken", "The security token included in the request is expired"),
    Effect.UNAVAILABLE: (503, "ServiceUnavailable", "Service is unavailable"),
    Effect.GARBLED: (200, "", "<html>please log in"),
}


def _answer(request: AWSPreparedRequest, status: int, code: str, message: str) -> AWSResponse:
    body = message
    if code and "X-Amz-Target" in request.headers:
        body = json.dumps({"__type": f"{code}Exception", "message": message})
    elif code:
        error = f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
        body = f"<ErrorResponse><Error>{error}</Error><RequestId>1</RequestId></ErrorResponse>"
    return AWSResponse(request.url, status, {}, _Body(body.encode()))


class _Body(io.BytesIO):
    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk
