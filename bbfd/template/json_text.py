"""JSON text -> value and places. The standard library says what is wrong; here we note where things stand."""

from __future__ import annotations

import re

from bbfd.errors import DocumentError, Place
from bbfd.template.growing import Grown, Growth

# A text that nothing ends goes to the end: else each quote in it would be looked behind again.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,\n]|[^\s"{}\[\]:,]+')
_WORDS = re.compile(r"true|false|null|-?\d[\d.eE+-]*")


def grow(text: str, name: str) -> Grown:
    """Note where everything in a well-formed JSON text stands. Raises DocumentError: a key twice, too deep."""
    import json

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


def is_json(text: str) -> bool:
    """Whether a text that `read` has taken is JSON: what begins with a brace may be YAML, too."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        well_formed(text, "")
    except DocumentError:
        return False
    return True


def may_be_yaml(text: str) -> bool:
    """Whether there is anything outside of quotes that JSON never has: a word, a tag, a comment."""
    ours = '{}[]:,\n"'
    tokens = (match.group() for match in TOKEN.finditer(text))
    return any(token[0] not in ours and not _WORDS.fullmatch(token) for token in tokens)


def last_comma(text: str, name: str) -> DocumentError | None:
    """What there is to say of commas before closing brackets, where a text is JSON but for them."""
    text = text.removeprefix("\ufeff")
    found = _last_commas(text) if _LAST_COMMA.search(text) else []
    if not found or not is_json(text):
        return None
    first, before = found[0], text[: found[0]]
    what = "a comma" if len(found) == 1 else f"{len(found)} commas, each"
    return DocumentError(
        f"{what} before a closing bracket: CloudFormation reads over it, JSON has none there",
        fix="remove it: programs that read JSON refuse the file",
        place=Place(name, before.count("\n") + 1, first - before.rfind("\n")),
    )


_LAST_COMMA = re.compile(r",\s*[}\]]")


def well_formed(text: str, name: str) -> str:
    """The text, with spaces for commas before a closing bracket: CloudFormation reads over those.

    People have seen that, AWS says nothing of it: https://github.com/stelligent/cfn_nag/issues/203 and
    https://github.com/aws-amplify/amplify-cli/pull/509. Raises DocumentError: not JSON, and where.
    """
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
    end = 0
    for comma in _last_commas(text):
        pieces += [text[end:comma], " "]
        end = comma + 1
    return "".join([*pieces, text[end:]])


def _last_commas(text: str) -> list[int]:
    """Where they stand: in front of a closing bracket, and in no quotes."""
    found: list[int] = []
    comma = -1
    for match in TOKEN.finditer(text):
        token = match.group()
        if token in "}]" and comma >= 0:
            found.append(comma)
        if token != "\n":
            comma = match.start() if token == "," else -1
    return found


def _fix(text: str, position: int) -> str:
    before = text[:position].rstrip()
    if text[position:].lstrip()[:1] == '"' and before[-1:] in ('"', "}", "]"):
        return "a comma is missing before this"
    return "correct the JSON at this place"
