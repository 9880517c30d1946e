"""Nested stacks whose template is a file: which, and what is known of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from bbfd.template.document import Document, Path
from bbfd.template.values import text_of

# What `aws cloudformation package` takes a local path in: type, and the property.
_NESTED = (
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::Serverless::Application", "Location"),
)


class Nested(NamedTuple):
    """A stack in a stack. path: where its template is named; file: as it is written there.

    parameters: name -> what the stack above hands over, None where that cannot be known.
    """

    path: Path
    file: str
    parameters: Mapping[str, str | None]


def nested(document: Document) -> Iterator[Nested]:
    """Those whose template is a file: not one in a bucket, nor one whose name is not known."""
    for kind, key in _NESTED:
        for logical_id, body in document.resources(kind).items():
            url = document.value(body.get(key))
            if isinstance(url, str) and url and "://" not in url and "\0" not in url:
                path: Path = ("Resources", logical_id, "Properties", key)
                yield Nested(path, url, _handed(document, body.get("Parameters")))


def _handed(document: Document, raw: Any) -> dict[str, str | None]:
    given = document.value(raw)
    if not isinstance(given, dict):
        return {}
    return {str(name): _text(document, value) for name, value in given.items()}


def _text(document: Document, raw: Any) -> str | None:
    """Parameters of a nested stack are texts; a list is handed over with commas."""
    value = document.value(raw)
    if isinstance(value, (str, int, float)):
        return text_of(value)
    if not isinstance(value, list):
        return None
    texts = [_text(document, each) for each in value]
    return ",".join(str(text) for text in texts) if None not in texts else None


def handed(document: Document, parameters: Mapping[str, str | None]) -> Document:
    """The document with what the stack above hands over: what is not known of that has no default any more."""
    unknown = {name for name, value in parameters.items() if value is None}
    definitions = {
        name: _without_default(definition) if name in unknown else definition
        for name, definition in document.values.parameters.items()
    }
    body = {**document.body, "Parameters": definitions} if definitions else document.body
    known = {
        name: value
        for name, value in parameters.items()
        if value is not None and name in definitions
    }
    return replace(document, body=body, given={**document.given, **known})


def _without_default(definition: Any) -> Any:
    if not isinstance(definition, dict):
        return definition
    return {key: value for key, value in definition.items() if key != "Default"}
