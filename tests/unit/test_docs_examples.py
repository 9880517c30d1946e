"""Each piece of Python on the pages about definitions can be built as it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import awacs.aws
import pytest
from troposphere import sns

import bbfd
from bbfd.build import build, build_environment
from bbfd.model.definition import Definition
from bbfd.model.stack import Refusal

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("definitions", "environments", "first-hour")),
    *sorted((ROOT / "docs" / "services").glob("*.md")),
)
NAMES: dict[str, Any] = {
    **{name: getattr(bbfd, name) for name in bbfd.__all__},
    **{name: getattr(awacs.aws, name) for name in ("Action", "Deny", "Statement")},
    **{"Any": Any, "Iterator": Iterator, "sns": sns},
}
# An environment with all that an example may ask of one.
PLACE = bbfd.Environment(
    account="123456789012",
    region="eu-west-1",
    network=bbfd.Network.create(nat="one"),
    certificate=bbfd.Certificate.lookup("prod.example.org"),
    domain=bbfd.Domain(name="prod.example.org"),
    discovery="prod.internal",
    capacity=bbfd.Capacity(),
    gateway=bbfd.Gateway(),
)
# Containers of these names stand in for those that a piece speaks of and does not show.
BESIDE = tuple(bbfd.Container(name=name, image="a:1") for name in ("proxy", "shipper"))
WEB = bbfd.WebService(container=bbfd.Container(image="app:1", port=8080))


def pieces() -> Iterator[tuple[str, str]]:
    """The page with each piece; a block that shows several files is several."""
    for page in PAGES:
        for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            for piece in re.split(r"^(?=# services/)", block, flags=re.M):
                if piece.strip():
                    yield page.name, piece


def shown(piece: str) -> tuple[Any, Any]:
    """The workload and the environment that a piece shows, or those that usually stand around what it shows."""
    tree = ast.parse(piece)
    if isinstance(tree.body[-1], ast.Expr):
        value = eval(piece, dict(NAMES))
        return _around(_field_of(value), value), PLACE
    found: dict[str, Any] = {}
    exec(piece, dict(NAMES), found)
    if "environment" in found:
        return WEB, found["environment"]
    if "service" in found:
        return found["service"], PLACE
    field, value = list(found.items())[-1]
    if field in {each.name for each in fields(PLACE)} - {"alarms"} or isinstance(
        value, bbfd.Alarms
    ):
        return WEB, replace(PLACE, **{field: value})
    return _around(field, value), PLACE


def _field_of(value: Any) -> str:
    if isinstance(value, bbfd.Container):
        return "container"
    return "scaling" if isinstance(value, bbfd.Steps) else "uses"


def _around(field: str, value: Any) -> Any:
    if field == "container":
        return bbfd.Worker(container=value)
    if field == "variables":
        return replace(WEB, container=replace(WEB.container, variables=value))
    if field == "scaling":
        value = bbfd.Scaling(minimum=1, maximum=9, steps=(value,))
    if field == "uses" and not isinstance(value, tuple):
        value = (value,)
    named = BESIDE if "container='" in repr(value) else ()
    return replace(WEB, sidecars=named, **{field: value})


def refused(workload: Any, place: Any) -> list[Refusal]:
    where = Definition("prod", place, "environments/prod.py")
    own = build_environment(where)
    made = build(Definition("shop", workload, "services/shop.py"), where)
    return [*(own.refusals if own else ()), *made.refusals]


@pytest.mark.parametrize(("page", "piece"), list(pieces()))
def test_what_a_page_shows_builds(page: str, piece: str) -> None:
    assert refused(*shown(piece)) == []


def test_a_piece_that_is_wrong_would_be_found() -> None:
    assert refused(*shown("http = Http(port=0)")) != []
