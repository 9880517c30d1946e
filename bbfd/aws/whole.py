"""An answer that broke off, or the page of a proxy, is no answer: the call is repeated like one that was not answered.

botocore raises on broken XML behind the back of whoever repeats calls, with all of it in the message; broken JSON it
takes for an answer that says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from botocore.parsers import ResponseParserError

NOT_WHOLE = "the answer broke off, or it is not one of AWS"
_MARK = "bbfd: not whole"


def attend(client: Any) -> None:
    """Have the answers of a client looked at before they are read."""
    client.meta.events.register("before-parse", _mark)
    client.meta.events.register("after-call", _refuse)


def is_whole(parsed: Mapping[str, Any]) -> bool:
    """Whether an answer that was read was one."""
    return _MARK not in parsed


def _mark(
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    operation_model: Any,
    **_: Any,
) -> None:
    body = response_dict["body"]
    if isinstance(body, bytes) and body and not _reads(body, operation_model):
        # Read as an error without a body, which botocore does not stumble over.
        response_dict |= {"body": b"", "status_code": 503}
        customized_response_dict[_MARK] = True


def _refuse(parsed: Mapping[str, Any], **_: Any) -> None:
    if not is_whole(parsed):
        raise ResponseParserError(NOT_WHOLE)


def _reads(body: bytes, operation_model: Any) -> bool:
    protocol = operation_model.service_model.resolved_protocol
    try:
        if protocol in ("json", "rest-json"):
            json.loads(body)
        if protocol in ("query", "ec2", "rest-xml"):
            expat.ParserCreate().Parse(body, True)
    except (ValueError, expat.ExpatError):
        return False
    return True
