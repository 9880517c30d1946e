"""HTTP calls on loopback, off the wire and back onto it; who answers them is said by whoever serves."""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bbfd.errors import BbfdError
from bbfd.local.wire import Answer, Call

LOOPBACK = "127.0.0.1"
# Set by the server itself, or meant for one connection only.
_DROPPED = frozenset({"content-length", "transfer-encoding", "connection", "server", "date"})


def _is_of_a_page(headers: Mapping[str, str]) -> bool:
    """Whether a web page asks: it may call any address of this machine, also under a name of its own.

    Browsers say so in these headers (an image that a page shows has no Origin); the AWS CLI sends none of them.
    """
    host = re.sub(r":[0-9]*$", "", headers.get("host", LOOPBACK)).lower()
    known = host in (LOOPBACK, "localhost") or host.endswith(".localhost")
    return (
        not known or "origin" in headers or any(name.startswith("sec-fetch-") for name in headers)
    )


class Handler(BaseHTTPRequestHandler, ABC):
    """Takes a call off the wire and puts its answer there. Web pages are turned away."""

    protocol_version = "HTTP/1.1"

    @abstractmethod
    def answer(self, call: Call) -> Answer:
        """What is answered."""

    def _go(self) -> None:
        call = Call(
            method=self.command,
            url=f"http://{self.headers.get('Host', LOOPBACK)}{self.path}",
            headers={name.lower(): value for name, value in self.headers.items()},
            body=b"".join(self._read()),
        )
        self._send(self._answered(call))

    def _read(self) -> Iterator[bytes]:
        """The body: of the length that is told, or in pieces of which each tells its own, as engines push layers.

        https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding
        """
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            yield self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return
        while length := int(self.rfile.readline().partition(b";")[0], 16):
            yield self.rfile.read(length)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers

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


class Server(ThreadingHTTPServer):
    """Serves on loopback."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller that broke off, or that speaks no HTTP: it concerns nobody else."""
        if not isinstance(sys.exc_info()[1], (OSError, ValueError)):
            super().handle_error(request, client_address)


def _length(command: str, answer: Answer) -> str:
    """The length of the body; to HEAD, that of the one that GET would have had."""
    told = {name.lower(): value for name, value in answer.headers.items()}.get("content-length")
    return told if command == "HEAD" and told else str(len(answer.body))
