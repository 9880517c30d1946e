"""What YAML 1.1 takes a text without quotes for."""

from __future__ import annotations

import re
from typing import Any

_WORDS: dict[str, bool | None] = {
    form: value
    for word, value in (
        *((word, True) for word in ("yes", "true", "on")),
        *((word, False) for word in ("no", "false", "off")),
        ("null", None),
    )
    for form in (word, word.capitalize(), word.upper())
}

_INT = re.compile(
    r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)"
)
_FLOAT = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)


def understood(text: str) -> Any:
    """What YAML 1.1 makes of a text without quotes. Dates stay text, as CloudFormation keeps them."""
    if text in _WORDS:
        return _WORDS[text]
    if text in ("", "~"):
        return None
    if text[0] not in "+-.0123456789":
        return text
    try:
        return _number(text)
    except (ValueError, OverflowError):  # nothing behind 0x, or more digits than Python takes
        return text


def _number(text: str) -> int | float | str:
    if _INT.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text):
        return _broken(text)
    return text


def _whole(text: str) -> int:
    sign, digits = _signed(text)
    if ":" in digits:
        return sign * int(_sixties(digits))
    for prefix, base in (("0b", 2), ("0x", 16), ("0", 8)):
        if digits.startswith(prefix) and digits != "0":
            return sign * int(digits[len(prefix) :], base)
    return sign * int(digits)


def _broken(text: str) -> float:
    sign, digits = _signed(text.lower())
    if digits in (".inf", ".nan"):
        return sign * float(digits[1:])
    return sign * (_sixties(digits) if ":" in digits else float(digits))


def _signed(text: str) -> tuple[int, str]:
    return (-1 if text[0] == "-" else 1), text.lstrip("+-").replace("_", "")


def _sixties(digits: str) -> float:
    """YAML 1.1 reads 1:30 as ninety."""
    total = 0.0
    for part in digits.split(":"):
        total = total * 60 + float(part)
    return total
