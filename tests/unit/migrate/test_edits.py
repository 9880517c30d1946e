"""Laws of edits: the text after them means what the value would mean after the same edits, and nothing else moved."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.migrate._edits import edited
from bbfd.migrate._step import Append, Drop, Edit, Put
from bbfd.template import read
from bbfd.template.document import Path
from tests.unit.migrate.templates import WEB, as_json

BLOCK = (
    WEB
    + """
  Odd:
    Type: Custom::Odd
    Properties:
      - not: a mapping
      - - nested
        - {list: [of, !Sub 'lists ${AWS::Region}'], and: "more, yes"}
      - |
        a block

        of lines
      - last: # said
          - x
          # behind
"""
)
TEXTS = (
    BLOCK,
    BLOCK.replace("\n", "\r\n"),
    BLOCK.rstrip("\n"),
    *(as_json(WEB, i) for i in (None, 2, "\t")),
)
VALUES = (
    "FARGATE",
    256,
    {"Ref": "Vpc"},
    ["a", "b: c"],
    {"A": {"B": ["c", {"D": "512"}]}},
    {"Fn::GetAtt": ["Logs", "Arn"]},
    {"Fn::If": ["c", {"Ref": "Vpc"}, {"Fn::Sub": "x${Vpc}, {}"}]},
    [{"Name": "x", "Value": "'\"#"}, {"Ref": "Vpc"}],
)


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in pairs:
        yield from nodes(inner, (*path, key))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def is_call(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) == 1
        and next(iter(value)).startswith(("Fn::", "Ref"))
    )


def expected(body: Any, edits: list[Edit]) -> Any:
    body = copy.deepcopy(body)
    for edit in edits:
        if isinstance(edit, Append):
            at(body, edit.path).append(copy.deepcopy(edit.value))
        elif isinstance(edit, Put):
            at(body, edit.path[:-1])[edit.path[-1]] = copy.deepcopy(edit.value)
    dropped = [edit.path for edit in edits if isinstance(edit, Drop)]
    for path in sorted(dropped, key=_order, reverse=True):
        _drop(body, path)
    return body


def _order(path: Path) -> list[tuple[bool, str]]:
    return [(isinstance(step, int), str(step).zfill(9)) for step in path]


def _drop(body: Any, path: Path) -> None:
    """Remove what is there, and what is empty without it."""
    del at(body, path[:-1])[path[-1]]
    if len(path) > 3 and at(body, path[:-1]) in ({}, []):
        _drop(body, path[:-1])


@st.composite
def several(draw: st.DrawFn) -> tuple[str, Any, list[Edit]]:
    text = draw(st.sampled_from(TEXTS))
    body = read(text, "t").body
    known = [
        (path, value)
        for path, value in nodes(body)
        if len(path) > 3
        and path[0] == "Resources"
        and not any(str(s).startswith(("Fn::", "Ref")) for s in path)
    ]
    edits: list[Edit] = []
    taken: list[Path] = []
    for number in range(draw(st.integers(1, 5))):
        path, value = draw(st.sampled_from(known))
        if any(path[: len(other)] == other or other[: len(path)] == path for other in taken):
            continue
        new = draw(st.sampled_from(VALUES))
        kinds: list[Edit] = [
            Drop(path),
            Put(path, new),
            Put(("Resources", f"New{number}"), {"Type": "X", "P": new}),
        ]
        if isinstance(value, dict) and value and not is_call(value):
            kinds.append(
                Put((*path, f"New{number}"), new, after=(draw(st.sampled_from(sorted(value))),))
            )
        if isinstance(value, list):
            kinds.append(Append(path, new))
        edits.append(draw(st.sampled_from(kinds)))
        taken.append(path)
    return text, body, edits


@settings(max_examples=400, deadline=None)
@given(several())
def test_the_text_means_what_the_value_would(case):
    text, body, edits = case
    assert read(edited(text, enumerate(edits)).text, "t").body == expected(body, edits)


@settings(max_examples=100, deadline=None)
@given(several())
def test_pieces_are_apart_and_all_between_them_stays(case):
    text, _, edits = case
    result = edited(text, enumerate(edits))
    end, rebuilt = 0, ""
    for piece in result.pieces:
        assert piece.start >= end
        rebuilt += text[end : piece.start] + piece.text
        end = piece.end
    assert rebuilt + text[end:] == result.text


def test_nothing_to_edit_is_the_same_text():
    assert [edited(text, ()).text for text in TEXTS] == list(TEXTS)
