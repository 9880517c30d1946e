"""HTTP requests -> (service, operation, parameters), and answers -> bytes, over botocore's own service models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import SerializationContext, get_serializer_class
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.wrappers import Request as _Form

from tests.faults.fake import xml
from tests.faults.fake.failure import AwsFailure

# The name that a request is signed for -> botocore's name of the service.
_SIGNED = {"elasticloadbalancing": "elbv2", "servicequotas": "service-quotas"}
_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<name>[^/]+)/aws4_request")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request. Header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request asks for. key: the access key that it is signed with; region: the one that it is signed for."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    key: str
    region: str
    endpoint: str


@lru_cache
def model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


@lru_cache
def _operation(service: str, name: str) -> OperationModel:
    return model(service).operation_model(name)


def _protocol(service: str) -> str:
    return str(model(service).resolved_protocol)


def asked(sent: Sent) -> Asked:
    """Read a request. It has to be signed: the service stands in the signature's scope."""
    scope = _SCOPE.search(sent.headers.get("authorization", ""))
    assert scope is not None, f"an unsigned request: {sent.method} {sent.url}"
    service = _SIGNED.get(scope["name"], scope["name"])
    sent = _plain(sent) if service == "s3" else sent
    url = urlsplit(sent.url)
    values = _values(sent, url.query)
    name, path = _named(service, sent, values, url.path or "/")
    parser = PROTOCOL_PARSERS[_protocol(service)](_operation(service, name))
    request = {
        "body": sent.body,
        "headers": Headers(list(sent.headers.items())),
        "method": sent.method,
        "url_params": path,
        "url_path": url.path,
        "values": values,
    }
    return Asked(
        service=service,
        operation=name,
        parameters=parser.parse(request) or {},
        key=scope["key"],
        region=scope["region"],
        endpoint=f"{url.scheme}://{url.netloc}",
    )


def _plain(sent: Sent) -> Sent:
    """S3's requests with the bucket in the path, and the body in one piece."""
    url, body = urlsplit(sent.url), sent.body
    bucket, dot, host = url.netloc.partition(".s3.")
    if dot:
        url = url._replace(netloc=f"s3.{host}", path=f"/{bucket}{url.path}")
    if sent.headers.get("content-encoding") == "aws-chunked":
        body = b"".join(_chunks(body))
    return replace(sent, url=url.geturl(), body=body)


def _chunks(body: bytes) -> Iterator[bytes]:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html"""
    while body:
        head, _, rest = body.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        if not size:
            return
        yield rest[:size]
        body = rest[size + 2 :]


def answered(call: Asked, result: Mapping[str, Any], number: int) -> Got:
    """Write an answer."""
    if _protocol(call.service) in ("query", "ec2"):
        return Got(
            status=200,
            headers={"Content-Type": "text/xml", "x-amzn-RequestId": _request_id(number)},
            body=xml.body(
                _operation(call.service, call.operation), result, _request_id(number)
            ).encode(),
        )
    return moto_answered(call, result, number)


def moto_answered(call: Asked, result: Mapping[str, Any], number: int) -> Got:
    """Write an answer as moto does: slower, and in every protocol."""
    made = get_serializer_class(call.service, _protocol(call.service))
    written = made(
        _operation(call.service, call.operation), SerializationContext(_request_id(number))
    ).serialize(dict(result))
    body = written["body"]
    return Got(
        status=written["status_code"],
        headers={**written["headers"], "x-amzn-RequestId": _request_id(number)},
        body=body.encode() if isinstance(body, str) else body,
    )


def failed(call: Asked, failure: AwsFailure, number: int) -> Got:
    """Write an error, as the service's protocol has it."""
    protocol, code = _protocol(call.service), failure.code
    headers = {"x-amzn-RequestId": _request_id(number)}
    if protocol == "json":
        headers |= {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": code}
        body = json.dumps({"__type": code, "message": failure.message})
    else:
        headers["Content-Type"] = "text/xml"
        body = _xml(protocol, call.service, failure, _request_id(number))
    no_body = call.operation.startswith("Head")
    return Got(
        status=failure.status, headers=headers, body=b"" if no_body else body.encode("utf-8")
    )


def _xml(protocol: str, service: str, failure: AwsFailure, number: str) -> str:
    fault = "Sender" if failure.status < 500 else "Receiver"
    said = f"<Code>{escape(failure.code)}</Code><Message>{escape(failure.message)}</Message>"
    if protocol == "ec2":
        return f"<Response><Errors><Error>{said}</Error></Errors><RequestID>{number}</RequestID></Response>"
    if service == "s3":
        return f"<Error>{said}<RequestId>{number}</RequestId></Error>"
    error = f"<Error><Type>{fault}</Type>{said}</Error><RequestId>{number}</RequestId>"
    return f"<ErrorResponse>{error}</ErrorResponse>"


def _request_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _values(sent: Sent, query: str) -> MultiDict[str, str]:
    environment = {
        "REQUEST_METHOD": sent.method,
        "QUERY_STRING": query,
        "CONTENT_TYPE": sent.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(sent.body)),
        "wsgi.input": _Body(sent.body),
    }
    form = _Form(environment)
    form.max_form_memory_size = 10_000_000
    form.max_form_parts = 100_000
    values: MultiDict[str, str] = MultiDict(form.args)
    if "urlencoded" in environment["CONTENT_TYPE"]:
        values.update(form.form)
    return values


def _named(
    service: str, sent: Sent, values: Mapping[str, str], path: str
) -> tuple[str, dict[str, str]]:
    """Name the operation, and what stands in the path."""
    target = sent.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2], {}
    if _protocol(service) in ("query", "ec2"):
        return str(values["Action"]), {}
    for pattern, name, needed in _routes(service, sent.method):
        found = pattern.fullmatch(path)
        if found and all(word in values for word in needed):
            return name, {_word(key): unquote(value) for key, value in found.groupdict().items()}
    raise AssertionError(f"no operation of {service} is {sent.method} {sent.url}")


@lru_cache
def _routes(service: str, method: str) -> list[tuple[re.Pattern[str], str, tuple[str, ...]]]:
    """The operations of a REST service, those that ask for most first."""
    found = []
    for name in model(service).operation_names:
        http = _operation(service, name).http
        if http["method"] != method or "Copy" in name:
            continue
        path, _, query = http["requestUri"].partition("?")
        needed = tuple(part.partition("=")[0] for part in query.split("&") if part)
        found.append((_pattern(path), name, needed))
    return sorted(found, key=lambda r: (-len(r[0].pattern.split("/")), -len(r[2]), r[1]))


def _pattern(path: str) -> re.Pattern[str]:
    def group(found: re.Match[str]) -> str:
        rest = ".+" if found[2] else "[^/]+"
        return f"(?P<{found[1].replace('-', '__')}>{rest})"

    return re.compile(re.sub(r"\{([\w-]+)(\+?)\}", group, path.rstrip("/") or "/") + "/?")


def _word(key: str) -> str:
    return key.replace("__", "-")


class _Body:
    """What werkzeug reads a form from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, amount: int = -1) -> bytes:
        end = len(self._body) if amount is None or amount < 0 else amount
        taken, self._body = self._body[:end], self._body[end:]
        return taken

    def readline(self, amount: int = -1) -> bytes:
        return self.read(amount)
