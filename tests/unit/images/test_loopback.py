"""The loopback, asked as a load balancer would ask."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bbfd.images.loopback import Answer, Loopback


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(f"you asked for {self.path} \u00e9".encode("latin-1"))

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_an_answer_is_its_status_and_what_it_says(port: int) -> None:
    assert Loopback().ask(port, "/a", tls=False) == Answer(200, "you asked for /a \ufffd")
    assert Loopback().taken(port)


def test_a_redirect_is_an_answer(port: int) -> None:
    assert Loopback().ask(port, "/moved", tls=False).status == 302


def test_nobody_who_answers_is_no_answer(port: int) -> None:
    free = Loopback().free_port()
    assert not Loopback().taken(free)
    assert Loopback().ask(free, "/", tls=False).status == 0
    assert Loopback().ask(port, "/", tls=True).status == 0  # it speaks no TLS
