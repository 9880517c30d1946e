"""The embedded AWS behind real botocore clients: a handler for the `before-send` event."""

from __future__ import annotations

import atexit
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bbfd.deploy.registry import Token
from bbfd.local.engine import engine
from bbfd.local.home import Home
from bbfd.local.registry import registry_of
from bbfd.local.wire import Answer, Call, of_account

# A session for the embedded AWS is signed with these, so that no real key is ever used for it. The access
# key is the account's number: that is how ministack tells accounts apart.
SECRET_KEY = "not-a-secret"
WAIT = 600.0  # seconds that the first change waits for another process

_homes: dict[Path, tuple[Home, int]] = {}
_at_home = threading.Lock()


class Embedded:
    """One account and region of an embedded AWS. Register it for `before-send`; use it from any thread."""

    def __init__(self, home: Home, *, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self._home = home
        self._open = True

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """Answer a prepared request in place of the network."""
        if not self._open:
            raise RuntimeError("this embedded AWS has been closed")
        call = of_account(_call(request), self.account)
        return _response(request.url, self._home.answer(call))

    @contextmanager
    def registry(self) -> Iterator[Token]:
        """Have engines push to it: its registry is served on loopback for as long, for whoever has the token."""
        host = f"{self.account}.dkr.ecr.{self.region}.amazonaws.com"
        with registry_of(self._home, host) as token:
            yield token

    def fetch(self, url: str) -> Iterator[bytes]:
        """What lies behind an address that was given out here, in pieces."""
        host = url.partition("://")[2].partition("/")[0]
        yield self._home.answer(Call(method="GET", url=url, headers={"host": host})).body

    def pause(self) -> None:
        """Wait for what is under way, save, let others in: until the next call that changes something."""
        if self._open:
            self._home.pause()

    def close(self) -> None:
        """Wait for what is under way, save, let others in. Twice is once."""
        if self._open:
            self._open = False
            _leave(self._home)

    def __enter__(self) -> Embedded:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def embedded(
    folder: Path,
    *,
    account: str,
    region: str,
    wait: float = WAIT,
    waiting: Callable[[str], None] = lambda _: None,
) -> Embedded:
    """The embedded AWS whose state is in a folder, for one account and region; close it when done.

    All accounts and regions of a folder share its state and its lock. wait: seconds that the first change
    waits for another process that is changing things; waiting: takes whom, while that lasts. Raises
    Refused where ministack is not installed in the version needed; its calls raise Locked, or Refused for
    a state that cannot be used.
    """
    return Embedded(_enter(folder.resolve(), wait, waiting), account=account, region=region)


def _enter(folder: Path, wait: float, waiting: Callable[[str], None]) -> Home:
    with _at_home:
        home, users = _homes.get(folder, (None, 0))
        if home is None:
            home = Home(folder, engine(), wait=wait, waiting=waiting)
        _homes[folder] = (home, users + 1)
        return home


def _leave(home: Home) -> None:
    with _at_home:
        found, users = _homes.get(home.folder, (None, 0))
        if found is not home:
            return
        if users > 1:
            _homes[home.folder] = (home, users - 1)
            return
        del _homes[home.folder]
    home.close()


@atexit.register
def _leave_all() -> None:
    """A process that forgot to close has its changes saved all the same."""
    for home, _ in list(_homes.values()):
        home.close()
    _homes.clear()


def _call(request: AWSPreparedRequest) -> Call:
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    return Call(method=request.method, url=request.url, headers=headers, body=_bytes(request.body))


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return bytes(body.read())


def _response(url: str, answer: Answer) -> AWSResponse:
    return AWSResponse(url, answer.status, dict(answer.headers), _Raw(answer.body))


class _Raw(io.BytesIO):
    """A body as botocore reads one: whole, or streamed."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk
