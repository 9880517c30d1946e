"""stdin, stdout and stderr as the caller left them: perhaps closed, perhaps on a disk that is full."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TextIO


def open_all() -> None:
    """Have something behind each of the three.

    What a caller closed (`bbfd ... >&-`) would be taken by the next file that is opened, and what is printed would go
    into it.
    """
    opened = os.open(os.devnull, os.O_RDWR)
    while opened < 3:
        opened = os.dup(opened)
    os.close(opened)
    sys.stdin = sys.stdin or _behind(0, "r")
    sys.stdout = sys.stdout or _behind(1, "w")
    sys.stderr = sys.stderr or _behind(2, "w")
    if isinstance(sys.stdout, TextIOWrapper):
        # What its encoding does not know is shown by its number, as on stderr.
        sys.stdout.reconfigure(errors="backslashreplace")


def _behind(descriptor: int, mode: str) -> TextIO:
    stream = os.fdopen(descriptor, mode, encoding="utf-8", closefd=False)
    assert isinstance(stream, TextIOWrapper)
    return stream
