"""The docstring of a room is its map: whoever opens the folder finds each file on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

BBFD = Path(__file__).parent.parent.parent / "bbfd"
ROOMS = (
    "build/ci",
    "ci",
    "deploy",
    "deploy/after",
    "deploy/kept",
    "deploy/operate",
    "deploy/release",
    "deploy/run",
    "images",
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_docstring_of_a_room_names_each_of_its_files(room: str) -> None:
    said = ast.get_docstring(ast.parse((BBFD / room / "__init__.py").read_text(encoding="utf-8")))
    words = set(re.findall(r"\w+", said or ""))
    files = {each.stem for each in (BBFD / room).glob("*.py")} | {
        each.parent.name for each in (BBFD / room).glob("*/__init__.py")
    }
    assert sorted(files - words - {"__init__"}) == []
