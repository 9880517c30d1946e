"""What has the shape of a credential, and is nothing else: one table, for all that shows or hides. Pure."""

from __future__ import annotations

import re

PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
PRIVATE_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----")
# What is a group of its own stays.
SHAPES = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
        (r"()\b(?:AKIA|ASIA)[A-Z0-9]{12,}", 0),
        (
            r"(\baws_?(?:secret_?access_?key|session_?token|security_?token)[\"'\\]*\s*(?:=>|[=:])\s*)[^\n]+",
            re.I,
        ),
        (r"(\bbearer[ \t]+)[A-Za-z0-9._~+/=-]{6,}", re.I),
        (r"(\bauthorization[\"'\\]*\s*[=:]\s*[\"']?(?:basic|token|digest)[ \t]+)[^\s\"',]+", re.I),
        (r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s/?#\"'<>@]*:[^\s/?#\"'<>]*(?=@)", re.I),
        (r"()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*", 0),
        (
            r"()\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,})",
            0,
        ),
        (r"()\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}", 0),
    )
)

# By what a value is called: the last word says it, so that DB_PASSWORD_FILE and TOKEN_URL are none.
_NAME = re.compile(
    r"(pass(word|wd|phrase)?|pwd|secret(_?key|_?string)?|token|credentials?"
    r"|(api|access|private|auth|license)_?key|signature)_?\d*$",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Whether what is called so is not to be shown, whatever it is."""
    return bool(_NAME.search(name))


def is_credential(value: str) -> bool:
    """Whether something in a value has the shape of a credential."""
    return bool(PRIVATE_KEY.search(value) or any(shape.search(value) for shape in SHAPES))
