"""Scalars as YAML: quoted where any reader, of YAML 1.1 or 1.2, would take a text for something else."""

from __future__ import annotations

import re
from functools import lru_cache

# A text that may stand without quotes: it starts with a letter, `/` or `$`, holds nothing that has a meaning in
# a block, no colon before a space or at its end, no trailing space. Whatever is not plainly safe is quoted.
_SAFE = re.compile(
    r"[A-Za-z_/$](?:[\w./$*(){}=+;@?<>~,-]|\[|\]|:(?=[^\s])| (?=[\w./$*(){}=+;@?<>~-]))*", re.ASCII
)

_RESERVED = frozenset(["yes", "no", "true", "false", "on", "off", "null", "y", "n"])

_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@lru_cache(maxsize=8192)
def written(text: str) -> str:
    """One line of YAML that every reader takes for this text and nothing else."""
    if _SAFE.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    code = ord(sign)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def number(value: float) -> str:
    """A float as YAML 1.1 and 1.2 both read it: 1e+20 alone would be text."""
    text = repr(value)
    if text in ("inf", "-inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
