"""JSON text -> value and places. The standard library says what is wrong; here we note where things stand."""

from __future__ import annotations

import re

from bbfd.errors import DocumentError, Place
from bbfd.template.growing import Grown, Growth

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,\n]|[^\s"{}\[\]:,]+')


def grow(text: str, name: str) -> Grown:
    """Note where everything in a JSON text stands. Raises DocumentError."""
    import json

    text = _well_formed(text, name)
    growth = Growth(name, text.count("\n") + 1)
    line, start = 1, 0
    for match in TOKEN.finditer(text):
        token, column = match.group(), match.start() - start + 1
        if token == "\n":
            line, start = line + 1, match.end()
        elif token in "{[":
            growth.open({} if token == "{" else [], line, column)
        elif token in "}]":
            growth.close()
        elif token not in ":,":
            put = growth.key if growth.awaits_key() else growth.scalar
            put(json.loads(token), line, column)
    assert growth.finished is not None  # it is well-formed
    return growth.finished


def _well_formed(text: str, name: str) -> str:
    """The text, with spaces for commas before a closing bracket: CloudFormation reads over those."""
    import json

    try:
        json.loads(text)
        return text
    except json.JSONDecodeError:
        text = _without_last_commas(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error, name) from None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        raise DocumentError(
            f"JSON not well-formed: {error.msg}", fix=_fix(text, error.pos), place=place
        ) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable(error, name) from None
    return text


def _unreadable(error: Exception, name: str) -> DocumentError:
    return DocumentError(
        f"JSON not readable: {error}", fix="make it flatter, its numbers shorter", place=Place(name)
    )


def _without_last_commas(text: str) -> str:
    pieces: list[str] = []
    end, comma = 0, -1
    for match in TOKEN.finditer(text):
        token = match.group()
        if token in "}]" and comma >= 0:
            pieces += [text[end:comma], " "]
            end = comma + 1
        if token != "\n":
            comma = match.start() if token == "," else -1
    return "".join([*pieces, text[end:]])


def _fix(text: str, position: int) -> str:
    before = text[:position].rstrip()
    if text[position:].lstrip()[:1] == '"' and before[-1:] in ('"', "}", "]"):
        return "a comma is missing before this"
    return "correct the JSON at this place"
