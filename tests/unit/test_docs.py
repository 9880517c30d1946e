"""What docs/ say is held against the code, where it can be."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import bbfd

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "definitions.md").read_text(encoding="utf-8")
VALUES = [name for name in bbfd.__all__ if is_dataclass(getattr(bbfd, name))]


def section(name: str) -> str:
    """The section of a name, or of what it is an existing one of."""
    found = re.search(rf"^### {name.removeprefix('Existing')}\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    return found[1] if found else PAGE


@pytest.mark.parametrize("name", VALUES)
def test_every_field_that_can_be_given_is_documented(name):
    said = section(name)
    missing = [each.name for each in fields(getattr(bbfd, name)) if f"`{each.name}`" not in said]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in bbfd.__all__ if name[0].isupper()])
def test_every_public_name_is_documented(name):
    assert re.search(rf"\b{name}\b", PAGE)


def test_no_link_between_pages_is_dead():
    pages = [*DOCS.glob("*.md"), DOCS.parent / "README.md"]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
