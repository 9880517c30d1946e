"""A file that was asked for by its name."""

from __future__ import annotations

import os

from bbfd.errors import UsageError


def write(path: str, text: str) -> None:
    """Write it whole, its folder too. Raises UsageError."""
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", fix="name another file"
        ) from None


def read(path: str) -> str:
    """What a file says. Raises UsageError."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", fix="name another file") from None
