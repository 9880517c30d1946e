"""The fake behind HTTP on loopback, for the command as a process of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.faults.fake.protocol import Got, Sent
from tests.faults.fake.wire import Broken

if TYPE_CHECKING:
    from tests.faults.fake.world import World


@contextmanager
def served(world: World) -> Iterator[str]:
    """Serve it while the block runs; its URL, for `AWS_ENDPOINT_URL`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_any(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            sent = Sent(
                method=self.command,
                url=f"http://{self.headers['host']}{self.path}",
                headers={k.lower(): v for k, v in self.headers.items()},
                body=self.rfile.read(length),
            )
            try:
                with world.wire.turn:
                    got = world.wire.answer(sent)
            except Broken:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            except AssertionError as alarm:
                got = Got(status=501, headers={}, body=str(alarm).encode())
            self._write(got)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_any

        def _write(self, got: Got) -> None:
            self.send_response(got.status)
            for name, value in got.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(got.body)))
            self.end_headers()
            self.wfile.write(got.body)

        def log_message(self, format: str, *args: object) -> None:
            """The fake keeps its own log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
