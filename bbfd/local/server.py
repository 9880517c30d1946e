"""The same state on loopback, for the AWS CLI: `bbfd local serve`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bbfd.errors import BbfdError, Refused
from bbfd.local.embedded import WAIT
from bbfd.local.engine import engine
from bbfd.local.home import Home
from bbfd.local.wire import Answer, Call, of_account

_LOOPBACK = "127.0.0.1"
# Set by the server itself, or meant for one connection only.
_DROPPED = frozenset({"content-length", "transfer-encoding", "connection", "server", "date"})


def serve(folder: Path, *, account: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer HTTP calls on 127.0.0.1 from the state in a folder until interrupted (Ctrl-C), then save.

    account: whose account a call acts in whose access key is not an account's number; the region is that
    of the call's signature. port: 0 for any free one. ready: called with the address once calls are
    answered. Others get their turn: the lock is held only while something is being changed.
    Raises Refused where the port cannot be had.
    """
    home = Home(folder.resolve(), engine(), wait=WAIT, hold=False)
    with _server(home, account, port) as server:
        ready(f"http://{_LOOPBACK}:{server.server_port}")
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            home.close()


def _server(home: Home, account: str, port: int) -> ThreadingHTTPServer:
    class Handler(_Handler):
        def answer(self, call: Call) -> Answer:
            return home.answer(of_account(call, account))

    try:
        return ThreadingHTTPServer((_LOOPBACK, port), Handler)
    except OSError as error:
        raise Refused(
            f"port {port} of {_LOOPBACK} cannot be had: {error.strerror}",
            fix="choose another: bbfd local serve --port N",
        ) from error


def _is_of_a_page(headers: Mapping[str, str]) -> bool:
    """Whether a web page asks: it may call any address of this machine, also under a name of its own.

    Browsers say so in these headers (an image that a page shows has no Origin); the AWS CLI sends none of them.
    """
    host = re.sub(r":[0-9]*$", "", headers.get("host", _LOOPBACK)).lower()
    known = host in (_LOOPBACK, "localhost") or host.endswith(".localhost")
    return (
        not known or "origin" in headers or any(name.startswith("sec-fetch-") for name in headers)
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, call: Call) -> Answer:
        raise NotImplementedError

    def _go(self) -> None:
        call = Call(
            method=self.command,
            url=f"http://{self.headers.get('Host', _LOOPBACK)}{self.path}",
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self._send(self._answered(call))

    def _answered(self, call: Call) -> Answer:
        if _is_of_a_page(call.headers):
            return Answer(status=403, headers={}, body=b"not for browsers")
        try:
            return self.answer(call)
        except BbfdError as error:
            return Answer(status=503, headers={}, body=str(error).encode())

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in _DROPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", _length(self.command, answer))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _go

    def log_message(self, *_: object) -> None:
        """Nothing: what is asked is the asker's to show."""


def _length(command: str, answer: Answer) -> str:
    """The length of the body; to HEAD, that of the one that GET would have had."""
    told = {name.lower(): value for name, value in answer.headers.items()}.get("content-length")
    return told if command == "HEAD" and told else str(len(answer.body))
