"""How fast AWS is asked: every call of a run waits for its turn here, and one that was throttled is tried again.

One bucket for each of AWS's services, as AWS has them. Where AWS throttles all the same (others share the limit), the
bucket is emptied and filled more slowly, then faster again with every call that succeeds. All waiting is done on the
run's clock, outside of any lock.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

from botocore import exceptions as b

from bbfd.aws.trouble import trouble_of
from bbfd.aws.whole import is_whole
from bbfd.errors import Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock

# Calls a second, and how many at once: just below what users of CloudFormation have met (10 and 20). AWS publishes
# none. https://github.com/cloudtools/stacker/issues/337
RATE = 9.5
BURST = 19.0
_SLOWEST = 0.5
_RECOVERY = 1.05
# Waits before each repetition, in seconds.
_THROTTLED = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0, 4.0)
_UNREACHABLE = (0.5, 1.0, 2.0)
# Seconds: who wants an answer at once waits no longer for a turn; and how long anybody waits without a word.
_AT_ONCE = 10.0
_NAP = 5.0
_NO_TURN = {"Error": {"Code": "Throttling", "Message": "too many calls wait for their turn"}}
# Whether these were carried out has to be read back, not tried out: a second one would meet the first.
_ONCE = frozenset(
    {
        "CancelUpdateStack",
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "CreateServiceLinkedRole",
        "DeleteStack",
        "ExecuteChangeSet",
        "ExecuteCommand",
        "RollbackStack",
        "StartSession",
        "StopServiceDeployment",
    }
)


@dataclass
class _Bucket:
    tokens: float = BURST
    rate: float = RATE
    filled: float | None = None

    def take(self, now: float) -> float:
        """Take one, perhaps one that is still to come; how many seconds until it is there."""
        since = 0.0 if self.filled is None else now - self.filled
        self.filled = now
        self.tokens = min(BURST, self.tokens + since * self.rate) - 1.0
        return max(0.0, -self.tokens / self.rate)

    def give_back(self) -> None:
        """Give back what was taken, and is not used."""
        self.tokens += 1.0

    def throttled(self) -> None:
        self.rate = max(_SLOWEST, self.rate / 2)
        self.tokens = min(self.tokens, 0.0)

    def succeeded(self) -> None:
        self.rate = min(RATE, self.rate * _RECOVERY)


class Limiter:
    """The turns of all calls of a run. clock: to wait on. jitter: between 0 and 1, anew each time.

    sessions: held while the session behind the calls is made, or forgotten. waits: called before each wait, and before
    each repetition, with the seconds that may pass until the next one, and what went wrong before.
    """

    def __init__(self, clock: Clock, jitter: Callable[[], float] = random.random) -> None:
        self._clock = clock
        self._jitter = jitter
        self._lock = Lock()
        self.sessions = RLock()
        self.waits: Callable[[float, Trouble | None], None] = lambda *_: None
        self._buckets: dict[str, _Bucket] = {}
        self._repeats = True

    def once(self) -> Limiter:
        """The same turns, for calls that are not tried again."""
        same = copy(self)
        same._repeats = False
        return same

    def attend(self, client: Any) -> None:
        """Have a client wait for its turns."""
        events, name = client.meta.events, client.meta.service_model.service_name
        patience = client.meta.config.read_timeout
        events.register_first("request-created", lambda **_: self._turn(name))

        def again(response: Any, caught_exception: Any, **call: Any) -> float | None:
            return self._again(name, response, caught_exception, patience=patience, **call)

        events.register("needs-retry", again)

    def _turn(self, name: str) -> None:
        with self._lock:
            bucket = self._bucket(name)
            pause = bucket.take(self._clock.monotonic())
            if pause > _AT_ONCE and not self._repeats:
                bucket.give_back()
                raise b.ClientError(_NO_TURN, "Turn")
        self._sleep(pause, 0.0, None)

    def _sleep(self, seconds: float, hangs: float, why: Trouble | None) -> None:
        """Sleep, then take a call that may hang for so long; nobody who listens is left in silence."""
        while seconds > 0:
            nap = min(seconds, _NAP)
            seconds -= nap
            self.waits(nap + (hangs if seconds <= 0 else 0.0), why)
            self._clock.sleep(nap)

    def _again(
        self,
        name: str,
        response: Any,
        error: Exception | None,
        *,
        attempts: int,
        operation: Any,
        patience: float,
        **_: Any,
    ) -> float | None:
        """Wait, and answer 0 to have the call repeated; None: leave it at what it is."""
        trouble = _trouble(response, error)
        with self._lock:
            bucket = self._bucket(name)
            if trouble is Trouble.THROTTLED:
                bucket.throttled()
            elif trouble is None:
                bucket.succeeded()
        waits = _waits(trouble, operation.name) if self._repeats else ()
        if attempts > len(waits):
            return None
        # A call that was not answered hung perhaps, and may hang again.
        hangs = patience if trouble is Trouble.UNREACHABLE else 0.0
        self._sleep(waits[attempts - 1] * (0.5 + self._jitter() / 2), hangs, trouble)
        return 0.0

    def _bucket(self, name: str) -> _Bucket:
        return self._buckets.setdefault(name, _Bucket())


def _waits(trouble: Trouble | None, operation: str) -> tuple[float, ...]:
    if trouble is Trouble.THROTTLED:  # refused before anything was done: any call may be repeated
        return _THROTTLED
    if trouble is Trouble.UNREACHABLE and operation not in _ONCE:
        return _UNREACHABLE
    return ()


def _trouble(response: Any, error: Exception | None) -> Trouble | None:
    if error is not None:
        lost = isinstance(error, (b.HTTPClientError, b.ConnectionError, b.IncompleteReadError))
        return Trouble.UNREACHABLE if lost else Trouble.OTHER
    http, parsed = response
    if not is_whole(parsed):
        return Trouble.UNREACHABLE
    if http.status_code < 300:
        return None
    said = parsed.get("Error", {})
    return trouble_of(str(said.get("Code", "")), str(said.get("Message", "")), http.status_code)
