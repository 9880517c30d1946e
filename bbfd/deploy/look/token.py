"""The token of an operation of ours, which all its events carry: that it is ours, and what it was about. Pure.

    bbfd-RANDOM[SEAL][-COMMIT[-VERSION]]

SEAL is of what is kept of the operation: what events carry nobody can change, and what lies in a bucket somebody can.
VERSION is written in hexadecimal digits, as a token takes letters, digits and hyphens only: at most 128 of them.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANDOM = 16  # hexadecimal digits
_SEALED = 8  # hexadecimal digits of it beside a seal
SEAL = 20  # hexadecimal digits: nobody finds something else with the same
_COMMIT = 12  # as many as git shows of a hash in a large repository
_VERSION = 46  # bytes: with these, "bbfd" and three hyphens, it is 127 characters
_BESIDE = 40  # bytes beside a seal
_CUT = "…"
_OURS = re.compile(
    r"bbfd-(?P<random>[0-9a-f]{16,32})(?:-(?P<commit>[0-9a-f]*)(?:-(?P<version>(?:[0-9a-f]{2})+))?)?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a token of ours tells. version: ends in … where it was too long for a token; "" for unknown.

    seal: "" where nothing is kept that it is of.
    """

    random: str
    commit: str = ""
    version: str = ""
    seal: str = ""


def make(fresh: str, version: str = "", commit: str = "", seal: str = "") -> str:
    """Write the token of a new operation.

    fresh: at least 16 random hexadecimal digits. version: of the image, any text. commit: a hash, of which 12 digits
    are kept; what is not a hash is left out. seal: SEAL hexadecimal digits, or "".
    """
    encoded = _short(version, _BESIDE if seal else _VERSION).encode().hex()
    hashed = commit.lower() if re.fullmatch(r"[0-9a-fA-F]+", commit) else ""
    told = [hashed[:_COMMIT], encoded] if encoded else [hashed[:_COMMIT]] if hashed else []
    return "-".join(["bbfd", fresh[: _SEALED if seal else _RANDOM] + seal, *told])


def read(token: str) -> Token | None:
    """Read a token; None where it is not one of ours."""
    found = _OURS.fullmatch(token)
    if found is None:
        return None
    version = bytes.fromhex(found["version"] or "").decode(errors="replace")
    # Anybody can write a token: what it says is data from outside.
    if not version.isprintable():
        return None
    random = found["random"]
    seal = random[_SEALED:] if len(random) == _SEALED + SEAL else ""
    return Token(
        random=random.removesuffix(seal),
        commit=found["commit"] or "",
        version=version,
        seal=seal,
    )


def _short(version: str, most: int) -> str:
    printable = "".join(letter for letter in version if letter.isprintable())
    if len(printable.encode()) <= most:
        return printable
    room = printable.encode()[: most - len(_CUT.encode())]
    return room.decode(errors="ignore") + _CUT
