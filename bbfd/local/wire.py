"""One HTTP call and its answer as plain values, and the way through an ASGI application and back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

Message = MutableMapping[str, Any]
Application = Callable[
    [
        dict[str, Any],
        Callable[[], Awaitable[Message]],
        Callable[[Message], Awaitable[None]],
    ],
    Awaitable[None],
]

# An access key of twelve digits names the account (ministack's own convention), one of a session is ASIA...
_FOREIGN_KEY = re.compile(r"Credential=(?!\d{12}/|ASIA)[^/,\s]*/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A request as botocore or the AWS CLI would put it on the wire. Header names are lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def of_account(call: Call, account: str) -> Call:
    """The same call, signed by nobody's real access key: the emulator takes the account from the key."""
    signed = call.headers.get("authorization", "")
    ours = _FOREIGN_KEY.sub(f"Credential={account}/", signed)
    if ours == signed:
        return call
    return Call(
        method=call.method,
        url=call.url,
        headers={**call.headers, "authorization": ours},
        body=call.body,
    )


async def through(application: Application, call: Call) -> Answer:
    """Put the call to an ASGI application and collect the whole answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": call.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await application(_scope(call), receive, send)
    return _answer(sent)


def _answer(sent: list[Message]) -> Answer:
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(
        message.get("body", b"") for message in sent if message["type"] == "http.response.body"
    )
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(status=start["status"], headers=headers, body=body)


def _scope(call: Call) -> dict[str, Any]:
    url = urlsplit(call.url)
    headers = [(name.encode(), value.encode()) for name, value in call.headers.items()]
    if "host" not in call.headers:
        headers.append((b"host", url.netloc.encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": url.scheme,
        "path": unquote(url.path) or "/",
        "raw_path": (url.path or "/").encode(),
        "query_string": url.query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": (url.hostname, 443),
        "root_path": "",
    }
