"""The embedded registry on loopback while an engine pushes to it, or pulls: `/v2/`, and nothing else.

Other users of this machine can reach a port of loopback: who does not have the token is turned away.
https://distribution.github.io/distribution/spec/api/
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from bbfd.deploy.registry import Token
from bbfd.local.handler import LOOPBACK, Handler, Server
from bbfd.local.home import Home
from bbfd.local.wire import Answer, Call

_USER = "AWS"


@contextmanager
def registry_of(home: Home, host: str) -> Iterator[Token]:
    """Serve the registry of an account and region on any free port. host: its name in AWS, which says whose it is."""
    password = secrets.token_urlsafe(24)
    signed = base64.b64encode(f"{_USER}:{password}".encode()).decode()

    class Ours(Handler):
        def answer(self, call: Call) -> Answer:
            given = call.headers.get("authorization", "").partition(" ")[2]
            if not secrets.compare_digest(given.encode(), signed.encode()):
                return _WHO
            return home.answer(_to(host, call)) if "/v2/" in call.url else _NOT_HERE

    server = Server((LOOPBACK, 0), Ours)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="bbfd-registry")
    thread.start()
    try:
        address = f"{LOOPBACK}:{server.server_port}"
        yield Token(registry=address, user=_USER, password=password, plain=True)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _to(host: str, call: Call) -> Call:
    headers = {name: value for name, value in call.headers.items() if name != "authorization"}
    return Call(method=call.method, url=call.url, headers={**headers, "host": host}, body=call.body)


_WHO = Answer(
    status=401,
    headers={"www-authenticate": 'Basic realm="bbfd"', "content-type": "application/json"},
    body=b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
)
_NOT_HERE = Answer(status=404, headers={}, body=b"")
