"""The same state on loopback, for the AWS CLI: `bbfd local serve`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bbfd.errors import Refused
from bbfd.local.embedded import WAIT
from bbfd.local.engine import engine
from bbfd.local.handler import LOOPBACK, Handler, Server
from bbfd.local.home import Home
from bbfd.local.wire import Answer, Call, of_account


def serve(folder: Path, *, account: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer HTTP calls on 127.0.0.1 from the state in a folder until interrupted (Ctrl-C), then save.

    account: whose account a call acts in whose access key is not an account's number; the region is that
    of the call's signature. port: 0 for any free one. ready: called with the address once calls are
    answered. Others get their turn: the lock is held only while something is being changed.
    Raises Refused where the port cannot be had.
    """
    home = Home(folder.resolve(), engine(), wait=WAIT, hold=False)
    with _server(home, account, port) as server:
        ready(f"http://{LOOPBACK}:{server.server_port}")
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            home.close()


def _server(home: Home, account: str, port: int) -> Server:
    class Ours(Handler):
        def answer(self, call: Call) -> Answer:
            return home.answer(of_account(call, account))

    try:
        return Server((LOOPBACK, port), Ours)
    except OSError as error:
        raise Refused(
            f"port {port} of {LOOPBACK} cannot be had: {error.strerror}",
            fix="choose another: bbfd local serve --port N",
        ) from error
