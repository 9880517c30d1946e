"""Calls to a forge, over HTTP."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, build_opener
from urllib.request import Request as Call

from bbfd.ci.comment import Answer, Request, encoded
from bbfd.errors import Refused

_SECONDS = 30
_LONGEST = 20_000_000  # bytes of an answer


class _NoRedirects(HTTPRedirectHandler):
    """The token is for one host: nobody sends it on."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


def send(request: Request) -> Answer:
    """Ask the forge. Raises Refused where it does not answer."""
    body = None if request.body is None else encoded(request.body)
    headers = {**request.headers, "Content-Type": "application/json", "User-Agent": "bbfd"}
    call = Call(request.url, data=body, method=request.method, headers=headers)
    try:
        with build_opener(_NoRedirects).open(call, timeout=_SECONDS) as answer:
            return Answer(status=answer.status, body=_read(answer.read(_LONGEST)))
    except HTTPError as error:
        error.close()
        return Answer(status=error.code)
    except (URLError, HTTPException, OSError) as error:
        raise Refused(
            f"{call.host} does not answer: {getattr(error, 'reason', error)}",
            fix="run the job again, or look at its way to the network",
        ) from None


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
