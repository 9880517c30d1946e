"""What is asked of a container over the machine's own loopback."""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import closing, suppress
from typing import NamedTuple

_ADDRESS = "127.0.0.1"
_MOST = 1 << 20  # bytes of an answer
_PATIENCE = 5.0  # seconds for one answer


class Answer(NamedTuple):
    """What came back. status: of HTTP; 0 where nothing did, and body says why."""

    status: int
    body: str


class Loopback:
    """The loopback as it is."""

    def free_port(self) -> int:
        """A port that nobody listens on."""
        with closing(socket.socket()) as listener:
            listener.bind((_ADDRESS, 0))
            port: int = listener.getsockname()[1]
            return port

    def taken(self, port: int) -> bool:
        """Whether somebody listens there."""
        with closing(socket.socket()) as caller:
            caller.settimeout(_PATIENCE)
            return caller.connect_ex((_ADDRESS, port)) == 0

    def ask(self, port: int, path: str, *, tls: bool) -> Answer:
        """GET a path once. Redirects are not followed, nor certificates looked at: a load balancer does neither."""
        with closing(_connection(port, tls)) as connection:
            try:
                connection.request("GET", path, headers={"User-Agent": "bbfd"})
                answer = connection.getresponse()
                return Answer(answer.status, answer.read(_MOST).decode("utf-8", "replace"))
            except (OSError, http.client.HTTPException) as error:
                return Answer(0, str(error) or type(error).__name__)


def _connection(port: int, tls: bool) -> http.client.HTTPConnection:
    if not tls:
        return http.client.HTTPConnection(_ADDRESS, port, timeout=_PATIENCE)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with suppress(ssl.SSLError):
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    return http.client.HTTPSConnection(_ADDRESS, port, timeout=_PATIENCE, context=context)
