"""Answers in XML, as the query protocols have them: written by one function for each shape, made once.

Most of a deploy's reads are pages of events that were told before. What is flat, as an event is, is written once and
kept by what stands in it.
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

# Writes what stands between the tags of a value.
Writer = Callable[[Any], str]
_NESTED = ("structure", "list", "map")
_KEPT = 4096


def body(operation: OperationModel, result: Mapping[str, Any], request: str) -> str:
    """Write the answer to a call. request: its id."""
    shape, protocol = operation.output_shape, operation.service_model.protocol
    inside = _writer(shape)(result) if shape is not None else ""
    if protocol == "ec2":
        inside += f"<requestId>{request}</requestId>"
    else:
        if shape is not None:
            inside = _tagged(shape.serialization.get("resultWrapper", f"{shape.name}Result"))(
                inside
            )
        inside += f"<ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata>"
    return _tagged(f"{operation.name}Response")(inside)


def _tagged(tag: str) -> Callable[[str], str]:
    return lambda inside: f"<{tag}>{inside}</{tag}>"


@cache
def _writer(shape: Shape) -> Writer:
    if isinstance(shape, StructureShape):
        return _structure(shape)
    if isinstance(shape, ListShape):
        return _list(shape)
    if isinstance(shape, MapShape):
        return _map(shape)
    return _SCALARS.get(shape.type_name, _text)


def _structure(shape: StructureShape) -> Writer:
    members = tuple((name, _member(name, held)) for name, held in shape.members.items())

    def write(value: Mapping[str, Any]) -> str:
        return "".join([made(value[name]) for name, made in members if value.get(name) is not None])

    if any(held.type_name in _NESTED for held in shape.members.values()):
        return write
    names = tuple(name for name, _ in members)
    kept = lru_cache(maxsize=_KEPT)(lambda values: write(dict(zip(names, values, strict=True))))
    return lambda value: kept(tuple([value.get(name) for name in names]))


def _member(name: str, shape: Shape) -> Writer:
    """Writes a member of a structure, tags and all. What is in a shape is asked for late: shapes may be recursive."""
    tag = str(shape.serialization.get("name", name))
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        return lambda value: "".join(
            f"<{tag}>{_writer(shape.member)(one)}</{tag}>" for one in value
        )
    if shape.type_name in _NESTED:
        return lambda value: f"<{tag}>{_writer(shape)(value)}</{tag}>"
    scalar = _writer(shape)
    return lambda value: f"<{tag}>{scalar(value)}</{tag}>"


def _list(shape: ListShape) -> Writer:
    tag = shape.member.serialization.get("name", "member")
    return lambda value: "".join(
        [f"<{tag}>{made(one)}</{tag}>" for made in (_writer(shape.member),) for one in value]
    )


def _map(shape: MapShape) -> Writer:
    key, held = (
        s.serialization.get("name", n) for s, n in ((shape.key, "key"), (shape.value, "value"))
    )

    def entry(name: Any, value: Any) -> str:
        inside = _writer(shape.value)(value)
        return f"<entry><{key}>{_text(name)}</{key}><{held}>{inside}</{held}></entry>"

    return lambda value: "".join(entry(k, v) for k, v in value.items() if v is not None)


def _text(value: Any) -> str:
    return escape(str(value))


def _boolean(value: Any) -> str:
    return str(value is True or str(value).lower() == "true").lower()


def _moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if value.microsecond else "%Y-%m-%dT%H:%M:%SZ")


def _blob(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


_SCALARS: Mapping[str, Writer] = {
    "boolean": _boolean,
    "timestamp": _moment,
    "blob": _blob,
    "integer": lambda value: str(int(value)),
    "long": lambda value: str(int(value)),
}
